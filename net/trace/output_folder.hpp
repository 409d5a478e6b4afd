// The folder that a program writes the traces of one run into.
#pragma once

#include <filesystem>
#include <string>

namespace net::trace {

/// Throws UsageError, which names the option --trace, if a folder is none that may be emptied: if
/// it holds traces that were not written by way of these functions. It need not be there yet.
void check_output_folder(const std::filesystem::path& folder);

/// Empties the folder of an earlier run's traces, or makes it. Nothing but traces is removed.
/// Throws UsageError as above, or if it cannot be made.
void prepare_output_folder(const std::filesystem::path& folder);

/// Writes down beside the traces how the run came about: `words`. Throws UsageError.
void describe_output(const std::filesystem::path& folder, const std::string& words);

}  // namespace net::trace
