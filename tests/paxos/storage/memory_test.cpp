#include "paxos/storage/memory.hpp"

#include "paxos/multi/acceptor.hpp"
#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {

TEST(MemoryStore, HasNothingWhateverWasPutThere) {
  MemoryStore<single::Acceptor> store(3, {});
  EXPECT_EQ(store.load(), single::AcceptorState{});
  save(store, state(2, 1, "blue"));
  EXPECT_EQ(store.load(), single::AcceptorState{});
  EXPECT_EQ(store.life(), 3);
}

TEST(MemoryStore, RecallsWhatWasPutThere) {
  MemoryStore<multi::Acceptor> store(1, {});
  const Ballot ballot{1, 1};
  const multi::Accept accept{{7}, {ballot, Value("a")}};
  store.put({ballot, accept});
  const multi::Recall recall{proposer(2), ballot, {3}, 1000};
  const multi::Promise promise{ballot, {3}, {{{7}, {ballot, Value("a")}}}, {}};
  EXPECT_EQ(store.recall(recall), (Send<multi::Message>{{proposer(2)}, promise}));
}

}  // namespace paxos::storage::test
