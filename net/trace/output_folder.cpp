#include "net/trace/output_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "paxos/usage_error.hpp"

namespace net::trace {
namespace {

namespace fs = std::filesystem;

/// It tells a folder of ours from others, by its first line.
constexpr const char* description = "about.txt";
constexpr std::string_view heading =
    "The outcome of a run; its traces, if any, are for build/bin/trace.";

/// Whether there is one that nobody of us has written.
bool has_foreign_description(const fs::path& folder) {
  std::ifstream in(folder / description, std::ios::binary);
  std::string line;
  return std::getline(in, line) && line != heading;
}

/// Throws filesystem_error.
std::vector<fs::path> traces_of_ours(const fs::path& folder) {
  if (has_foreign_description(folder)) {
    throw paxos::UsageError("--trace " + folder.string() + ": it holds an " + description +
                            " that is not of an earlier run of this kind; name another folder");
  }
  std::vector<fs::path> traces;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".trace") {
      traces.push_back(entry.path());
    }
  }
  if (!traces.empty() && !fs::exists(folder / description)) {
    throw paxos::UsageError("--trace " + folder.string() +
                            ": it holds traces that are not of an earlier run of this kind; name "
                            "another folder");
  }
  return traces;
}

paxos::UsageError cannot_use(const fs::path& folder, const fs::filesystem_error& error) {
  return paxos::UsageError("--trace " + folder.string() + ": " + error.code().message());
}

}  // namespace

void check_output_folder(const fs::path& folder) {
  try {
    if (fs::exists(folder)) traces_of_ours(folder);
  } catch (const fs::filesystem_error& error) {
    throw cannot_use(folder, error);
  }
}

void prepare_output_folder(const fs::path& folder) {
  try {
    fs::create_directories(folder);
    for (const auto& trace : traces_of_ours(folder)) fs::remove(trace);
  } catch (const fs::filesystem_error& error) {
    throw cannot_use(folder, error);
  }
  describe_output(folder, "");
}

void describe_output(const fs::path& folder, const std::string& words) {
  std::ofstream out(folder / description, std::ios::binary);
  if (!(out << heading << '\n' << words << std::flush)) {
    throw paxos::UsageError((folder / description).string() + ": " + std::strerror(errno));
  }
}

}  // namespace net::trace
