// Clients that wait for something to be learned.
#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <string_view>
#include <utility>

#include "net/tcp/asio.hpp"
#include "net/tcp/client_session.hpp"
#include "net/wire/resp.hpp"

namespace net::tcp {

/// The milliseconds that a client is willing to wait, 1 to a day; empty if it is no such number.
std::optional<std::chrono::milliseconds> parse_wait(std::string_view text);

/// What a client is told whose wait is no such number.
wire::Reply bad_wait();

/// Each waits until all are answered, or until its time is over and it gets its own late reply.
class WaitingClients {
 public:
  explicit WaitingClients(asio::io_context& context) : context_(context) {}

  void add(const Responder& respond, std::chrono::milliseconds limit, const wire::Reply& late);
  void answer_all(const wire::Reply& reply);

 private:
  struct Client {
    Client(Responder r, asio::steady_timer t) : respond(std::move(r)), timer(std::move(t)) {}
    Responder respond;
    asio::steady_timer timer;
  };

  asio::io_context& context_;
  std::list<Client> clients_;
};

}  // namespace net::tcp
