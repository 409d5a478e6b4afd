#include "paxos/storage/folder.hpp"

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {

namespace {

using single::Acceptor;
using single::AcceptorState;

class Folder : public ::testing::Test {
 protected:
  std::unique_ptr<Store<Acceptor>> open(const OpenOptions& options) const {
    return open_store<Acceptor>(options);
  }
  std::string refusal(const OpenOptions& options) const {
    return error_of<UsageError>([&] { open(options); });
  }
  OpenOptions options(OpenOptions::Kind kind, bool init = false, bool forget = false,
                      const Identity& identity = demo()) const {
    return {data_, identity, kind, init, forget};
  }
  [[nodiscard]] bool holds(const std::string& file) const {
    return std::filesystem::exists(data_ / file);
  }

  static constexpr auto sqlite = OpenOptions::sqlite;
  static constexpr auto memory = OpenOptions::memory;
  TemporaryFolder temporary_;
  std::filesystem::path data_ = temporary_.path() / "data" / "acceptor-1";
};

}  // namespace

TEST_F(Folder, InitCreatesFoldersAndStore) {
  save(*open(options(sqlite, true)), state(3, 2, "blue"));
  EXPECT_EQ(open(options(sqlite))->load(), state(3, 2, "blue"));
}

TEST_F(Folder, InitTakesANameWithASlashAtItsEnd) {
  data_ += "/";
  save(*open(options(sqlite, true)), state(3));
  EXPECT_EQ(open(options(sqlite))->load(), state(3));
}

TEST_F(Folder, MissingStoreIsNoFirstStart) {
  const std::string error =
      "no store in " + data_.string() +
      "; if this acceptor has never run, start it once with --init; if it has, its disk is gone "
      "and it must not rejoin as if it had never promised";
  EXPECT_EQ(refusal(options(sqlite)), error);
  EXPECT_EQ(refusal(options(memory)), error);
  EXPECT_EQ(refusal(options(memory, false, true)), error);
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(Folder, InitRefusesAStoreThatExists) {
  save(*open(options(sqlite, true)), state(3));
  EXPECT_EQ(
      refusal(options(sqlite, true)),
      (data_ / "store.sqlite").string() + " exists; --init is for a process that has never run");
  EXPECT_EQ(open(options(sqlite))->load(), state(3));
}

TEST_F(Folder, InitRefusesWhatIsLeftOfALostStore) {
  open(options(sqlite, true));
  std::ofstream(data_ / "store.sqlite-wal") << "old promises";
  std::filesystem::remove(data_ / "store.sqlite");
  EXPECT_EQ(refusal(options(sqlite, true)),
            (data_ / "store.sqlite-wal").string() +
                " exists; --init is for a process that has never run");
}

TEST_F(Folder, InitReplacesWhatIsLeftOfAnUnfinishedInit) {
  std::filesystem::create_directories(data_);
  std::ofstream(data_ / "store.sqlite.new") << "half of a store";
  EXPECT_NE(refusal(options(sqlite)).find("no store in"), std::string::npos);
  save(*open(options(sqlite, true)), state(3));
  EXPECT_FALSE(holds("store.sqlite.new"));
  EXPECT_EQ(open(options(sqlite))->load(), state(3));
}

TEST_F(Folder, OfAnotherProcessIsRefused) {
  open(options(sqlite, true));
  EXPECT_EQ(refusal(options(sqlite, false, false, demo(acceptor(2)))),
            (data_ / "store.sqlite").string() +
                " belongs to acceptor 1 of cluster 'demo'; this is acceptor 2 of cluster 'demo'");
}

TEST_F(Folder, IsLockedAgainstASecondStoreInTheSameProcess) {
  const auto store = open(options(sqlite, true));
  const std::string error =
      data_.string() + " is in use by another process (pid " + std::to_string(::getpid()) + ")";
  EXPECT_EQ(refusal(options(sqlite)), error);
  EXPECT_EQ(refusal(options(sqlite, true)), error);
  EXPECT_EQ(refusal(options(memory, true)), error);
}

TEST_F(Folder, IsLockedAgainstAnotherProcess) {
  auto store = open(options(sqlite, true));
  const auto attempt = [&] {
    try {
      open(options(sqlite));
      return 0;
    } catch (const UsageError&) {
      return 1;
    }
  };
  EXPECT_EQ(in_child(attempt), 1);
  save(*store, state(3));
  store.reset();
  EXPECT_EQ(in_child(attempt), 0);
}

TEST_F(Folder, OfAMemoryStoreIsLockedToo) {
  const auto store = open(options(memory, true));
  EXPECT_NE(refusal(options(memory, false, true)).find("is in use by another process"),
            std::string::npos);
}

TEST_F(Folder, ThatCannotBeWrittenIsAUsageError) {
  open(options(sqlite, true));
  ::chmod(temporary_.path().c_str(), 0755);
  ::chmod((data_ / "lock").c_str(), 0444);
  const int status = in_child([&] {
    // Root may write everywhere.
    if (::getuid() == 0 && ::setuid(65534) != 0) return 2;
    return refusal(options(sqlite)) ==
                   "cannot open " + (data_ / "lock").string() + ": Permission denied"
               ? 0
               : 1;
  });
  EXPECT_EQ(status, 0);
}

TEST_F(Folder, BelowAFileIsAUsageError) {
  std::ofstream(temporary_.path() / "data") << "a file";
  EXPECT_EQ(refusal(options(sqlite, true)),
            "cannot create " + (temporary_.path() / "data").string() + ": File exists");
}

TEST_F(Folder, OfAMemoryStoreOpensAgainOnlyForgetfully) {
  save(*open(options(memory, true)), state(3));
  const std::string error = (data_ / "store.memory").string() +
                            ": this acceptor kept its state in memory and has forgotten all that "
                            "it ever promised; to start it all the same is unsafe and takes ";
  EXPECT_EQ(refusal(options(memory)), error + "--forget-promises");
  EXPECT_EQ(refusal(options(memory, true)), error + "--forget-promises instead of --init");
  EXPECT_EQ(refusal(options(memory, true, true)), error + "--forget-promises instead of --init");
  EXPECT_EQ(open(options(memory, false, true))->load(), AcceptorState{});
  EXPECT_EQ(refusal(options(memory)), error + "--forget-promises");
}

TEST_F(Folder, OfAMemoryStoreBelongsToOneProcess) {
  open(options(memory, true));
  const std::string error =
      (data_ / "store.memory").string() +
      " belongs to acceptor 1 of cluster 'demo'; this is acceptor 2 of cluster 'demo'";
  EXPECT_EQ(refusal(options(memory, false, true, demo(acceptor(2)))), error);
  EXPECT_EQ(refusal(options(sqlite, true, true, demo(acceptor(2)))), error);
}

TEST_F(Folder, ProposerInMemoryForgetsItsRoundsOnlyIfTold) {
  const auto open_proposer = [&](bool init, bool forget) {
    open_store<single::Proposer>(options(memory, init, forget, demo(proposer(1))));
  };
  open_proposer(true, false);
  EXPECT_EQ(error_of<UsageError>([&] { open_proposer(false, false); }),
            (data_ / "store.memory").string() +
                ": this proposer kept its state in memory and has forgotten all that it ever "
                "proposed; to start it all the same is unsafe and takes --forget-promises");
  open_proposer(false, true);
}

TEST_F(Folder, LearnerThatLostItsStoreLostNothing) {
  const auto open_learner = [&](OpenOptions::Kind kind, bool init) {
    open_store<single::Learner>(options(kind, init, false, demo(learner(1))));
  };
  EXPECT_EQ(error_of<UsageError>([&] { open_learner(sqlite, false); }),
            "no store in " + data_.string() + "; create it once with --init");
  open_learner(memory, true);
  EXPECT_EQ(error_of<UsageError>([&] { open_learner(memory, false); }),
            (data_ / "store.memory").string() +
                ": this learner kept its state in memory and has forgotten all that it ever "
                "learned; to start it all the same takes --forget-promises");
}

TEST_F(Folder, MemoryNeverTakesThePlaceOfAStore) {
  save(*open(options(sqlite, true)), state(3));
  for (const bool init : {false, true}) {
    for (const bool forget : {false, true}) {
      EXPECT_EQ(refusal(options(memory, init, forget)),
                (data_ / "store.sqlite").string() +
                    " exists; start without --store memory, which would forget what is in it");
    }
  }
  EXPECT_EQ(open(options(sqlite))->load(), state(3));
}

TEST_F(Folder, StoreTakesThePlaceOfMemoryOnlyForgetfully) {
  open(options(memory, true));
  EXPECT_NE(refusal(options(sqlite)).find("--init --forget-promises"), std::string::npos);
  EXPECT_NE(refusal(options(sqlite, false, true)).find("--init --forget-promises"),
            std::string::npos);
  EXPECT_NE(refusal(options(sqlite, true)).find("--init --forget-promises"), std::string::npos);
  save(*open(options(sqlite, true, true)), state(3));
  EXPECT_FALSE(holds("store.memory"));
  EXPECT_EQ(open(options(sqlite))->load(), state(3));
}

TEST_F(Folder, StoreHasNothingToForget) {
  save(*open(options(sqlite, true)), state(3));
  EXPECT_EQ(refusal(options(sqlite, false, true)),
            (data_ / "store.sqlite").string() +
                " has forgotten nothing; start without --forget-promises");
  EXPECT_NE(refusal(options(sqlite, true, true)).find("exists; --init is for"), std::string::npos);
  EXPECT_EQ(open(options(sqlite))->load(), state(3));
}

}  // namespace paxos::storage::test
