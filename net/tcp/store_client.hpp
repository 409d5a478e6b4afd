// A client of the replicated store that executes each of its commands once, through leader changes
// and crashes of any process.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "net/tcp/cluster_file.hpp"
#include "net/tcp/resp_client.hpp"

namespace net::tcp {

/// Nobody answered in time. The command may have been executed, or may yet be, once or never.
struct OutcomeUnknown : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Errors after which the same command is asked for again: its outcome is not known, or it has not
/// been executed. Any other error is the answer.
bool may_ask_again(std::string_view error);

/// PMS §3: a client that gets no answer cannot know whether its command was chosen. This one asks
/// again, any proposer, in a session, so that the command is executed once however often it asks.
class StoreClient {
 public:
  /// It begins with the `first`th proposer, counted from 0, modulo as many as there are.
  explicit StoreClient(const ClusterFile& cluster, std::size_t first = 0);

  /// The answer, nothing if it is nil. Throws RequestRefused if the answer is an error, and
  /// OutcomeUnknown if there is none within `limit`; Unreachable if it could not even ask.
  std::optional<std::string> execute(const std::vector<std::string>& words,
                                     std::chrono::milliseconds limit);

 private:
  using Clock = std::chrono::steady_clock;

  std::optional<std::string> ask(const std::vector<std::string>& words);

  const ClusterFile& cluster_;
  std::vector<paxos::NodeId> proposers_;
  std::size_t asked_;  // the one of them that it asks
  std::optional<RespClient> connection_;
  std::string session_;       // empty before it has one
  std::uint64_t number_ = 0;  // of the last command in it
  std::string last_failure_;
};

}  // namespace net::tcp
