// The folder of the trace of a run.
#pragma once

#include <filesystem>
#include <string>

namespace net::sim {

/// Empties the folder of an earlier run's trace, or makes it. Throws UsageError if it cannot be
/// made, or holds traces that no simulation has written.
void prepare_trace_folder(const std::filesystem::path& folder);

/// Writes down beside the traces how the run came about: `words`. Throws UsageError.
void describe_trace(const std::filesystem::path& folder, const std::string& words);

}  // namespace net::sim
