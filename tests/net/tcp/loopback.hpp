// What the tests over real loopback sockets share. Everything runs on one thread, in one context.
#pragma once

#include <chrono>
#include <memory>
#include <sstream>
#include <string>

#include <spdlog/logger.h>

#include "net/tcp/asio.hpp"
#include "net/tcp/cluster_file.hpp"
#include "net/tcp/free_ports.hpp"

namespace net::tcp::test {

/// Lets the sockets work until `condition` holds. False if it does not within a long time.
template <class Condition>
[[nodiscard]] bool run_until(asio::io_context& context, Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    context.restart();
    context.run_one_for(std::chrono::milliseconds(50));
  }
  return true;
}

/// Lets the sockets work until nothing happens any more: to see that something does not.
inline void run_until_quiet(asio::io_context& context) {
  context.restart();
  while (context.run_one_for(std::chrono::milliseconds(50)) > 0) {
  }
}

inline Address loopback(std::uint16_t port) {
  return {"127.0.0.1", port};
}

/// The far end of a connection, of which a test holds the raw bytes.
class RawSocket {
 public:
  explicit RawSocket(Socket socket) : state_(std::make_shared<State>(std::move(socket))) {}
  /// Connects.
  RawSocket(asio::io_context& context, const Address& address);
  RawSocket(RawSocket&&) = default;
  RawSocket& operator=(RawSocket&&) = delete;
  ~RawSocket();

  /// Begins to keep what comes.
  void listen() { asio::co_spawn(state_->socket.get_executor(), read(state_), asio::detached); }
  void send(std::string bytes) {
    asio::co_spawn(state_->socket.get_executor(), write(state_, std::move(bytes)), asio::detached);
  }
  /// No more is sent from this side.
  void end() {
    error_code ignored;
    state_->socket.shutdown(Socket::shutdown_send, ignored);
  }
  /// Resets the connection, as a crash does.
  void reset();

  [[nodiscard]] const std::string& received() const { return state_->received; }
  /// Whether the other side has ended or reset the connection.
  [[nodiscard]] bool ended() const { return state_->ended; }

 private:
  struct State {
    explicit State(Socket s) : socket(std::move(s)) {}
    Socket socket;
    std::string received;
    bool ended = false;
  };
  using StatePtr = std::shared_ptr<State>;

  // Static, with their own hold on the state, which they may outlive the test with.
  static asio::awaitable<void> read(StatePtr state);
  static asio::awaitable<void> write(StatePtr state, std::string bytes);

  StatePtr state_;
};

/// Keeps the log lines of a test, and keeps them off the terminal.
class LogLines {
 public:
  LogLines();
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;
  ~LogLines();

  [[nodiscard]] std::string text() const { return text_.str(); }
  /// How many lines have `what` in them.
  [[nodiscard]] int count(const std::string& what) const;

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

}  // namespace net::tcp::test
