// Reads the traces of a run's processes and merges them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "net/trace/event.hpp"
#include "net/trace/lines.hpp"

namespace net::trace {

struct Trace {
  /// In an order that no cause contradicts: by Lamport time, then by process. The cause of a
  /// receive is the send of that very message, and absent where no such send is known.
  std::vector<Event> events;
  Values values;
  /// What a reader must know of what is missing, a line each.
  std::vector<std::string> notes;
  /// A file that ends in the middle of a line.
  std::optional<std::filesystem::path> torn;
};

/// The order in which a trace is merged.
bool comes_before(const EventId& a, const EventId& b);

/// Where the trace of a process lies in a folder of them.
std::filesystem::path trace_file(const std::filesystem::path& folder, paxos::NodeId node);

/// The trace files that a user means: of a directory all its *.trace, in the order of their names.
/// Throws TraceError.
std::vector<std::filesystem::path> trace_files(const std::vector<std::filesystem::path>& named);

/// Throws TraceError, naming the file and the line.
Trace read_traces(const std::vector<std::filesystem::path>& files);

/// The event of that name, or null.
const Event* find(const Trace& trace, const EventId& id);

}  // namespace net::trace
