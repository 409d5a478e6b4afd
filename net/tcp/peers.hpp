// The connections to the other processes of the cluster: one between each pair that talks.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "net/tcp/asio.hpp"
#include "net/tcp/cluster_file.hpp"
#include "net/tcp/outbox.hpp"
#include "net/wire/frame.hpp"

namespace net::tcp {

/// Which of two that talk opens the connection: a learner to the others, a proposer to acceptors,
/// and of two of one role the later.
constexpr bool dials(paxos::NodeId self, paxos::NodeId peer) {
  return self > peer;
}

class Peers {
 public:
  /// Takes a payload from a peer; throws wire::Malformed if no correct peer sends it.
  using Deliver = std::function<void(paxos::NodeId from, std::string_view payload)>;
  /// Whether two processes of the protocol talk at all.
  using Talk = bool (*)(paxos::NodeId, paxos::NodeId);

  struct Counters {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t dropped = 0;  ///< to a peer that is slow or away
    std::uint32_t connected = 0;
  };

  Peers(asio::io_context& context, paxos::NodeId self, const ClusterFile& cluster, Talk talk,
        Deliver deliver);
  Peers(const Peers&) = delete;
  Peers& operator=(const Peers&) = delete;

  /// Starts to dial those that this process dials.
  void start();
  /// Takes over an accepted connection whose first byte is that of a peer.
  void adopt(Socket socket);
  /// Queues a frame. It may be dropped, as any message may be lost.
  void send(paxos::NodeId to, const wire::Frame& frame);

  [[nodiscard]] Counters counters() const;

 private:
  struct Connection {
    explicit Connection(Socket s, std::size_t limit) : socket(std::move(s)), reader(limit) {}
    Socket socket;
    wire::FrameReader reader;
  };
  using ConnectionPtr = std::shared_ptr<Connection>;

  /// What is kept of a peer while connections come and go.
  struct Link {
    Link(asio::io_context& context, std::size_t queue_limit)
        : outbox(queue_limit), wake(context, asio::steady_timer::time_point::max()) {}
    Outbox outbox;
    asio::steady_timer wake;  // cancelled when there is something to write
    ConnectionPtr connection;
    std::string last_failure;  // so that each is logged once
  };

  asio::awaitable<void> dial(paxos::NodeId peer);
  asio::awaitable<error_code> connect(Socket& socket, paxos::NodeId peer);
  asio::awaitable<void> serve(ConnectionPtr connection, std::optional<paxos::NodeId> expected);
  asio::awaitable<paxos::NodeId> greet(Connection& connection,
                                       std::optional<paxos::NodeId> expected);
  asio::awaitable<std::string_view> next_payload(Connection& connection);
  asio::awaitable<void> write(paxos::NodeId peer, ConnectionPtr connection);
  [[nodiscard]] wire::Hello greeting() const;
  void check(const wire::Hello& hello, std::optional<paxos::NodeId> expected) const;
  void attach(paxos::NodeId peer, const ConnectionPtr& connection);
  bool detach(paxos::NodeId peer, const ConnectionPtr& connection);
  void failed(paxos::NodeId peer, const std::string& why);
  [[nodiscard]] std::chrono::milliseconds back_off(std::uint32_t attempt);

  asio::io_context& context_;
  paxos::NodeId self_;
  const ClusterFile& cluster_;
  Deliver deliver_;
  std::size_t max_payload_;
  std::map<paxos::NodeId, Link> links_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::string last_stranger_;  // why it was closed, so that each reason is logged once
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace net::tcp
