// What the tests of connections between processes share.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "net/tcp/listener.hpp"
#include "net/tcp/peers.hpp"
#include "paxos/single/messages.hpp"
#include "tests/net/tcp/loopback.hpp"

namespace net::tcp::test {

/// The network side of a process of the cluster: no role, only what its peers send it.
struct Process {
  Process(asio::io_context& context, paxos::NodeId self, const ClusterFile& cluster)
      : peers(context, self, cluster, paxos::single::Protocol::talk,
              [this](paxos::NodeId from, std::string_view payload) {
                if (payload == "malformed") throw wire::Malformed("it makes no sense");
                received.emplace_back(from, payload);
              }),
        listener(
            context, cluster.address(self), 1000, cluster.limits,
            [this](Socket socket) { peers.adopt(std::move(socket)); },
            [](const wire::Request&, const Responder& respond) { respond(wire::Reply::ok()); }) {
    listener.start();
    peers.start();
  }

  using Received = std::vector<std::pair<paxos::NodeId, std::string>>;
  Received received;
  Peers peers;
  Listener listener;
};

/// Listens where a process should be, and does as the test wants.
class FakeProcess {
 public:
  FakeProcess(asio::io_context& context, const Address& address)
      : acceptor_(context, {asio::ip::make_address(address.host), address.port}) {
    accept();
  }

  /// All connections that have ever come, ended ones too.
  std::deque<RawSocket> connections;

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, Socket socket) {
      if (error) return;
      connections.emplace_back(std::move(socket)).listen();
      accept();
    });
  }

  asio::ip::tcp::acceptor acceptor_;
};

inline wire::Frame frame_of(std::string_view payload) {
  return wire::seal(std::string(wire::frame_header_size, '\0').append(payload));
}

inline constexpr paxos::QuorumSystem quorums = paxos::QuorumSystem::majority(2);
inline constexpr std::size_t max_value = 100000;

inline std::string greeting(paxos::NodeId node, const std::string& cluster = "demo",
                            const std::string& protocol = "single",
                            std::uint32_t version = wire::protocol_version) {
  return *wire::make_greeting({version, cluster, protocol, node, quorums, max_value});
}

/// Two acceptors, two proposers and a learner, of which a test starts or fakes those that it needs.
class PeerFixture : public testing::Test {
 protected:
  PeerFixture() {
    cluster_.name = "demo";
    cluster_.max_value = max_value;
    cluster_.configuration = {2, 1, quorums};
    auto port = lease_.ports().begin();
    for (const auto role : {paxos::Role::acceptor, paxos::Role::proposer, paxos::Role::learner}) {
      for (const auto node : cluster_.configuration.all(role)) {
        cluster_.addresses.emplace(node, loopback(*port++));
      }
    }
  }

  Process& start(paxos::NodeId node) {
    return processes_.try_emplace(node, context_, node, cluster_).first->second;
  }

  void wait_connected(const Process& process, std::uint32_t peers) {
    ASSERT_TRUE(run_until(context_, [&] { return process.peers.counters().connected == peers; }));
  }
  void wait_received(const Process& process, std::size_t messages) {
    ASSERT_TRUE(run_until(context_, [&] { return process.received.size() >= messages; }));
  }
  void wait_ended(const RawSocket& socket) {
    ASSERT_TRUE(run_until(context_, [&] { return socket.ended(); }));
  }

  LogLines log_;
  asio::io_context context_{1};
  PortLease lease_{5};
  ClusterFile cluster_;
  std::map<paxos::NodeId, Process> processes_;
};

}  // namespace net::tcp::test
