// Every file, function, test and mutant that the papers' guides name exists, and every command that
// they show prints what they say.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "paxos/mutants/multi.hpp"
#include "paxos/mutants/single.hpp"
#include "tests/folder.hpp"
#include "tests/papers/claims.hpp"
#include "tests/process/fixture.hpp"

namespace paxos::papers {
namespace {

std::vector<std::filesystem::path> guides() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("papers")) {
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::set<std::string> all_tests() {
  std::set<std::string> names;
  const auto& unit = *testing::UnitTest::GetInstance();
  for (int i = 0; i < unit.total_test_suite_count(); ++i) {
    const auto& suite = *unit.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      names.insert(std::string(suite.name()) + "." + suite.GetTestInfo(j)->name());
    }
  }
  return names;
}

/// A name of a test, or the beginning of some and a *.
bool names_a_test(const std::string& name, const std::set<std::string>& tests) {
  if (!name.ends_with('*')) return tests.contains(name);
  const std::string begin = name.substr(0, name.size() - 1);
  const auto found = tests.lower_bound(begin);
  return found != tests.end() && found->starts_with(begin);
}

std::set<std::string> all_mutants() {
  std::set<std::string> ids;
  for (const auto& about : mutants::abouts<single::mutants::All>) ids.insert(std::string(about.id));
  for (const auto& about : mutants::abouts<multi::mutants::All>) ids.insert(std::string(about.id));
  for (const auto& one : single::mutants::not_roles) ids.insert(std::string(one.about.id));
  for (const auto& one : multi::mutants::not_roles) ids.insert(std::string(one.about.id));
  return ids;
}

/// The word that a name ends in: execute of `Machine::execute()`.
std::string last_word(std::string name) {
  name = name.substr(0, name.find('('));
  const auto colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

TEST(Guides, LinkToWhatIsThere) {
  for (const auto& guide : guides()) {
    for (std::string link : between(tests::contents(guide), "](", ")")) {
      if (link.starts_with("http")) continue;
      link = link.substr(0, link.find('#'));
      EXPECT_TRUE(link.empty() || std::filesystem::exists(guide.parent_path() / link))
          << guide << ": " << link;
    }
  }
}

TEST(Guides, NameFunctionsThatTheFilesBehindThemHave) {
  for (const Claim& claim : read_guides().claims) {
    std::string code;
    for (const std::string& link : between(claim.code, "](../", ")")) {
      code += tests::contents(link);
    }
    if (code.empty()) continue;
    for (const std::string& name : between(claim.code, "`", "`")) {
      EXPECT_NE(code.find(last_word(name)), code.npos) << to_string(claim.id) << ": " << name;
    }
  }
}

TEST(Guides, NameTestsThatThereAre) {
  const std::set<std::string> tests = all_tests();
  for (const Claim& claim : read_guides().claims) {
    std::string suite;
    for (std::string name : between(claim.test, "`", "`")) {
      if (name.starts_with("tests/")) {
        EXPECT_TRUE(std::filesystem::exists(name)) << to_string(claim.id) << ": " << name;
        continue;
      }
      const auto dot = name.find('.');
      if (dot != name.npos) suite = name.substr(0, dot);
      if (dot == name.npos) name = suite + "." + name;
      EXPECT_TRUE(names_a_test(name, tests)) << to_string(claim.id) << ": " << name;
    }
  }
  const std::regex test(R"(`([A-Z]\w+\.[A-Z]\w+\*?)`)");
  for (const auto& guide : guides()) {
    const std::string text = tests::contents(guide);
    for (std::sregex_iterator at(text.begin(), text.end(), test), end; at != end; ++at) {
      EXPECT_TRUE(names_a_test((*at)[1], tests)) << guide << ": " << (*at)[1];
    }
  }
}

TEST(Guides, NameMutantsThatThereAre) {
  const std::set<std::string> mutants = all_mutants();
  const std::regex id(R"([A-Z]\d+)");
  for (const Claim& claim : read_guides().claims) {
    for (std::sregex_iterator at(claim.mutant.begin(), claim.mutant.end(), id), end; at != end;
         ++at) {
      EXPECT_TRUE(mutants.contains(at->str())) << to_string(claim.id) << ": " << at->str();
    }
  }
}

/// A line for the shell behind a $, and what it is shown to print.
struct Transcript {
  std::filesystem::path guide;
  std::string command;
  std::vector<std::string> shown;
};

std::vector<Transcript> transcripts() {
  const std::string indent = "    ";
  const std::string prompt = indent + "$ ";
  std::vector<Transcript> all;
  for (const auto& guide : guides()) {
    std::ifstream in(guide);
    bool within = false;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(prompt)) {
        all.push_back({guide, line.substr(prompt.size()), {}});
        within = true;
      } else if (within && (line.empty() || line.starts_with(indent))) {
        all.back().shown.push_back(line.empty() ? "" : line.substr(indent.size()));
      } else {
        within = false;
      }
    }
  }
  for (auto& one : all) {
    while (!one.shown.empty() && one.shown.back().empty()) one.shown.pop_back();
  }
  return all;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The first line that is not where it is shown, if one is. Each line may be shown without its end,
/// and [...] stands for any lines.
std::optional<std::string> missing(const std::vector<std::string>& shown,
                                   const std::vector<std::string>& printed) {
  auto at = printed.begin();
  bool gap = true;
  for (const std::string& line : shown) {
    if (line == "[...]") {
      gap = true;
      continue;
    }
    const auto fits = [&](const std::string& one) {
      return line.empty() ? one.empty() : one.starts_with(line);
    };
    const auto found = gap ? std::find_if(at, printed.end(), fits) : at;
    if (found == printed.end() || !fits(*found)) return line;
    at = found + 1;
    gap = false;
  }
  return std::nullopt;
}

// In a folder of its own, for some commands leave traces in build/.
TEST(Guides, ShowWhatCommandsPrint) {
  const tests::Folder folder;
  const auto build = folder.path() / "build";
  std::filesystem::create_directory(build);
  std::filesystem::create_directory_symlink(std::filesystem::absolute("build/bin"), build / "bin");
  const auto all = transcripts();
  EXPECT_GT(all.size(), 15U);
  for (const auto& [guide, command, shown] : all) {
    const test::Ran ran =
        test::run("/bin/bash", {"-c", "cd " + folder.path().string() + " && " + command});
    EXPECT_LT(ran.status, 2) << command << ": " << ran.err;
    const auto lacks = missing(shown, lines_of(ran.out));
    EXPECT_FALSE(lacks) << guide << ": " << command << "\ndoes not print\n" << *lacks;
  }
}

}  // namespace
}  // namespace paxos::papers
