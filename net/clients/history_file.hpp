// Client histories on disk: one JSON object a line, in the order in which the operations ended, or
// in any other.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "paxos/machine/client_history.hpp"

namespace net::clients {

/// Without the end of the line.
std::string to_line(const paxos::machine::Operation& operation);

/// Throws UsageError if it is no such line.
paxos::machine::Operation operation_in(std::string_view line);

/// Throws UsageError that names the file, and the line if one is to blame.
std::vector<paxos::machine::Operation> read_history(const std::filesystem::path& file);

}  // namespace net::clients
