// The STATUS of every process of a cluster, as a table for a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "net/tcp/cluster_file.hpp"
#include "paxos/node.hpp"

namespace net::tcp {

struct StatusTable {
  std::string text;  ///< one line a process, and a heading
  std::size_t unreachable = 0;
  /// For the rates of the next table: commands that each process has executed, and when.
  std::map<paxos::NodeId, std::uint64_t> executed;
  std::chrono::steady_clock::time_point at;
};

/// Asks every process at once; one that does not answer soon is shown as such. With the table
/// before it, that of Multi-Paxos tells commands a second too.
StatusTable status_table(const ClusterFile& cluster, const StatusTable& before = {});

/// How much there is of a whole, which is not 0: "[####......] 42%".
std::string bar(std::uint64_t part, std::uint64_t whole);

}  // namespace net::tcp
