#include "net/tcp/peers.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

namespace net::tcp {
namespace {

using paxos::NodeId;
using wire::Malformed;

constexpr std::chrono::seconds handshake_limit{5};
constexpr std::chrono::milliseconds first_back_off{20};
constexpr std::chrono::milliseconds longest_back_off{500};

/// In one line, whatever the other end has sent.
std::string printable(const std::string& text) {
  return to_string(paxos::Value(text));
}

std::string describe(const wire::Hello& hello) {
  return to_string(hello.node) + " of cluster '" + printable(hello.cluster) + "' (protocol " +
         printable(hello.protocol) + ", version " + std::to_string(hello.version) + ")";
}

}  // namespace

Peers::Peers(asio::io_context& context, NodeId self, const ClusterFile& cluster, Talk talk,
             Deliver deliver)
    : context_(context),
      self_(self),
      cluster_(cluster),
      deliver_(std::move(deliver)),
      max_payload_(cluster.max_value + wire::frame_overhead) {
  for (const auto& [node, address] : cluster_.addresses) {
    if (talk(self_, node)) links_.try_emplace(node, context_, cluster_.limits.outbox);
  }
}

void Peers::start() {
  for (const auto& [node, link] : links_) {
    if (dials(self_, node)) asio::co_spawn(context_, dial(node), rethrow);
  }
}

void Peers::adopt(Socket socket) {
  auto connection = std::make_shared<Connection>(std::move(socket), max_payload_);
  asio::co_spawn(context_, serve(std::move(connection), std::nullopt), rethrow);
}

void Peers::send(NodeId to, const wire::Frame& frame) {
  auto& link = links_.at(to);
  link.outbox.push(frame);
  ++sent_;
  link.wake.cancel();
}

Peers::Counters Peers::counters() const {
  Counters counters{sent_, received_, 0, 0};
  for (const auto& [node, link] : links_) {
    counters.dropped += link.outbox.dropped();
    counters.connected += link.connection != nullptr;
  }
  return counters;
}

asio::awaitable<void> Peers::dial(NodeId peer) {
  asio::steady_timer timer(context_);
  for (std::uint32_t attempt = 0;; ++attempt) {
    Socket socket(context_);
    const error_code error = co_await connect(socket, peer);
    if (error) {
      failed(peer, "cannot reach " + to_string(peer) + " at " + to_string(cluster_.address(peer)) +
                       ": " + error.message() + "; trying on");
    } else {
      auto connection = std::make_shared<Connection>(std::move(socket), max_payload_);
      const auto begin = std::chrono::steady_clock::now();
      co_await serve(std::move(connection), peer);
      if (std::chrono::steady_clock::now() - begin > longest_back_off) attempt = 0;
    }
    timer.expires_after(back_off(attempt));
    co_await timer.async_wait(no_throw);
  }
}

asio::awaitable<error_code> Peers::connect(Socket& socket, NodeId peer) {
  const Address& address = cluster_.address(peer);
  asio::ip::tcp::resolver resolver(context_);
  auto [unresolved, endpoints] =
      co_await resolver.async_resolve(address.host, std::to_string(address.port), no_throw);
  if (unresolved) co_return unresolved;
  auto [error, endpoint] = co_await asio::async_connect(socket, endpoints, no_throw);
  if (error) co_return error;
  // When nobody listens, the system can pick the wanted port as our own and connect us to
  // ourselves; the port would then stay taken while its owner wants to start.
  if (socket.local_endpoint(error) == socket.remote_endpoint(error)) {
    socket.close(error);
    co_return asio::error::connection_refused;
  }
  co_return error;
}

/// One connection from its greeting to its end.
asio::awaitable<void> Peers::serve(ConnectionPtr connection, std::optional<NodeId> expected) {
  std::optional<NodeId> peer;
  std::string why;
  error_code ignored;
  try {
    connection->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    asio::steady_timer deadline(context_, handshake_limit);
    deadline.async_wait([connection](error_code error) {
      if (!error) connection->socket.close(error);
    });
    peer = co_await greet(*connection, expected);
    deadline.cancel();
    attach(*peer, connection);
    asio::co_spawn(context_, write(*peer, connection), rethrow);
    while (true) {
      const std::string_view payload = co_await next_payload(*connection);
      ++received_;
      deliver_(*peer, payload);
    }
  } catch (const Malformed& error) {
    why = error.what();
  } catch (const boost::system::system_error& error) {
    why = error.code() == asio::error::eof ? "it has closed it" : error.code().message();
  }
  connection->socket.close(ignored);
  if (peer && !detach(*peer, connection)) co_return;  // A newer connection has replaced it.
  if (const auto known = peer ? peer : expected) {
    failed(*known, "closed the connection to " + to_string(*known) + ": " + why);
  } else if (std::exchange(last_stranger_, why) != why) {
    spdlog::warn("closed a connection that is not a peer's: {}", why);
  }
}

/// Each sends its greeting before it reads the other's, so that both can say what they dislike.
asio::awaitable<NodeId> Peers::greet(Connection& connection, std::optional<NodeId> expected) {
  const auto frame = wire::make_greeting(greeting());
  co_await asio::async_write(connection.socket, asio::buffer(*frame), asio::use_awaitable);
  while (!connection.reader.take_magic()) {
    const auto [data, size] = connection.reader.space();
    connection.reader.filled(
        co_await connection.socket.async_read_some(asio::buffer(data, size), asio::use_awaitable));
  }
  const auto hello = wire::decode<wire::Hello>(co_await next_payload(connection));
  check(hello, expected);
  co_return hello.node;
}

wire::Hello Peers::greeting() const {
  return {wire::protocol_version,         cluster_.identity(), cluster_.protocol, self_,
          cluster_.configuration.quorums, cluster_.max_value,  cluster_.terms()};
}

void Peers::check(const wire::Hello& hello, std::optional<NodeId> expected) const {
  const std::string here = " at the other end; this is " + to_string(self_) + " of cluster '" +
                           cluster_.identity() + "' (protocol " + cluster_.protocol + ", version " +
                           std::to_string(wire::protocol_version) + ")";
  if (hello.version != wire::protocol_version || hello.cluster != cluster_.identity() ||
      hello.protocol != cluster_.protocol || (expected && hello.node != *expected)) {
    throw Malformed(describe(hello) + here + (expected ? ", wants " + to_string(*expected) : ""));
  }
  // Who was dialled has said that it is the one; who has dialled must be one that does.
  if (!links_.contains(hello.node) || (!expected && !dials(hello.node, self_))) {
    throw Malformed(describe(hello) + here + ", which has no business with it");
  }
  const auto [version, cluster, protocol, self, quorums, max_value, terms] = greeting();
  if (hello.quorums == quorums && hello.max_value == max_value && hello.terms == terms) return;
  throw Malformed(describe(hello) + " has another cluster file: " + paxos::print(hello.quorums) +
                  " max_value=" + std::to_string(hello.max_value) + " " + printable(hello.terms) +
                  "; here it is " + paxos::print(quorums) +
                  " max_value=" + std::to_string(max_value) + " " + terms);
}

asio::awaitable<std::string_view> Peers::next_payload(Connection& connection) {
  while (true) {
    if (const auto payload = connection.reader.next()) co_return *payload;
    const auto [data, size] = connection.reader.space();
    connection.reader.filled(
        co_await connection.socket.async_read_some(asio::buffer(data, size), asio::use_awaitable));
  }
}

/// The one writer of a connection: each write takes all that waits.
asio::awaitable<void> Peers::write(NodeId peer, ConnectionPtr connection) {
  Link& link = links_.at(peer);
  while (link.connection == connection) {
    if (link.outbox.empty()) {
      co_await link.wake.async_wait(no_throw);
      continue;
    }
    const Batch batch = link.outbox.take();
    const auto [error, size] =
        co_await asio::async_write(connection->socket, batch.buffers, no_throw);
    if (error) {
      error_code ignored;
      connection->socket.close(ignored);  // The reader sees it, and says so.
      co_return;
    }
  }
}

void Peers::attach(NodeId peer, const ConnectionPtr& connection) {
  Link& link = links_.at(peer);
  error_code ignored;
  if (link.connection) link.connection->socket.close(ignored);  // The peer has come back.
  link.connection = connection;
  link.wake.cancel();
  link.last_failure.clear();
  spdlog::info("connected to {}", to_string(peer));
}

bool Peers::detach(NodeId peer, const ConnectionPtr& connection) {
  Link& link = links_.at(peer);
  if (link.connection != connection) return false;
  link.connection.reset();
  link.wake.cancel();
  return true;
}

void Peers::failed(NodeId peer, const std::string& why) {
  Link& link = links_.at(peer);
  if (std::exchange(link.last_failure, why) == why) return;
  spdlog::warn("{}", why);
}

/// Doubles up to its cap; a random half of it is taken off, so that peers do not dial in step.
std::chrono::milliseconds Peers::back_off(std::uint32_t attempt) {
  const auto full = std::min(longest_back_off, first_back_off * (1 << std::min(attempt, 10U)));
  return std::chrono::milliseconds(
      std::uniform_int_distribution<long>(full.count() / 2, full.count())(random_));
}

}  // namespace net::tcp
