#include "net/tcp/listener.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <sys/resource.h>
#include <utility>

#include <spdlog/spdlog.h>

#include "net/wire/frame.hpp"

namespace net::tcp {
namespace {

/// How long to wait before accepting again when the system has no file descriptor left.
constexpr std::chrono::milliseconds pause_without_descriptors{100};
/// How long a connection may stay open before its first byte, which says whose it is.
constexpr std::chrono::minutes longest_silence{5};
/// For peers, files, and what libraries open.
constexpr std::uint64_t other_descriptors = 500;

}  // namespace

void allow_descriptors(const Limits& limits) {
  const rlim_t wanted = 2 * limits.clients + other_descriptors;
  rlimit allowed{};
  if (::getrlimit(RLIMIT_NOFILE, &allowed) == 0 && allowed.rlim_cur >= wanted) return;
  allowed.rlim_cur = std::min(wanted, allowed.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &allowed);
  if (allowed.rlim_cur == wanted) return;
  spdlog::warn("max_clients = {} may take {} open files, and the system allows {}; see ulimit -Hn",
               limits.clients, wanted, allowed.rlim_cur);
}

Listener::Listener(asio::io_context& context, const Address& address, std::size_t max_request,
                   const Limits& limits, OnPeer on_peer, ClientSession::Execute execute)
    : context_(context),
      acceptor_(context),
      max_request_(max_request),
      limits_(limits),
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
      timer.expires_after(pause_without_descriptors);
      co_await timer.async_wait(no_throw);
      continue;
    }
    asio::co_spawn(context_, sort(std::move(socket)), rethrow);
  }
}

/// Looks at the first byte without taking it.
asio::awaitable<void> Listener::sort(Socket socket) {
  const auto held = std::make_shared<Socket>(std::move(socket));
  pending_.push_back(held);
  if (pending_.size() > limits_.clients) {
    error_code ignored;
    pending_.front()->close(ignored);
    pending_.pop_front();
  }
  asio::steady_timer deadline(context_, longest_silence);
  deadline.async_wait([held](error_code error) {
    if (!error) held->close(error);
  });
  co_await held->async_wait(Socket::wait_read, no_throw);
  deadline.cancel();
  char first = 0;
  error_code error;
  held->non_blocking(true, error);
  held->receive(asio::buffer(&first, 1), Socket::message_peek, error);
  const bool is_peer = static_cast<unsigned char>(first) >= 0x80;
  const bool refused = !error && !is_peer && *clients_ >= limits_.clients;
  if (refused) co_await refuse(held);
  std::erase(pending_, held);
  if (error || refused) co_return;
  is_peer ? on_peer_(std::move(*held)) : serve(std::move(*held));
}

void Listener::serve(Socket socket) {
  ++*clients_;
  // Goes with the session, and so counts it for as long as it lives.
  const std::shared_ptr<void> counted(nullptr, [clients = clients_](void*) { --*clients; });
  auto execute = [this, counted](const wire::Request& request, const Responder& respond) {
    execute_(request, respond);
  };
  std::make_shared<ClientSession>(std::move(socket), max_request_, limits_, std::move(execute))
      ->start();
}

asio::awaitable<void> Listener::refuse(std::shared_ptr<Socket> socket) {
  const wire::Reply refusal = wire::Reply::error("BUSY max number of clients reached");
  co_await asio::async_write(*socket, asio::buffer(refusal.bytes()), no_throw);
  co_await hang_up(std::move(socket));
}

}  // namespace net::tcp
