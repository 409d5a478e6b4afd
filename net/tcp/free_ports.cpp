#include "net/tcp/free_ports.hpp"

#include <arpa/inet.h>
#include <cstddef>
#include <cstring>
#include <netinet/in.h>
#include <random>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace net::tcp {
namespace {

// Below 32768, where Linux begins to take ports for outgoing connections, and above the ports that
// services commonly have.
constexpr int lowest = 15000;
constexpr int highest = 31999;

/// Holds a name in the abstract socket namespace: it is gone with the process, and leaves no file.
/// Returns -1 if another process holds it.
int lock_port(int port) {
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const std::string name = "paxos port " + std::to_string(port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());  // sun_path[0] == 0: abstract
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0) return fd;
  ::close(fd);
  return -1;
}

bool can_listen(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return free;
}

}  // namespace

PortLease::PortLease(std::size_t count) {
  std::random_device random;
  std::uniform_int_distribution<int> any(lowest, highest);
  for (int tries = highest - lowest; tries > 0 && ports_.size() < count; --tries) {
    const int port = any(random);
    const int lock = lock_port(port);
    if (lock < 0) continue;
    if (can_listen(port)) {
      ports_.push_back(static_cast<std::uint16_t>(port));
      locks_.push_back(lock);
    } else {
      ::close(lock);
    }
  }
  if (ports_.size() < count) throw std::runtime_error("there are not enough free ports");
}

PortLease::~PortLease() {
  for (const int lock : locks_) ::close(lock);
}

}  // namespace net::tcp
