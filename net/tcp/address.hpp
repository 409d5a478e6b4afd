// Where a process is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace net::tcp {

struct Address {
  std::string host;
  std::uint16_t port = 0;

  bool operator==(const Address&) const = default;
};

std::string to_string(const Address& address);

/// Reads host:port or [v6-address]:port. Throws UsageError.
Address parse_address(std::string_view text);

/// Whether it can only be this machine: localhost, 127.0.0.0/8 or ::1.
bool is_loopback(const Address& address);

}  // namespace net::tcp
