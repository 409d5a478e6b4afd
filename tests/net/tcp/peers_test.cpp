#include "net/tcp/peers.hpp"

#include "paxos/multi/protocol.hpp"
#include "tests/net/tcp/peer_fixture.hpp"
#include "tests/paxos/print_to.hpp"

namespace net::tcp {
namespace {

using paxos::acceptor;
using paxos::learner;
using paxos::NodeId;
using paxos::proposer;
using test::frame_of;
using test::greeting;
using test::Process;
using test::RawSocket;
using test::run_until;

using PeersTest = test::PeerFixture;

TEST(PeerGraph, HasOneDiallerForEachTwoThatTalk) {
  using paxos::Role;
  const NodeId nodes[]{acceptor(1), acceptor(2), proposer(1), proposer(2), learner(1), learner(2)};
  for (const auto a : nodes) {
    for (const auto b : nodes) {
      EXPECT_EQ(paxos::single::Protocol::talk(a, b), a.role != b.role);
      const bool has_acceptor = a.role == Role::acceptor || b.role == Role::acceptor;
      const bool has_proposer = a.role == Role::proposer || b.role == Role::proposer;
      EXPECT_EQ(paxos::multi::Protocol::talk(a, b), a != b && (!has_acceptor || has_proposer));
      if (a == b) continue;
      EXPECT_NE(dials(a, b), dials(b, a));
    }
  }
  EXPECT_TRUE(dials(proposer(1), acceptor(9)));
  EXPECT_TRUE(dials(learner(1), acceptor(9)));
  EXPECT_TRUE(dials(learner(1), proposer(9)));
}

TEST_F(PeersTest, ConnectEveryTwoOfDifferentRoles) {
  for (const auto& [node, address] : cluster_.addresses) start(node);
  for (const auto& [node, process] : processes_) {
    wait_connected(process, node.role == paxos::Role::learner ? 4 : 3);
  }
}

TEST_F(PeersTest, ExchangeMessagesInOrder) {
  Process& a = start(acceptor(1));
  Process& p = start(proposer(1));
  const std::string large(cluster_.max_value + wire::frame_overhead, 'x');
  Process::Received expected;
  for (const std::string& payload :
       {std::string("1"), std::string(), large, std::string("4"), large}) {
    p.peers.send(acceptor(1), frame_of(payload));
    expected.emplace_back(proposer(1), payload);
  }
  wait_received(a, expected.size());
  EXPECT_EQ(a.received, expected);
  a.peers.send(proposer(1), frame_of("answer"));
  wait_received(p, 1);
  EXPECT_EQ(p.received, (Process::Received{{acceptor(1), "answer"}}));
  EXPECT_EQ(p.peers.counters().sent, 5U);
  EXPECT_EQ(p.peers.counters().received, 1U);
  EXPECT_EQ(p.peers.counters().dropped, 0U);
}

TEST_F(PeersTest, KeepWhatWasSentBeforeThePeerCame) {
  Process& p = start(proposer(1));
  p.peers.send(acceptor(1), frame_of("early"));
  test::run_until_quiet(context_);
  const Process& a = start(acceptor(1));
  wait_received(a, 1);
  EXPECT_EQ(a.received, (Process::Received{{proposer(1), "early"}}));
}

TEST_F(PeersTest, DropTheOldestForAPeerThatIsAway) {
  cluster_.limits.outbox = std::size_t{1} << 20;
  Process& p = start(proposer(1));
  const std::string large(100000, 'x');
  for (int i = 0; i < 100; ++i) p.peers.send(acceptor(1), frame_of(large));
  p.peers.send(acceptor(1), frame_of("last"));
  const auto dropped = p.peers.counters().dropped;
  EXPECT_GT(dropped, 80U);
  Process& a = start(acceptor(1));
  wait_received(a, 101 - dropped);
  EXPECT_EQ(a.received.back().second, "last");
}

TEST_F(PeersTest, GreetAtOnceWhenTheyDial) {
  test::FakeProcess fake(context_, cluster_.address(acceptor(1)));
  start(proposer(2));
  const std::string expected = greeting(proposer(2));
  ASSERT_TRUE(run_until(context_, [&] {
    return !fake.connections.empty() &&
           fake.connections.front().received().size() >= expected.size();
  }));
  EXPECT_EQ(fake.connections.front().received(), expected);
}

TEST_F(PeersTest, GreetAtTheFirstByteWhenTheyAreDialled) {
  start(acceptor(2));
  RawSocket caller(context_, cluster_.address(acceptor(2)));
  caller.listen();
  caller.send("\xf0");
  const std::string expected = greeting(acceptor(2));
  ASSERT_TRUE(run_until(context_, [&] { return caller.received().size() >= expected.size(); }));
  EXPECT_EQ(caller.received(), expected);
}

TEST_F(PeersTest, TakeAGreetingAndFramesByteByByte) {
  const Process& a = start(acceptor(1));
  RawSocket caller(context_, cluster_.address(acceptor(1)));
  for (const char byte : greeting(proposer(1)) + *frame_of("1") + *frame_of("2")) {
    caller.send({byte});
    context_.restart();
    context_.poll();
  }
  wait_received(a, 2);
  EXPECT_EQ(a.received, (Process::Received{{proposer(1), "1"}, {proposer(1), "2"}}));
}

TEST_F(PeersTest, TakeFramesThatComeWithTheGreeting) {
  const Process& a = start(acceptor(1));
  RawSocket caller(context_, cluster_.address(acceptor(1)));
  caller.send(greeting(learner(1)) + *frame_of("1") + *frame_of("2"));
  wait_received(a, 2);
  EXPECT_EQ(a.received, (Process::Received{{learner(1), "1"}, {learner(1), "2"}}));
}

TEST_F(PeersTest, ReplaceAConnectionByANewOneOfTheSamePeer) {
  Process& a = start(acceptor(1));
  RawSocket old(context_, cluster_.address(acceptor(1)));
  old.listen();
  old.send(greeting(proposer(1)));
  wait_connected(a, 1);
  RawSocket young(context_, cluster_.address(acceptor(1)));
  young.listen();
  young.send(greeting(proposer(1)) + *frame_of("back"));
  wait_received(a, 1);
  wait_ended(old);
  const std::string expected = greeting(acceptor(1)) + *frame_of("welcome");
  a.peers.send(proposer(1), frame_of("welcome"));
  ASSERT_TRUE(run_until(context_, [&] { return young.received().size() >= expected.size(); }));
  EXPECT_EQ(young.received(), expected);
  EXPECT_EQ(a.peers.counters().connected, 1U);
}

TEST_F(PeersTest, DialAgainWhenTheConnectionIsReset) {
  const Process& p = start(proposer(1));
  test::FakeProcess fake(context_, cluster_.address(acceptor(1)));
  for (std::size_t count = 1; count <= 3; ++count) {
    ASSERT_TRUE(run_until(context_, [&] { return fake.connections.size() == count; }));
    fake.connections.back().send(greeting(acceptor(1)) + *frame_of("hello"));
    wait_received(p, count);
    fake.connections.back().reset();
  }
  ASSERT_TRUE(run_until(context_, [&] { return fake.connections.size() == 4; }));
}

}  // namespace
}  // namespace net::tcp
