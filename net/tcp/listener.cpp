#include "net/tcp/listener.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

#include "net/wire/frame.hpp"

namespace net::tcp {
namespace {

/// How long to wait before accepting again when the system has no file descriptor left.
constexpr std::chrono::milliseconds pause{100};

void rethrow(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);
}

}  // namespace

Listener::Listener(asio::io_context& context, const Address& address, std::size_t max_request,
                   OnPeer on_peer, ClientSession::Execute execute)
    : context_(context),
      acceptor_(context),
      max_request_(max_request),
      on_peer_(std::move(on_peer)),
      execute_(std::move(execute)) {
  try {
    asio::ip::tcp::resolver resolver(context);
    const asio::ip::tcp::endpoint endpoint =
        *resolver
             .resolve(address.host, std::to_string(address.port), asio::ip::tcp::resolver::passive)
             .begin();
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
  } catch (const boost::system::system_error& error) {
    throw UsageError("cannot listen at " + to_string(address) + ": " + error.code().message());
  }
}

void Listener::start() {
  asio::co_spawn(context_, accept(), rethrow);
}

asio::awaitable<void> Listener::accept() {
  asio::steady_timer timer(context_);
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(no_throw);
    if (error) {
      spdlog::warn("cannot accept a connection: {}", error.message());
      timer.expires_after(pause);
      co_await timer.async_wait(no_throw);
      continue;
    }
    asio::co_spawn(context_, sort(std::move(socket)), rethrow);
  }
}

/// Looks at the first byte without taking it.
asio::awaitable<void> Listener::sort(Socket socket) {
  // Counts the connection for as long as anything holds it.
  const std::shared_ptr<void> counted(nullptr, [count = connections_](void*) { --*count; });
  ++*connections_;
  if (*connections_ > max_connections) {
    const std::string refusal(wire::Reply::error("ERR max number of clients reached").bytes());
    co_await asio::async_write(socket, asio::buffer(refusal), no_throw);
    co_return;
  }
  co_await socket.async_wait(Socket::wait_read, no_throw);
  char first = 0;
  error_code error;
  socket.non_blocking(true, error);
  socket.receive(asio::buffer(&first, 1), Socket::message_peek, error);
  if (error) co_return;
  if (static_cast<unsigned char>(first) >= 0x80) {
    on_peer_(std::move(socket));
  } else {
    auto execute = [this, counted](const wire::Request& request, const Responder& respond) {
      execute_(request, respond);
    };
    std::make_shared<ClientSession>(std::move(socket), max_request_, std::move(execute))->start();
  }
}

}  // namespace net::tcp
