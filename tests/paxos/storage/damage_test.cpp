// Disks that fail and files that are not what was written.
#include <fstream>

#include "paxos/storage/sqlite.hpp"
#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {

namespace {

/// A promise over a value that fills many pages.
single::AcceptorState promised(std::uint64_t round) {
  return state(round, 1, std::string(100'000, 'x'));
}

class Damage : public ::testing::Test {
 protected:
  Damage() { save(*open_demo(folder_.path(), true), promised(2)); }

  /// What opening the store says.
  [[nodiscard]] std::string complaint() const {
    return error_of<StorageError>([&] { open_demo(folder_.path()); });
  }
  /// Changes the tables in ways that they forbid.
  void plant(const std::string& statements) const {
    sql(file_, "PRAGMA ignore_check_constraints = ON; " + statements);
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "store.sqlite";
};

void expect_unusable(Store<single::Acceptor>& store) {
  EXPECT_THROW((void)store.load(), StorageError);
  EXPECT_THROW(store.put(promised(9)), StorageError);
  EXPECT_THROW(store.commit(), StorageError);
}

}  // namespace

TEST_F(Damage, TextInPlaceOfAStore) {
  std::ofstream(file_) << "To whom it may concern: this was never a database.\n" +
                              std::string(5000, '.');
  EXPECT_EQ(complaint(), file_.string() + ": cannot read the identity: file is not a database");
}

TEST_F(Damage, EmptyFileInPlaceOfAStore) {
  std::filesystem::resize_file(file_, 0);
  EXPECT_EQ(complaint(), file_.string() + ": cannot read the identity: no such table: identity");
  EXPECT_EQ(std::filesystem::file_size(file_), 0U);
}

TEST_F(Damage, TruncatedStore) {
  std::filesystem::resize_file(file_, std::filesystem::file_size(file_) / 2);
  EXPECT_NE(complaint().find(file_.string() + ": cannot read the "), std::string::npos);
}

TEST_F(Damage, OverwrittenPages) {
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file_));
  std::fstream file(file_, std::ios::in | std::ios::out);
  file.seekp(4096);
  file << std::string(static_cast<std::size_t>(size) - 4096, '?');
  file.close();
  EXPECT_NE(complaint().find("database disk image is malformed"), std::string::npos);
}

TEST_F(Damage, StoreWithoutAnIdentity) {
  sql(file_, "DELETE FROM identity");
  EXPECT_EQ(complaint(), file_.string() + " is damaged: it does not say whose it is");
}

TEST_F(Damage, BallotsThatNoProposerIssues) {
  plant("UPDATE promise SET round = 0");
  EXPECT_EQ(complaint(), file_.string() + " is damaged: round 0 is below 1");
  plant("UPDATE promise SET round = -9223372036854775808");
  EXPECT_EQ(complaint(), file_.string() + " is damaged: round -9223372036854775808 is below 1");
  plant("UPDATE promise SET round = 2, proposer = 0");
  EXPECT_EQ(complaint(), file_.string() + " is damaged: there is no proposer 0");
  plant("UPDATE promise SET proposer = 4294967296");
  EXPECT_EQ(complaint(), file_.string() + " is damaged: there is no proposer 4294967296");
  plant("UPDATE promise SET proposer = 1; UPDATE accepted SET round = 0");
  EXPECT_EQ(complaint(), file_.string() + " is damaged: round 0 is below 1");
}

TEST_F(Damage, AcceptedAboveThePromise) {
  plant("DELETE FROM promise");
  EXPECT_EQ(complaint(), file_.string() +
                             " is damaged: the accepted ballot 1.1 is above the "
                             "promise");
}

TEST_F(Damage, RowsThatAreNotWhatWasWritten) {
  plant("UPDATE accepted SET value = CAST(replace(CAST(value AS TEXT), 'xx', 'xy') AS BLOB)");
  EXPECT_EQ(complaint(), file_.string() + " is damaged: wrong checksum of the accepted proposal");
  plant("UPDATE promise SET round = 3");
  EXPECT_EQ(complaint(), file_.string() + " is damaged: wrong checksum of the promise");
}

TEST(DamageOfAProposer, HighestRoundBelowOne) {
  const TemporaryFolder folder;
  const OpenOptions options{.folder = folder.path(), .identity = demo(proposer(1)), .init = true};
  open_store<single::Proposer>(options);
  const auto file = folder.path() / "store.sqlite";
  sql(file, "PRAGMA ignore_check_constraints = ON; INSERT INTO highest_round VALUES (1, -3, 0)");
  EXPECT_EQ(error_of<StorageError>([&] {
              std::ignore = SqliteStore<single::Proposer>(file, options.identity).load();
            }),
            file.string() + " is damaged: round -3 is below 1");
  sql(file, "REPLACE INTO highest_round VALUES (1, 3, 0)");
  EXPECT_EQ(error_of<StorageError>([&] {
              std::ignore = SqliteStore<single::Proposer>(file, options.identity).load();
            }),
            file.string() + " is damaged: wrong checksum of the highest round");
}

TEST_F(Damage, FailedSyncFailsTheCommitAndIsNeverRetried) {
  auto store = open_demo(folder_.path());
  save(*store, promised(3));
  int syncs = 0;
  {
    const SyncWatch watch([&](const std::string&) { return ++syncs < 1; });
    const auto error = error_of<StorageError>([&] { save(*store, promised(4)); });
    EXPECT_EQ(error, file_.string() + ": cannot commit: disk I/O error");
    expect_unusable(*store);
    store.reset();
    EXPECT_EQ(syncs, 1);
  }
  const auto left = open_demo(folder_.path())->load().promised->round;
  EXPECT_TRUE(left == 3 || left == 4) << left;
}

TEST_F(Damage, FailedSyncOfACheckpointFailsTheCommit) {
  auto store = open_demo(folder_.path());
  int failed = 0;
  std::uint64_t round = 3;
  {
    const SyncWatch watch([&](const std::string& file) {
      const bool fails = file == "store.sqlite";
      failed += fails;
      return !fails;
    });
    const auto error = error_of<StorageError>([&] {
      for (; round < 20; ++round) save(*store, state(round, round, std::string(1 << 20, 'x')));
    });
    EXPECT_EQ(error, file_.string() + ": cannot move the log to the file: disk I/O error");
    expect_unusable(*store);
    store.reset();
    EXPECT_EQ(failed, 1);
  }
  EXPECT_EQ(open_demo(folder_.path())->load().promised->round, round);
}

// A killed process leaves writes that the next one reads and that a power failure takes away.
TEST_F(Damage, WhatAKilledProcessDidNotSyncIsSyncedBeforeItIsLoaded) {
  const int status = in_child([&] {
    const auto store = open_demo(folder_.path());
    save(*store, promised(3));
    const SyncWatch watch([](const std::string&) -> bool { std::abort(); });
    save(*store, promised(7));
    return 0;
  });
  ASSERT_EQ(status, -SIGABRT);

  std::vector<std::string> synced;
  const SyncWatch watch([&](const std::string& file) {
    if (file.starts_with("store.sqlite")) synced.push_back(file);
    return true;
  });
  const auto store = open_demo(folder_.path());
  EXPECT_EQ(store->load().promised, (Ballot{7, 1}));
  EXPECT_EQ(synced, (std::vector<std::string>{"store.sqlite-wal", "store.sqlite"}));
}

}  // namespace paxos::storage::test
