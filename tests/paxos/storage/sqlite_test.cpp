#include "paxos/storage/sqlite.hpp"

#include <limits>
#include <vector>

#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {

namespace {

using single::Acceptor;
using single::AcceptorState;
using single::Learner;
using single::LearnerState;
using single::Proposer;
using single::ProposerState;

class SqliteStoreTest : public ::testing::Test {
 protected:
  SqliteStoreTest() { SqliteStore<Acceptor>::create(file_, demo()); }

  void reopen() {
    store_.reset();
    store_ = std::make_unique<SqliteStore<Acceptor>>(file_, demo());
  }
  [[nodiscard]] AcceptorState reloaded() {
    reopen();
    return store_->load();
  }
  [[nodiscard]] std::uintmax_t log_size() const {
    return std::filesystem::file_size(file_.string() + "-wal");
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "store.sqlite";
  std::unique_ptr<SqliteStore<Acceptor>> store_;
};

}  // namespace

TEST_F(SqliteStoreTest, BeginsWithTheStateOfANewAcceptor) {
  EXPECT_EQ(reloaded(), AcceptorState{});
}

TEST_F(SqliteStoreTest, KeepsEveryFieldOverAReopen) {
  const std::uint32_t last = std::numeric_limits<std::uint32_t>::max();
  const std::vector<AcceptorState> states = {
      {.promised = Ballot{1, 1}, .accepted = {}},
      {.promised = Ballot{2, 3}, .accepted = Proposal{{1, 2}, Value("blue")}},
      {.promised = Ballot{3, 1}, .accepted = Proposal{{3, 1}, Value()}},
      {.promised = Ballot{4, 1}, .accepted = Proposal{{4, 1}, Value({'a', '\0', '\xff', '\0'})}},
      {.promised = Ballot{5, 1}, .accepted = Proposal{{5, 1}, Value(std::string(1 << 20, 'x'))}},
      {.promised = Ballot{Ballot::max_round, last},
       .accepted = Proposal{{Ballot::max_round, last}, Value("last")}},
  };
  for (const AcceptorState& state : states) {
    reopen();
    save(*store_, state);
    EXPECT_TRUE(store_->load() == state);
    EXPECT_TRUE(reloaded() == state) << to_string(*state.promised);
  }
}

TEST_F(SqliteStoreTest, KeepsTheLatestOfSeveralPuts) {
  reopen();
  store_->put(state(1));
  store_->put(state(2, 2, "red"));
  store_->put(state(3, 3, "blue"));
  store_->commit();
  EXPECT_EQ(reloaded(), state(3, 3, "blue"));
}

TEST_F(SqliteStoreTest, LosesWhatWasPutAndNotCommitted) {
  reopen();
  save(*store_, state(1));
  store_->put(state(2));
  EXPECT_EQ(reloaded(), state(1));
}

TEST(SqliteStore, KeepsTheHighestRoundOfAProposer) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "store.sqlite";
  SqliteStore<Proposer>::create(file, demo(proposer(1)));
  for (const std::uint64_t round : {std::uint64_t{1}, std::uint64_t{2}, Ballot::max_round}) {
    SqliteStore<Proposer> store(file, demo(proposer(1)));
    store.put({round});
    store.commit();
    EXPECT_EQ(store.load().highest_round, round);
  }
  SqliteStore<Proposer> store(file, demo(proposer(1)));
  EXPECT_EQ(store.load().highest_round, Ballot::max_round);
}

TEST(SqliteStore, KeepsOnlyTheIdentityAndTheLivesOfALearner) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "store.sqlite";
  SqliteStore<Learner>::create(file, demo(learner(1)));
  SqliteStore<Learner> store(file, demo(learner(1)));
  store.put({});
  store.commit();
  EXPECT_EQ(store.load(), LearnerState{});
  EXPECT_EQ(sql(file, "SELECT count(*) FROM sqlite_master"), "2");
}

TEST_F(SqliteStoreTest, IsReadableByAHumanWhileItIsOpen) {
  reopen();
  save(*store_, state(3, 2, "blue"));
  EXPECT_EQ(sql(file_, "SELECT promised || ' ' || accepted || ' ' || value FROM acceptor"),
            "3.1 2.1 blue");
  EXPECT_EQ(sql(file_, "SELECT role || ' ' || id || ' of ' || cluster FROM identity"),
            "acceptor 1 of demo");
  for (const std::string table : {"promise", "accepted"}) {
    EXPECT_NE(
        sql(file_, "SELECT sql FROM sqlite_master WHERE name = '" + table + "'").find("(PMS §2.2)"),
        std::string::npos);
  }
}

TEST_F(SqliteStoreTest, CommitSyncsOnce) {
  reopen();
  save(*store_, state(1));
  int syncs = 0;
  const SyncWatch watch([&](const std::string&) { return ++syncs; });
  save(*store_, state(3, 2, "blue"));
  EXPECT_EQ(syncs, 1);
}

