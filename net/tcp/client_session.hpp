// One connection from a client: requests in, replies out in the order of the requests.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/tcp/asio.hpp"
#include "net/tcp/cluster_file.hpp"
#include "net/wire/resp.hpp"

namespace net::tcp {

class ClientSession;

/// Ends the sending side of a connection first, and reads off what is still on its way, for a
/// while: closing a socket with unread bytes resets the connection, and the client could lose the
/// last reply.
asio::awaitable<void> hang_up(std::shared_ptr<Socket> socket);

/// The right to answer one request, once, now or later. Answering a client that has gone does
/// nothing.
class Responder {
 public:
  void operator()(const wire::Reply& reply) const;

 private:
  friend class ClientSession;
  using Slot = std::optional<wire::Reply>;
  Responder(std::weak_ptr<ClientSession> session, std::shared_ptr<Slot> slot)
      : session_(std::move(session)), slot_(std::move(slot)) {}

  std::weak_ptr<ClientSession> session_;
  std::shared_ptr<Slot> slot_;
};

class ClientSession : public std::enable_shared_from_this<ClientSession> {
 public:
  using Execute = std::function<void(const wire::Request&, Responder)>;

  /// `max_request` bounds a request, in bytes.
  ClientSession(Socket socket, std::size_t max_request, const Limits& limits, Execute execute);

  /// Serves the client until it goes. Keeps itself alive meanwhile.
  void start();

 private:
  friend class Responder;
  using SlotPtr = std::shared_ptr<Responder::Slot>;

  asio::awaitable<void> read();
  asio::awaitable<void> write();
  void take_requests();
  [[nodiscard]] bool crowded() const;
  void answered(std::size_t bytes);

  Socket socket_;
  wire::RequestParser parser_;
  Limits limits_;
  Execute execute_;
  std::deque<SlotPtr> slots_;      // of requests not yet answered on the wire, in order
  std::size_t unsent_ = 0;         // bytes of replies that wait
  bool finished_ = false;          // no more requests come
  asio::steady_timer wake_read_;   // cancelled when there is room again
  asio::steady_timer wake_write_;  // cancelled when there may be something to write
};

}  // namespace net::tcp
