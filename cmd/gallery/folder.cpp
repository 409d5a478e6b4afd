#include "cmd/gallery/folder.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "cmd/gallery/search.hpp"
#include "net/trace/output_folder.hpp"
#include "paxos/usage_error.hpp"

namespace gallery {
namespace {

namespace fs = std::filesystem;

/// That the folder holds nothing but folders of these names.
void check(const fs::path& folder, const std::set<std::string_view>& names) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && names.contains(name)) continue;
    throw paxos::UsageError("--trace " + folder.string() + ": it holds " + name +
                            ", which is not of a gallery; name another folder");
  }
}

/// The folders of traces that are there.
std::vector<fs::path> checked(const fs::path& folder, std::string_view protocol) {
  std::set<std::string_view> ids{right_folder};
  for (const auto& exhibit : exhibits(protocol)) ids.insert(exhibit.mutant.id);
  check(folder, ids);
  std::vector<fs::path> found;
  for (const auto& one : fs::directory_iterator(folder)) {
    check(one.path(), {trace_folders.begin(), trace_folders.end()});
    for (const auto& traces : fs::directory_iterator(one.path())) {
      net::trace::check_output_folder(traces.path());
      found.push_back(traces.path());
    }
  }
  return found;
}

}  // namespace

void prepare_gallery_folder(const fs::path& folder, const std::vector<Exhibit>& shown) {
  std::set<std::string_view> names{right_folder};
  for (const auto& exhibit : shown) names.insert(exhibit.mutant.id);
  try {
    fs::create_directories(folder);
    for (const auto& traces : checked(folder, shown.front().protocol)) {
      const bool is_shown = names.contains(traces.parent_path().filename().string());
      if (is_shown) net::trace::prepare_output_folder(traces);
    }
  } catch (const fs::filesystem_error& error) {
    throw paxos::UsageError("--trace " + folder.string() + ": " + error.code().message());
  }
}

}  // namespace gallery
