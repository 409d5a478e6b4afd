// gallery: runs every wrong Paxos, and shows what tells it from the right one.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <iomanip>
#include <iostream>
#include <set>
#include <sstream>

#include <boost/program_options.hpp>

#include "cmd/gallery/gallery.hpp"
#include "net/command_line.hpp"
#include "paxos/usage_error.hpp"

namespace {

namespace options = boost::program_options;
using namespace gallery;

std::atomic<bool> interrupted = false;

options::options_description described() {
  options::options_description all("Options");
  auto add = all.add_options();
  add("only", options::value<std::vector<std::string>>()->multitoken()->value_name("ID..."),
      "only these mutants, for example B03 A1");
  add("trace", options::value<std::string>()->value_name("DIR"),
      "where the traces go; build/gallery unless given");
  add("help", "show this help");
  return all;
}

std::vector<Exhibit> chosen(const options::variables_map& given) {
  std::vector<Exhibit> all = exhibits();
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

std::string killers(const Row& row) {
  std::string text;
  if (row.explorer) text += 'E';
  if (row.simulator) text += 'S';
  if (row.specification) text += 'L';
  return text.empty() ? "-" : text;
}

std::string number(const std::optional<std::uint64_t>& steps) {
  return steps ? std::to_string(*steps) : "-";
}

void print(std::string_view id, const std::string& violated, const std::string& by,
           const std::string& after, const std::string& steps, const std::string& two,
           const std::string& seconds, std::string_view wrong) {
  std::cout << std::left << std::setw(5) << id << std::setw(19) << violated << std::setw(5) << by
            << std::setw(32) << after << std::right << std::setw(5) << steps << std::setw(5) << two
            << std::setw(8) << seconds << "  " << wrong << std::endl;
}

std::string one_decimal(double seconds) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(1) << seconds;
  return out.str();
}

void print_head() {
  std::cout << "Wrong Paxoses, each in its traces under the folder of its id. Killed by: E the "
               "explorer, S the simulator,\nL the comparison with Lamport's specification. Steps: "
               "of a shortest run to the violation; two: until two\nvalues are chosen or "
               "learned.\n\n";
  print("id", "violated", "by", "found after", "steps", "two", "seconds", "what is wrong");
}

/// Whether it is told from the right one, as far as that can be.
bool show(const Exhibit& exhibit, const std::filesystem::path& folder) {
  const auto& mutant = exhibit.mutant;
  if (!exhibit.remark.empty()) {
    print(mutant.id, std::string(mutant.breaks), "-", exhibit.remark, "-", "-", "-", mutant.wrong);
    return true;
  }
  const Row row = search(exhibit, mutant.id, folder / mutant.id, interrupted);
  if (interrupted) return true;
  const auto& first = row.explorer    ? row.explorer
                      : row.simulator ? row.simulator
                                      : row.specification;
  print(mutant.id, first ? first->violated : "survives", killers(row), first ? first->after : "-",
        number(first ? first->steps : std::nullopt), number(row.steps_to_disagreement),
        one_decimal(row.seconds), mutant.wrong);
  return row.killed();
}

/// The right roles go through every search that a wrong one went through.
bool show_right(const std::vector<Exhibit>& all, const std::filesystem::path& folder) {
  std::set<std::pair<std::string, std::string>> searches;
  for (const auto& exhibit : all) {
    if (exhibit.remark.empty()) searches.emplace(exhibit.explore, exhibit.simulate);
  }
  bool survives = true;
  double seconds = 0;
  for (const auto& [explore, simulate] : searches) {
    const Row row = search({.mutant = {}, .explore = explore, .simulate = simulate, .remark = ""},
                           "", folder / "right", interrupted);
    if (interrupted) return true;
    survives = survives && !row.killed();
    seconds += row.seconds;
  }
  print("", survives ? "survives" : "VIOLATED", survives ? "-" : "?",
        "all " + net::counted(searches.size(), "setting") + " of these", "-", "-",
        one_decimal(seconds), "Nothing: the right roles, in the same searches.");
  return survives;
}

int run(int argc, char** argv) {
  const auto given = net::parse_command_line({argv + 1, argv + argc}, described());
  if (given.contains("help")) {
    std::cout << "Usage: gallery [OPTION]...\nRuns wrong Paxoses until they are told from the "
                 "right one.\n\n"
              << described();
    return 0;
  }
  const std::filesystem::path folder =
      given.contains("trace") ? given["trace"].as<std::string>() : "build/gallery";
  const std::vector<Exhibit> all = chosen(given);
  print_head();
  bool good = true;
  for (const auto& exhibit : all) {
    if (interrupted) return 130;
    good = show(exhibit, folder) && good;
  }
  if (interrupted) return 130;
  return show_right(all, folder) && good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, [](int) { interrupted = true; });
  try {
    const int status = run(argc, argv);
    if (interrupted) return 130;
    if (std::cout.flush()) return status;
    std::cerr << "gallery: cannot write to standard output\n";
    return 1;
  } catch (const options::error& error) {
    std::cerr << "gallery: " << error.what() << " (see --help)\n";
  } catch (const paxos::UsageError& error) {
    std::cerr << "gallery: " << error.what() << '\n';
  }
  return 2;
}
