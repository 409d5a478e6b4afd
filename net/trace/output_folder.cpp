#include "net/trace/output_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <vector>

#include "paxos/usage_error.hpp"

namespace net::trace {
namespace {

namespace fs = std::filesystem;

/// It tells a folder of ours from others.
constexpr const char* description = "about.txt";

/// Throws filesystem_error.
std::vector<fs::path> traces_of_ours(const fs::path& folder) {
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
  if (!(out << words << std::flush)) {
    throw paxos::UsageError((folder / description).string() + ": " + std::strerror(errno));
  }
}

}  // namespace net::trace
