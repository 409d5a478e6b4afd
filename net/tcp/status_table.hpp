// The STATUS of every process of a cluster, as a table for a terminal.
#pragma once

#include <string>

#include "net/tcp/cluster_file.hpp"

namespace net::tcp {

struct StatusTable {
  std::string text;  ///< one line a process, and a heading
  std::size_t unreachable = 0;
};

/// Asks every process at once; one that does not answer soon is shown as such.
StatusTable status_table(const ClusterFile& cluster);

}  // namespace net::tcp
