// Connections that end because the other side is not a peer, or does not behave like one.

#include "tests/net/tcp/peer_fixture.hpp"

namespace net::tcp {
namespace {

using paxos::acceptor;
using paxos::learner;
using paxos::proposer;
using test::frame_of;
using test::greeting;
using test::Process;
using test::RawSocket;
using test::run_until;

class RefusedPeer : public test::PeerFixture {
 protected:
  /// Opens a connection to acceptor 1, sends `bytes`, and waits until it is closed.
  void expect_closed(const std::string& bytes) {
    RawSocket stranger(context_, cluster_.address(acceptor(1)));
    stranger.listen();
    stranger.send(bytes);
    wait_ended(stranger);
  }
};

TEST_F(RefusedPeer, IsOfAnotherClusterProtocolOrVersion) {
  const Process& a = start(acceptor(1));
  const std::string here =
      " at the other end; this is acceptor 1 of cluster 'demo' (protocol single, version 3)\n";
  expect_closed(greeting(proposer(1), "other"));
  expect_closed(greeting(proposer(1), "demo", "multi"));
  expect_closed(greeting(proposer(1), "demo", "single", wire::protocol_version + 1));
  expect_closed(greeting(proposer(1), "demo", "single", wire::protocol_version - 1));
  const std::string why =
      "warning: closed a connection that is not a peer's: proposer 1 of cluster ";
  EXPECT_EQ(log_.text(), why + "'other' (protocol single, version 3)" + here +  //
                             why + "'demo' (protocol multi, version 3)" + here + why +
                             "'demo' (protocol single, version 4)" + here + why +
                             "'demo' (protocol single, version 2)" + here);
  EXPECT_EQ(a.peers.counters().connected, 0U);
}

TEST_F(RefusedPeer, HasAnotherClusterFile) {
  const Process& a = start(acceptor(1));
  expect_closed(*wire::make_greeting(
      {wire::protocol_version, "demo", "single", proposer(1), {2, 1, 2}, test::max_value}));
  expect_closed(*wire::make_greeting(
      {wire::protocol_version, "demo", "single", proposer(1), test::quorums, test::max_value + 1}));
  EXPECT_EQ(log_.count("has another cluster file"), 2);
  EXPECT_EQ(a.peers.counters().connected, 0U);
}

TEST_F(RefusedPeer, HasNoBusinessHere) {
  const Process& a = start(acceptor(1));
  const paxos::NodeId strangers[]{acceptor(1), acceptor(2), proposer(0), proposer(3), learner(2)};
  for (const auto node : strangers) expect_closed(greeting(node));
  EXPECT_EQ(log_.count("which has no business with it"), 5);
  EXPECT_EQ(a.peers.counters().connected, 0U);
}

TEST_F(RefusedPeer, DoesNotGreetAsAPeerDoes) {
  const Process& a = start(acceptor(1));
  const std::string good = greeting(proposer(1));
  const std::string magic(wire::magic);
  std::string damaged = good;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  expect_closed("\xf1PXS");
  EXPECT_EQ(log_.count("not a peer of this kind"), 1);
  expect_closed(damaged);
  EXPECT_EQ(log_.count("wrong checksum"), 1);
  expect_closed(magic + "\xff\xff\xff\xff" + std::string(4, '\0'));
  EXPECT_EQ(log_.count("a frame of 4294967295 bytes, over the limit of 100256"), 1);
  expect_closed(magic + *frame_of(""));
  EXPECT_EQ(log_.count("truncated message"), 1);
  expect_closed(magic + *frame_of(good.substr(magic.size() + wire::frame_header_size) + "x"));
  EXPECT_EQ(log_.count("1 trailing bytes"), 1);
  EXPECT_EQ(a.peers.counters().connected, 0U);
}

TEST_F(RefusedPeer, IsLoggedOnceForEachReason) {
  start(acceptor(1));
  for (int i = 0; i < 5; ++i) expect_closed("\xff");
  EXPECT_EQ(log_.count("not a peer of this kind"), 1);
}

TEST_F(RefusedPeer, IsNotTheOneThatWasDialled) {
  test::FakeProcess fake(context_, cluster_.address(acceptor(1)));
  const Process& p = start(proposer(1));
  for (std::size_t count = 1; count <= 3; ++count) {
    ASSERT_TRUE(run_until(context_, [&] { return fake.connections.size() == count; }));
    fake.connections.back().send(greeting(acceptor(2)));
    wait_ended(fake.connections.back());
  }
  EXPECT_EQ(p.peers.counters().connected, 0U);
  EXPECT_EQ(log_.count("acceptor 1: acceptor 2 of cluster 'demo' (protocol single, version 3) at "
                       "the other end; this is proposer 1 of cluster 'demo' (protocol single, "
                       "version 3), wants acceptor 1"),
            1);
}

TEST_F(RefusedPeer, LosesOnlyItsOwnConnectionAndIsDialledAgain) {
  Process& a = start(acceptor(2));
  test::FakeProcess fake(context_, cluster_.address(acceptor(1)));
  Process& p = start(proposer(1));
  std::string damaged = *frame_of("damaged");
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  std::size_t count = 0;
  for (const std::string& garbage :
       {damaged, std::string(8, '\xff'), std::string(*frame_of("malformed"))}) {
    ++count;
    ASSERT_TRUE(run_until(context_, [&] { return fake.connections.size() == count; }));
    fake.connections.back().send(greeting(acceptor(1)) + *frame_of("good"));
    wait_received(p, count);
    wait_connected(p, 2);
    fake.connections.back().send(garbage);
    wait_ended(fake.connections.back());
    wait_connected(p, 1);
  }
  EXPECT_EQ(log_.count("acceptor 1: wrong checksum"), 1);
  EXPECT_EQ(log_.count("acceptor 1: a frame of 4294967295 bytes"), 1);
  EXPECT_EQ(log_.count("acceptor 1: it makes no sense"), 1);
  EXPECT_EQ(log_.count("connected to acceptor 2"), 1);
  a.peers.send(proposer(1), frame_of("still here"));
  wait_received(p, count + 1);
  EXPECT_EQ(p.received.back(), std::pair(acceptor(2), std::string("still here")));
}

}  // namespace
}  // namespace net::tcp