TEST_F(SqliteStoreTest, CommitWithoutAChangeTouchesNothing) {
  reopen();
  save(*store_, state(3, 2, "blue"));
  const auto size = log_size();
  const auto time = std::filesystem::last_write_time(file_.string() + "-wal");
  int syncs = 0;
  const SyncWatch watch([&](const std::string&) { return ++syncs; });
  store_->commit();
  save(*store_, state(3, 2, "blue"));
  EXPECT_EQ(syncs, 0);
  EXPECT_EQ(log_size(), size);
  EXPECT_EQ(std::filesystem::last_write_time(file_.string() + "-wal"), time);
}

TEST_F(SqliteStoreTest, PromiseDoesNotWriteTheAcceptedValueAgain) {
  reopen();
  save(*store_, state(1, 1, std::string(1 << 20, 'x')));
  reopen();
  EXPECT_EQ(log_size(), 0U);
  save(*store_, state(2, 1, std::string(1 << 20, 'x')));
  EXPECT_LT(log_size(), 10'000U);
}

TEST_F(SqliteStoreTest, ReaderDoesNotHoldUpCommits) {
  reopen();
  sqlite3* reader = nullptr;
  sqlite3_open(file_.c_str(), &reader);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT * FROM promise", nullptr, nullptr, nullptr),
            SQLITE_OK);
  // Enough that the log would move to the file several times.
  for (std::uint64_t round = 1; round <= 12; ++round) {
    save(*store_, state(round, round, std::string(1 << 20, 'x')));
  }
  EXPECT_GT(log_size(), 12U << 20);
  sqlite3_close(reader);
  EXPECT_EQ(reloaded().promised, (Ballot{12, 1}));
}

// A log that stays in use could not be made durable before it is loaded.
TEST_F(SqliteStoreTest, IsNotOpenedWhileAReaderHoldsTheLog) {
  reopen();
  save(*store_, state(1));
  sqlite3* reader = nullptr;
  sqlite3_open(file_.c_str(), &reader);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT * FROM promise", nullptr, nullptr, nullptr),
            SQLITE_OK);
  save(*store_, state(2));
  EXPECT_EQ(error_of<UsageError>([&] { reopen(); }),
            file_.string() + " is being read by another program; end that first");
  sqlite3_close(reader);
  EXPECT_EQ(reloaded(), state(2));
}

TEST_F(SqliteStoreTest, BelongsToOneProcessOnly) {
  const auto refusal = [&](const Identity& identity) {
    return error_of<UsageError>([&] { SqliteStore<Acceptor>(file_, identity); });
  };
  const std::string belongs = file_.string() + " belongs to ";
  Identity other = demo(acceptor(2));
  EXPECT_EQ(refusal(other),
            belongs + "acceptor 1 of cluster 'demo'; this is acceptor 2 of cluster 'demo'");
  EXPECT_EQ(refusal(demo(proposer(1))),
            belongs + "acceptor 1 of cluster 'demo'; this is proposer 1 of cluster 'demo'");
  other = demo();
  other.cluster = "test";
  EXPECT_EQ(refusal(other),
            belongs + "acceptor 1 of cluster 'demo'; this is acceptor 1 of cluster 'test'");
  other = demo();
  other.protocol = "multi";
  EXPECT_EQ(refusal(other), belongs +
                                "protocol 'single'; this is acceptor 1 of cluster 'demo' "
                                "with protocol 'multi'");
  other = demo();
  other.quorums = {3, 1, 3};
  EXPECT_EQ(refusal(other),
            file_.string() +
                " was made for 0 acceptors with quorums of 0 and 0; the cluster file "
                "now says 3 acceptors with quorums of 1 and 3, and these must not "
                "change");
}

TEST_F(SqliteStoreTest, OfAnotherSchemaIsRefused) {
  sql(file_, "UPDATE identity SET schema_version = 3");
  EXPECT_EQ(error_of<UsageError>([&] { reopen(); }),
            file_.string() + " has schema version 3; this program understands version 4");
  sql(file_, "UPDATE identity SET schema_version = 5; ALTER TABLE identity RENAME cluster TO x");
  EXPECT_EQ(error_of<UsageError>([&] { reopen(); }),
            file_.string() + " has schema version 5; this program understands version 4");
}

TEST_F(SqliteStoreTest, RefusesARoundThatNoTableHolds) {
  reopen();
  save(*store_, state(1));
  const auto error = error_of<StorageError>([&] { save(*store_, state(Ballot::max_round + 1)); });
  EXPECT_NE(error.find("cannot store the promise: CHECK constraint failed"), std::string::npos);
  EXPECT_THROW((void)store_->load(), StorageError);
  EXPECT_EQ(reloaded(), state(1));
}

}  // namespace paxos::storage::test
