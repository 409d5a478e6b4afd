#include "paxos/storage/memory.hpp"

#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {

TEST(MemoryStore, LoadsWhatTheLastCommitLeft) {
  MemoryStore<single::AcceptorState> store;
  EXPECT_EQ(store.load(), single::AcceptorState{});
  save(store, state(2, 1, "blue"));
  EXPECT_EQ(store.load(), state(2, 1, "blue"));
  store.put(state(3, 1, "blue"));
  EXPECT_EQ(store.load(), state(2, 1, "blue"));
}

TEST(MemoryStore, CommitKeepsTheLatestOfSeveralPuts) {
  MemoryStore<single::AcceptorState> store;
  store.put(state(1));
  save(store, state(2));
  EXPECT_EQ(store.load(), state(2));
}

}  // namespace paxos::storage::test
