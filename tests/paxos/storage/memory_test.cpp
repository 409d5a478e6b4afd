#include "paxos/storage/memory.hpp"

#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {

TEST(MemoryStore, HasNothingWhateverWasPutThere) {
  MemoryStore<single::Acceptor> store(3);
  EXPECT_EQ(store.load(), single::AcceptorState{});
  save(store, state(2, 1, "blue"));
  EXPECT_EQ(store.load(), single::AcceptorState{});
  EXPECT_EQ(store.life(), 3);
}

}  // namespace paxos::storage::test
