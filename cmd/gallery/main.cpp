// gallery: runs every wrong Paxos, and shows what tells it from the right one.
#include <algorithm>
#include <atomic>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <boost/program_options.hpp>

#include "cmd/gallery/exhibits.hpp"
#include "cmd/gallery/folder.hpp"
#include "cmd/gallery/search.hpp"
#include "cmd/gallery/table.hpp"
#include "net/command_line.hpp"
#include "paxos/usage_error.hpp"

namespace {

namespace options = boost::program_options;
using namespace gallery;

options::options_description described() {
  options::options_description all("Options");
  auto add = all.add_options();
  add("protocol", options::value<std::string>()->value_name("single|multi"),
      "wrong Paxoses of one value, unless given, or wrong Multi-Paxoses");
  add("only", options::value<std::vector<std::string>>()->multitoken()->value_name("ID..."),
      "only these mutants, for example B03 A1");
  add("trace", options::value<std::string>()->value_name("DIR"),
      "where the traces go; build/gallery/PROTOCOL unless given");
  add("help", "show this help");
  return all;
}

std::string protocol_of(const options::variables_map& given) {
  if (!given.contains("protocol")) return "single";
  const auto& protocol = given["protocol"].as<std::string>();
  if (protocol == "single" || protocol == "multi") return protocol;
  throw paxos::UsageError("--protocol " + protocol + ": the protocols are single and multi");
}

std::vector<Exhibit> chosen(const options::variables_map& given, const std::string& protocol) {
  std::vector<Exhibit> all = exhibits(protocol);
  if (!given.contains("only")) return all;
  std::vector<Exhibit> some;
  for (const auto& id : given["only"].as<std::vector<std::string>>()) {
    const auto found = std::ranges::find(all, id, [](const Exhibit& e) { return e.mutant.id; });
    if (found == all.end()) {
      std::string known;
      for (const auto& exhibit : all) known += " " + std::string(exhibit.mutant.id);
      throw paxos::UsageError("--only " + id + ": no such mutant; there are" + known);
    }
    some.push_back(*found);
  }
  return some;
}

/// Whether it is told from the right one by what it says that it violates, as far as that can be.
bool show(const Exhibit& exhibit, const std::filesystem::path& folder,
          const std::atomic<bool>& interrupted) {
  if (exhibit.where == Exhibit::nowhere) {
    std::cout << table_row(exhibit, std::nullopt) << std::flush;
    return true;
  }
  const Row row = search(exhibit, folder / exhibit.mutant.id, interrupted);
  if (interrupted) return true;
  std::cout << table_row(exhibit, row) << std::flush;
  return row.killed_by(exhibit.mutant.violates);
}

/// The right roles go through every search that a wrong one went through, once.
bool show_right(const std::vector<Exhibit>& all, const std::filesystem::path& folder,
                const std::atomic<bool>& interrupted) {
  std::vector<Exhibit> settings;
  for (const auto& [protocol, mutant, where, bounds, remark] : all) {
    const bool is_known = std::ranges::any_of(settings, [&](const Exhibit& setting) {
      return setting.where == where && setting.bounds == bounds;
    });
    if (where != Exhibit::nowhere && !is_known) settings.push_back({protocol, {}, where, bounds});
  }
  std::vector<Row> rows;
  for (const auto& setting : settings) {
    rows.push_back(search(setting, folder / right_folder, interrupted));
    if (interrupted) return true;
  }
  std::cout << right_row(rows);
  return std::ranges::none_of(rows, &Row::killed);
}

int show_all(const std::vector<std::string>& arguments, const std::atomic<bool>& interrupted) {
  const auto given = net::parse_command_line(arguments, described());
  if (given.contains("help")) {
    std::cout << "Usage: gallery [OPTION]...\nRuns wrong Paxoses until they are told from the "
                 "right one.\nEnds with status 0 if each was, by what its row says, and the right "
                 "one was not; 1 if not;\n2 after a wrong option, or if memory or disk do not "
                 "suffice; 130 after Ctrl-C.\n\n"
              << described();
    return 0;
  }
  const std::string protocol = protocol_of(given);
  const std::filesystem::path folder =
      given.contains("trace") ? given["trace"].as<std::string>() : "build/gallery/" + protocol;
  const std::vector<Exhibit> all = chosen(given, protocol);
  prepare_gallery_folder(folder, all);
  std::cout << table_head(folder) << std::flush;
  bool good = true;
  std::size_t shown = 0;
  for (const auto& exhibit : all) {
    good = show(exhibit, folder, interrupted) && good;
    if (interrupted) break;
    ++shown;
  }
  if (!interrupted) good = show_right(all, folder, interrupted) && good;
  if (interrupted) {
    std::cout << "interrupted: " << shown << " of "
              << net::counted(all.size(), "wrong Paxos", "wrong Paxoses")
              << " run, and the right roles not through every search\n";
    return 130;
  }
  return good ? 0 : 1;
}

int run(const std::vector<std::string>& arguments, const std::atomic<bool>& interrupted, bool) {
  try {
    return show_all(arguments, interrupted);
  } catch (const options::error& error) {
    std::cerr << "gallery: " << error.what() << " (see --help)\n";
  } catch (const paxos::UsageError& error) {
    std::cerr << "gallery: " << error.what() << '\n';
  } catch (const std::system_error& error) {
    std::cerr << "gallery: " << error.what() << '\n';
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  return net::run_program("gallery", argc, argv, run);
}
