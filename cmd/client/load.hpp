// Clients at work: `client load` and `client check`.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "net/tcp/cluster_file.hpp"

namespace client {

struct Load {
  std::uint32_t clients = 8;
  std::uint32_t keys = 5;
  std::chrono::seconds duration{10};
  std::uint64_t seed = 0;  ///< another one uses other keys
  /// Between two operations of a client.
  std::chrono::milliseconds pause{0};
  std::optional<std::filesystem::path> history;
};

/// Lets clients read and write at random, each in a session, prints what came of it, and checks
/// that it is linearizable. Status 0 if it is, 1 if not, 3 if the search gave up.
int load(const net::tcp::ClusterFile& cluster, const Load& load);

/// Prints whether a history is linearizable, with the same status.
int check(const std::filesystem::path& history);

}  // namespace client
