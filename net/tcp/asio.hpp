// Boost.Asio in one place: it takes seconds to compile, so the Makefile precompiles this header.
#pragma once

#include <chrono>
#include <exception>

#include <boost/asio.hpp>

namespace net::tcp {

namespace asio = boost::asio;
using Socket = asio::ip::tcp::socket;
using boost::system::error_code;

/// A blocking stream with time limits. Its clock is named because Asio's default for it depends on
/// which headers came first.
using SocketStream = asio::basic_socket_iostream<asio::ip::tcp, std::chrono::steady_clock,
                                                 asio::wait_traits<std::chrono::steady_clock>>;

/// Asynchronous operations answer with the error code first, and do not throw.
inline constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

/// Of a coroutine that is left to itself: what it throws, whoever runs the context gets.
inline void rethrow(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

}  // namespace net::tcp
