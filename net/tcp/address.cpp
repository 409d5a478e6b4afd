#include "net/tcp/address.hpp"

#include <boost/asio/ip/address.hpp>

#include "net/number.hpp"
#include "paxos/usage_error.hpp"

namespace net::tcp {

using paxos::UsageError;

std::string to_string(const Address& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

Address parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto port = read_number(colon == text.npos ? "" : text.substr(colon + 1)).value_or(0);
  if (host.empty() || (!bracketed && host.find(':') != host.npos) || port < 1 || port > 65535) {
    throw UsageError("'" + std::string(text) + "' is not an address; write host:port, such as " +
                     "127.0.0.1:7001");
  }
  return {std::string(host), static_cast<std::uint16_t>(port)};
}

bool is_loopback(const Address& address) {
  boost::system::error_code error;
  const auto ip = boost::asio::ip::make_address(address.host, error);
  return error ? address.host == "localhost" : ip.is_loopback();
}

}  // namespace net::tcp
