// What each role of Multi-Paxos finds in its store when it starts again.
#include <gmock/gmock.h>

#include "paxos/storage/sqlite.hpp"
#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {
namespace {

using multi::Learned;
using multi::Slot;
using testing::HasSubstr;

class MultiStore : public testing::Test {
 protected:
  template <class Role>
  std::unique_ptr<Store<Role>> open(NodeId node) {
    Identity identity = demo(node);
    identity.protocol = "multi";
    const bool init = !std::filesystem::exists(file_);
    return open_store<Role>({.folder = folder_.path(), .identity = identity, .init = init});
  }
  auto open_acceptor() { return open<multi::Acceptor>(acceptor(1)); }
  auto open_proposer() { return open<multi::Proposer>(proposer(1)); }
  auto open_learner() { return open<multi::Learner>(learner(1)); }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "store.sqlite";
};

multi::AcceptorChange accepts(std::uint64_t round, std::uint64_t slot, std::string value) {
  const Ballot ballot{round, 1};
  return {ballot, multi::Accept{{slot}, {ballot, Value(std::move(value))}}};
}

/// The pages that a store has, whether or not they are in the file yet.
int pages_of(const std::filesystem::path& file) {
  Database database(file, Database::Missing::fail);
  Statement pages(database, "PRAGMA page_count", "count the pages");
  pages.next();
  return static_cast<int>(pages.number(0));
}

TEST_F(MultiStore, KeepsAPromiseAndTheLastAcceptedOfEachSlot) {
  multi::AcceptorState expected;
  {
    const auto store = open_acceptor();
    EXPECT_EQ(store->load(), expected);
    for (const auto& change :
         {multi::AcceptorChange{{1, 1}, {}}, accepts(1, 1, "a"), accepts(1, 7, ""),
          accepts(3, 7, std::string("b\0\xff", 3)), multi::AcceptorChange{{5, 2}, {}}}) {
      store->put(change);
      multi::apply(change, expected);
    }
    store->commit();
  }
  EXPECT_EQ(open_acceptor()->load(), expected);
  EXPECT_EQ(expected.promised, (Ballot{5, 2}));
}

// The store gives the same pages as the state that it holds would, whether or not it is committed.
TEST_F(MultiStore, RecallsAllFromASlotOnInPages) {
  const auto store = open_acceptor();
  multi::AcceptorState state;
  constexpr std::uint64_t bytes = 1000;
  const std::string large(bytes / 4, 'x');
  const Ballot ballot{2, 1};
  for (const std::uint64_t slot : {1U, 2U, 5U, 6U, 9U}) {
    const auto change = accepts(1, slot, large + std::to_string(slot));
    store->put(change);
    multi::apply(change, state);
    if (slot == 5) store->commit();
  }
  for (std::uint64_t from = 1; from <= 10; ++from) {
    const multi::Recall recall{proposer(1), ballot, {from}, bytes};
    EXPECT_EQ(store->recall(recall), multi::page_of(recall, state)) << from;
  }
  const auto page = multi::page_of({proposer(1), ballot, {2}, bytes}, state);
  EXPECT_EQ(std::get<multi::Promise>(page.message).next, Slot{9});
  EXPECT_EQ(store->load_held(), (multi::AcceptorState{state.promised, {}}));
  EXPECT_EQ(store->load(), state);
}

// What is forgotten counts no more at once; the rows go later, and the file becomes smaller.
TEST_F(MultiStore, ForgetsWhatIsBelowABoundAndGivesTheSpaceBack) {
  constexpr std::uint64_t slots = 3000;
  constexpr std::uint64_t bound = 2900;
  const std::string large(10'000, 'x');
  {
    const auto store = open_acceptor();
    for (std::uint64_t slot = 1; slot <= slots; ++slot) store->put(accepts(1, slot, large));
    store->commit();
    EXPECT_FALSE(store->save());
    multi::AcceptorChange forgets{{1, 1}, {}, {bound}};
    store->put(forgets);
    store->commit();
    const auto page =
        std::get<multi::Promise>(store->recall({proposer(1), {2, 1}, {1}, 15'000}).message);
    EXPECT_EQ(page.forgotten, Slot{bound});
    EXPECT_EQ(page.accepted.begin()->first, Slot{bound});
    EXPECT_TRUE(store->save()) << "a step at a time";
  }
  const auto store = open_acceptor();
  const auto state = store->load();
  EXPECT_EQ(state.forgotten, Slot{bound});
  EXPECT_EQ(state.accepted.size(), slots - bound + 1);
  EXPECT_EQ(store->load_held(), (multi::AcceptorState{state.promised, {}, {bound}}));
  int steps = 0;
  while (store->save()) ++steps;
  EXPECT_GT(steps, 3);
  store->put(accepts(1, slots + 1, "behind it"));
  store->commit();
  EXPECT_EQ(store->load().accepted.size(), slots - bound + 2);
  // The rows that stay have a megabyte.
  EXPECT_LT(pages_of(file_), 4096);
}

TEST_F(MultiStore, LosesWhatWasPutAndNotCommitted) {
  {
    const auto store = open_acceptor();
    store->put(accepts(1, 1, "a"));
    store->commit();
    store->put(accepts(2, 2, "b"));
  }
  const auto state = open_acceptor()->load();
  EXPECT_EQ(state.promised, (Ballot{1, 1}));
  EXPECT_EQ(state.accepted.size(), 1U);
}

TEST_F(MultiStore, KeepsTheRoundsAndTheLogOfAProposer) {
  {
    const auto store = open_proposer();
    store->put({7});
    store->commit();
    store->keep({{1}, {Value("a"), Value()}});
    store->keep({{3}, {Value("c")}});
    store->save();
    store->keep({{4}, {Value("not saved")}});
  }
  const auto state = open_proposer()->load();
  EXPECT_EQ(state.highest_round, 7U);
  EXPECT_EQ(state.chosen.first_unchosen(), Slot{4});
  EXPECT_EQ(state.chosen[Slot{2}], Value());
  EXPECT_EQ(state.chosen[Slot{3}], Value("c"));
}

TEST_F(MultiStore, TakesAPieceForAProposerThatHasTriedNoRound) {
  const multi::Piece piece{{{9}, 30}, 0, Value("piece")};
  {
    const auto store = open_proposer();
    store->put({0, piece});
    store->commit();
  }
  const auto state = open_proposer()->load();
  EXPECT_EQ(state.highest_round, 0U);
  EXPECT_EQ(state.snapshots.download, (multi::SnapshotCopy{piece.of, 5, Value("piece")}));
}

TEST_F(MultiStore, SavedLogOutlivesAKill) {
  open_learner();
  const int status = in_child([this] {
    const auto store = open_learner();
    store->keep({{1}, {Value("a")}});
    store->save();
    ::raise(SIGKILL);
    return 0;
  });
  EXPECT_EQ(status, -SIGKILL);
  EXPECT_EQ(open_learner()->load().chosen.first_unchosen(), Slot{2});
}

TEST_F(MultiStore, SyncsACommitAndNoSave) {
  const auto store = open_proposer();
  store->keep({{1}, {Value("a")}});
  store->save();  // begins the log, whose header SQLite syncs
  int syncs = 0;
  const SyncWatch watch([&](const std::string&) { return ++syncs, true; });
  store->keep({{2}, {Value("b")}});
  store->save();
  EXPECT_EQ(syncs, 0);
  store->put({1});
  store->commit();
  EXPECT_EQ(syncs, 1);
}

TEST_F(MultiStore, CountsTheLivesOfItsProcess) {
  for (const std::uint64_t life : {1U, 2U, 3U}) EXPECT_EQ(open_proposer()->life(), life);
}

TEST_F(MultiStore, CountsTheLivesOfAProcessWithoutAStoreOn) {
  OpenOptions options{.folder = folder_.path(),
                      .identity = demo(proposer(1)),
                      .kind = OpenOptions::memory,
                      .init = true};
  EXPECT_EQ(open_store<multi::Proposer>(options)->life(), 1U);
  options.init = false;
  options.forget_promises = true;
  EXPECT_EQ(open_store<multi::Proposer>(options)->life(), 2U);
  options.init = true;
  options.kind = OpenOptions::sqlite;
  EXPECT_EQ(open_store<multi::Proposer>(options)->life(), 3U);
}

TEST_F(MultiStore, RefusesAStoreThatNoRoleHasLeft) {
  {
    const auto store = open_acceptor();
    store->put(accepts(2, 1, "a"));
    store->commit();
  }
  const auto loads = [&](const std::string& change) {
    sql(file_, "PRAGMA ignore_check_constraints = ON; " + change);
    const auto loaded = error_of<StorageError>([&] { (void)open_acceptor()->load(); });
    EXPECT_EQ(error_of<StorageError>([&] { (void)open_acceptor()->load_held(); }), loaded);
    return loaded;
  };
  EXPECT_THAT(loads("UPDATE accepted SET value = CAST('b' AS BLOB)"),
              HasSubstr("is damaged: wrong checksum of what is accepted in slot 1"));
  EXPECT_THAT(loads("UPDATE accepted SET slot = 3"), HasSubstr("of what is accepted in slot 3"));
  EXPECT_THAT(loads("UPDATE accepted SET slot = 0"), HasSubstr("is damaged: there is no slot 0"));
  EXPECT_THAT(loads("UPDATE accepted SET slot = 1, value = CAST('a' AS BLOB); DELETE FROM promise"),
              HasSubstr("is damaged: the accepted ballot 2.1 is above the promise"));
  EXPECT_THAT(loads("INSERT INTO forgotten VALUES (1, 9, 0)"),
              HasSubstr("is damaged: wrong checksum of what is forgotten"));
}

TEST_F(MultiStore, LearnsAnewFromWhereItsLogIsDamaged) {
  const auto write = [&] {
    const auto store = open_learner();
    store->keep({{1}, {Value("a"), Value("b"), Value("c")}});
    store->save();
  };
  const auto log = [&] { return open_learner()->load().chosen; };
  write();
  sql(file_, "DELETE FROM chosen WHERE slot = 2");
  EXPECT_EQ(log().first_unchosen(), Slot{2});
  {
    const auto store = open_learner();
    std::ignore = store->load();
    store->keep({{2}, {Value("b"), Value("c")}});
    store->save();
  }
  EXPECT_EQ(log().first_unchosen(), Slot{4});
  sql(file_, "UPDATE chosen SET value = CAST('x' AS BLOB) WHERE slot = 3");
  EXPECT_EQ(log().first_unchosen(), Slot{3});
  EXPECT_EQ(log()[Slot{2}], Value("b"));
}

TEST_F(MultiStore, WritesNoLogThatDoesNotGoOnWhereItEnds) {
  {
    const auto store = open_learner();
    store->keep({{1}, {Value("a")}});
    store->save();
    store->keep({{3}, {Value("c")}});
    EXPECT_THAT(error_of<StorageError>([&] { store->save(); }),
                HasSubstr("its log ends before slot 2, and not before slot 3"));
  }
  EXPECT_EQ(open_learner()->load().chosen.first_unchosen(), Slot{2});
}

TEST_F(MultiStore, RefusesANumberOfLivesThatNobodyHasWritten) {
  open_proposer();
  sql(folder_.path() / "store.sqlite", "UPDATE lives SET count = 0");
  EXPECT_THAT(error_of<StorageError>([&] { open_proposer(); }),
              HasSubstr("is damaged: wrong checksum of the number of lives"));
}

TEST_F(MultiStore, IsNotOpenedByAnotherProtocol) {
  open_acceptor();
  EXPECT_THAT(
      error_of<UsageError>([&] {
        open_store<single::Acceptor>({.folder = folder_.path(), .identity = demo(acceptor(1))});
      }),
      HasSubstr("belongs to protocol 'multi'"));
}

}  // namespace
}  // namespace paxos::storage::test
