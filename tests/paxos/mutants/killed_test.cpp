// Each mutant is told from the right roles by the very thing that its description names, within the
// bounds in which the gallery looks for it.

#include <algorithm>
#include <atomic>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "cmd/gallery/exhibits.hpp"
#include "net/explore/arguments.hpp"
#include "net/explore/lamport.hpp"
#include "net/explore/network.hpp"
#include "net/explore/protocols.hpp"
#include "net/sim/arguments.hpp"
#include "net/sim/campaign.hpp"

namespace gallery::test {
namespace {

namespace explore = net::explore;
namespace sim = net::sim;

const std::atomic<bool> never = false;

std::vector<std::string> arguments(std::string_view options, const Exhibit& exhibit) {
  std::istringstream in{std::string(options)};
  std::vector<std::string> arguments{"--mutant", std::string(exhibit.mutant.id)};
  for (std::string word; in >> word;) arguments.push_back(word);
  return arguments;
}

explore::Result search(explore::Model& model, const explore::Limits& limits) {
  return explore::search(model, limits, never, [](const explore::Progress&) {});
}

std::string violated_in_explorer(const Exhibit& exhibit) {
  auto given = arguments(exhibit.bounds.explore, exhibit);
  given.insert(given.end(), {"--invariant", std::string(exhibit.mutant.violates)});
  const auto [protocol, mutant, from, setting, limits, folder, hotspots] =
      explore::read_arguments(given).question;
  const auto cast = explore::protocol_named(protocol).make_cast(mutant, setting);
  explore::NetworkModel model(*cast, setting.bounds, {}, setting.reductions);
  const auto result = search(model, limits);
  return result.counterexample ? result.counterexample->violation.invariant : "nothing";
}

std::string violated_in_simulator(const Exhibit& exhibit) {
  auto read = sim::read_arguments(arguments(exhibit.bounds.simulate, exhibit));
  const auto simulate = sim::simulate_with(read.options);
  const auto result =
      sim::run_campaign(simulate, read.options, {.seeds = read.seeds, .jobs = read.jobs}, never);
  if (!result.failure) return "nothing";
  const auto& failure = result.failure->second;
  return failure.liveness ? std::string(paxos::mutants::liveness) : failure.violation.invariant;
}

std::vector<std::uint64_t> levels_of_specification(std::string_view mutant) {
  const explore::YardstickSize size{3, 2, 2};
  const auto roles = explore::make_spec_roles(mutant, size.acceptors);
  explore::LamportModel model(*roles, size);
  return search(model, {}).levels;
}

/// Whether the explorer finds what is violated. Otherwise the simulator must.
bool is_for_explorer(const Exhibit& exhibit) {
  const auto invariants = explore::protocol_named("single").invariants;
  const bool is_invariant =
      std::ranges::find(invariants, exhibit.mutant.violates) != invariants.end();
  return is_invariant && exhibit.where == Exhibit::roles && exhibit.mutant.id != "B06";
}

TEST(Killed, ByTheInvariantThatItSaysInTheExplorer) {
  for (const auto& exhibit : exhibits("single")) {
    if (!is_for_explorer(exhibit)) continue;
    EXPECT_EQ(violated_in_explorer(exhibit), exhibit.mutant.violates) << exhibit.mutant.id;
  }
}

TEST(Killed, ByWhatItSaysInTheSimulatorIfTheExplorerDoesNotFindIt) {
  std::string ids;
  for (const auto& exhibit : exhibits("single")) {
    const auto& [id, wrong, breaks, violates] = exhibit.mutant;
    if (is_for_explorer(exhibit) || exhibit.where == Exhibit::nowhere) continue;
    if (violates == paxos::mutants::specification) continue;
    ids += " " + std::string(id);
    EXPECT_EQ(violated_in_simulator(exhibit), violates) << id;
  }
  EXPECT_EQ(ids, " B06 B24 B25 B46 A4");
}

TEST(Killed, ByTheStatesOfTheSpecificationIfNothingElseTellsIt) {
  std::string ids;
  for (const auto& exhibit : exhibits("single")) {
    if (exhibit.mutant.violates != paxos::mutants::specification) continue;
    ids += " " + std::string(exhibit.mutant.id);
    EXPECT_NE(levels_of_specification(exhibit.mutant.id), levels_of_specification(""));
  }
  EXPECT_EQ(ids, " B26");
}

TEST(Killed, LargerValueTakesThePlaceOfAChosenOneAndNothingElseIsWrong) {
  // Its promise alone it keeps, so that B03, which does not, is another mutant.
  const auto all = exhibits("single");
  const auto a3 = std::ranges::find(all, "A3", [](const Exhibit& e) { return e.mutant.id; });
  Exhibit one_value = *a3;
  one_value.bounds.explore = "--ballots 1 --values 1";
  for (const auto name : explore::protocol_named("single").invariants) {
    one_value.mutant.violates = name;
    EXPECT_EQ(violated_in_explorer(one_value), "nothing") << name;
  }
}

}  // namespace
}  // namespace gallery::test
