// The command line that all role programs share.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "net/tcp/cluster_file.hpp"
#include "paxos/node.hpp"
#include "paxos/storage/folder.hpp"

namespace net::tcp {

struct RoleOptions {
  paxos::NodeId self;
  ClusterFile cluster;
  paxos::storage::OpenOptions store;
  std::optional<std::filesystem::path> trace;
  std::optional<std::filesystem::path> restore;  ///< a backup
};

/// Reads the command line and the cluster file, and sets up the log. Empty if the user asked for
/// help, which is then printed. Throws UsageError.
std::optional<RoleOptions> parse_role_options(int argc, char** argv, paxos::Role role);

/// Runs `body`, and turns what it throws into one line on standard error and an exit status: 2 for
/// a mistake of the user's, 1 for a failure.
int run_guarded(const std::string& program, const std::function<int()>& body);

}  // namespace net::tcp
