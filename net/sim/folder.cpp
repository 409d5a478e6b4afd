#include "net/sim/folder.hpp"

#include <fstream>
#include <system_error>
#include <vector>

#include "paxos/usage_error.hpp"

namespace net::sim {
namespace {

namespace fs = std::filesystem;

/// It tells a folder of ours from others.
constexpr const char* description = "simulation.txt";

std::vector<fs::path> traces_in(const fs::path& folder) {
  std::vector<fs::path> traces;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".trace") traces.push_back(entry.path());
  }
  return traces;
}

}  // namespace

void prepare_trace_folder(const fs::path& folder) {
  try {
    fs::create_directories(folder);
    const auto traces = traces_in(folder);
    if (!traces.empty() && !fs::exists(folder / description)) {
      throw paxos::UsageError("--trace " + folder.string() +
                              ": it holds traces that no simulation has written; name another "
                              "folder");
    }
    for (const auto& trace : traces) fs::remove(trace);
  } catch (const fs::filesystem_error& error) {
    throw paxos::UsageError("--trace " + folder.string() + ": " + error.code().message());
  }
  describe_trace(folder, "");
}

void describe_trace(const fs::path& folder, const std::string& words) {
  std::ofstream out(folder / description, std::ios::binary);
  if (!(out << words << std::flush)) {
    throw paxos::UsageError("cannot write " + (folder / description).string());
  }
}

}  // namespace net::sim
