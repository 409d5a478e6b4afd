#include "tests/net/tcp/loopback.hpp"

#include <array>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

namespace net::tcp::test {

RawSocket::RawSocket(asio::io_context& context, const Address& address)
    : RawSocket(Socket(context)) {
  state_->socket.connect({asio::ip::make_address(address.host), address.port});
}

RawSocket::~RawSocket() {
  error_code ignored;
  if (state_) state_->socket.close(ignored);
}

void RawSocket::reset() {
  state_->socket.set_option(asio::socket_base::linger(true, 0));
  state_->socket.close();
}

asio::awaitable<void> RawSocket::read(StatePtr state) {
  std::array<char, 65536> buffer;
  while (!state->ended) {
    const auto [error, size] =
        co_await state->socket.async_read_some(asio::buffer(buffer), no_throw);
    state->received.append(buffer.data(), size);
    state->ended = static_cast<bool>(error);
  }
}

asio::awaitable<void> RawSocket::write(StatePtr state, std::string bytes) {
  co_await asio::async_write(state->socket, asio::buffer(bytes), no_throw);
}

LogLines::LogLines() : before_(spdlog::default_logger()) {
  auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(text_);
  auto logger = std::make_shared<spdlog::logger>("test", std::move(sink));
  logger->set_pattern("%l: %v");
  spdlog::set_default_logger(std::move(logger));
}

LogLines::~LogLines() {
  spdlog::set_default_logger(before_);
}

int LogLines::count(const std::string& what) const {
  std::istringstream lines(text());
  int count = 0;
  for (std::string line; std::getline(lines, line);) count += line.find(what) != std::string::npos;
  return count;
}

}  // namespace net::tcp::test
