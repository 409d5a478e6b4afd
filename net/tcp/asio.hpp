// Boost.Asio in one place: it takes seconds to compile, so the Makefile precompiles this header.
#pragma once

#include <boost/asio.hpp>

namespace net::tcp {

namespace asio = boost::asio;
using Socket = asio::ip::tcp::socket;
using boost::system::error_code;

/// Asynchronous operations answer with the error code first, and do not throw.
inline constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

}  // namespace net::tcp
