// Free ports for clusters that are started on one machine, several at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace net::tcp {

/// Ports on which nobody listens and which no other holder of such a lease will be given. They lie
/// below the range from which the system takes the ports of outgoing connections, so that a process
/// that is restarted finds its port free.
class PortLease {
 public:
  /// Throws std::runtime_error if there are not so many.
  explicit PortLease(std::size_t count);
  ~PortLease();
  PortLease(const PortLease&) = delete;
  PortLease& operator=(const PortLease&) = delete;

  [[nodiscard]] const std::vector<std::uint16_t>& ports() const { return ports_; }

 private:
  std::vector<std::uint16_t> ports_;
  std::vector<int> locks_;
};

}  // namespace net::tcp
