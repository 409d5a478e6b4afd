#include "net/tcp/client_session.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace net::tcp {
namespace {

/// Replies are gathered up to here, so that a write holds few copies of a large one.
constexpr std::size_t enough_to_write = std::size_t{64} << 10;
constexpr std::chrono::seconds longest_hang_up{1};
constexpr std::chrono::seconds longest_farewell{15};

}  // namespace

void Responder::operator()(const wire::Reply& reply) const {
  const auto session = session_.lock();
  if (!session || slot_->has_value()) return;
  *slot_ = reply;
  session->answered(reply.bytes().size());
}

ClientSession::ClientSession(Socket socket, std::size_t max_request, const Limits& limits,
                             Execute execute)
    : socket_(std::move(socket)),
      parser_(max_request),
      limits_(limits),
      execute_(std::move(execute)),
      wake_read_(socket_.get_executor(), asio::steady_timer::time_point::max()),
      wake_write_(socket_.get_executor(), asio::steady_timer::time_point::max()) {}

void ClientSession::start() {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  const auto self = shared_from_this();
  asio::co_spawn(socket_.get_executor(), read(),
                 [self](const std::exception_ptr& error) { rethrow(error); });
  asio::co_spawn(socket_.get_executor(), write(),
                 [self](const std::exception_ptr& error) { rethrow(error); });
}

asio::awaitable<void> ClientSession::read() {
  std::array<char, 16 * 1024> buffer;
  while (!finished_) {
    if (crowded()) {
      co_await wake_read_.async_wait(no_throw);
    } else {
      const auto [error, size] = co_await socket_.async_read_some(asio::buffer(buffer), no_throw);
      finished_ = static_cast<bool>(error);
      if (error && error != asio::error::eof) slots_.clear();
      parser_.feed({buffer.data(), size});
    }
    take_requests();
  }
  wake_write_.cancel();
}

/// Executes what has come, as long as there is room for the replies.
void ClientSession::take_requests() {
  try {
    while (!finished_ && !crowded()) {
      const auto request = parser_.next();
      if (!request) return;
      slots_.push_back(std::make_shared<Responder::Slot>());
      execute_(*request, Responder(weak_from_this(), slots_.back()));
    }
  } catch (const wire::ProtocolError& error) {
    slots_.push_back(std::make_shared<Responder::Slot>());
    Responder(weak_from_this(), slots_.back())(
        wire::Reply::error(std::string("ERR Protocol error: ") + error.what()));
    finished_ = true;
  }
}

asio::awaitable<void> ClientSession::write() {
  while (!finished_ || !slots_.empty()) {
    std::string ready;
    while (!slots_.empty() && slots_.front()->has_value() && ready.size() < enough_to_write) {
      ready += (*slots_.front())->bytes();
      slots_.pop_front();
    }
    if (ready.empty()) {
      // A client that has ended its side gets its replies, if they do not take too long.
      if (finished_) wake_write_.expires_after(longest_farewell);
      const auto [cancelled] = co_await wake_write_.async_wait(no_throw);
      if (finished_ && !cancelled) slots_.clear();
      continue;
    }
    unsent_ -= ready.size();
    const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(ready), no_throw);
    if (error) {
      finished_ = true;
      slots_.clear();
    }
    wake_read_.cancel();
  }
  co_await hang_up({shared_from_this(), &socket_});
}

asio::awaitable<void> hang_up(std::shared_ptr<Socket> socket) {
  error_code ignored;
  socket->shutdown(Socket::shutdown_send, ignored);
  asio::steady_timer limit(socket->get_executor(), longest_hang_up);
  limit.async_wait([socket](error_code error) {
    if (!error) socket->close(error);
  });
  std::array<char, 4096> unread;
  while (true) {
    const auto [error, size] = co_await socket->async_read_some(asio::buffer(unread), no_throw);
    if (error) break;
  }
  socket->close(ignored);
}

/// A client that pipelines more is not read from until some of it is answered.
bool ClientSession::crowded() const {
  return slots_.size() >= limits_.requests || unsent_ >= limits_.unsent;
}

void ClientSession::answered(std::size_t bytes) {
  unsent_ += bytes;
  wake_write_.cancel();
}

}  // namespace net::tcp
