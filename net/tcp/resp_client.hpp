// A client's end of the connection to a role: blocking, one request at a time.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "net/tcp/asio.hpp"
#include "net/tcp/cluster_file.hpp"

namespace net::tcp {

/// The process did not answer in time, or not at all, or not in RESP2.
struct Unreachable : std::runtime_error {
  using runtime_error::runtime_error;
};

/// The process answered with an error; the message is its own.
struct RequestRefused : std::runtime_error {
  using runtime_error::runtime_error;
};

class RespClient {
 public:
  /// Connects. `limit` bounds this and every later request. Throws Unreachable.
  RespClient(const Address& address, std::chrono::milliseconds limit);

  /// The elements of an array reply; one for any other reply, none for nil. Throws Unreachable or
  /// RequestRefused.
  std::vector<std::string> request(const std::vector<std::string>& words);
  /// The same for a command whose reply is one value or nil.
  std::optional<std::string> request_one(const std::vector<std::string>& words);

 private:
  std::string read_line();
  std::string read_bytes(std::size_t count);
  std::vector<std::string> read_reply();
  [[noreturn]] void fail(const std::string& what) const;

  std::string where_;
  std::chrono::milliseconds limit_;
  SocketStream stream_;
};

/// What answers must be of the cluster that the file describes. Throws UsageError if not.
void require_cluster(RespClient& client, const ClusterFile& cluster, paxos::NodeId node);

}  // namespace net::tcp
