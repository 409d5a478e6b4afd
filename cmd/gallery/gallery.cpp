#include "cmd/gallery/gallery.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include <boost/mp11.hpp>

#include "net/explore/command.hpp"
#include "net/explore/lamport.hpp"
#include "net/explore/protocols.hpp"
#include "net/sim/arguments.hpp"
#include "net/sim/campaign.hpp"
#include "paxos/mutants/single.hpp"

namespace gallery {
namespace {

namespace explore = net::explore;
namespace sim = net::sim;
namespace mutants = paxos::single::mutants;

/// What the right roles count: 3 acceptors, 3 ballots, 2 values.
constexpr explore::YardstickSize yardstick{3, 3, 2};
constexpr std::uint64_t states_of_the_specification = 185'369;
/// So many are looked at before a search is given up.
constexpr std::string_view most_states = "10000000";

std::vector<std::string> words(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> arguments(std::string_view options, std::string_view mutant) {
  std::vector<std::string> arguments = words(options);
  if (!mutant.empty()) {
    arguments.emplace_back("--mutant");
    arguments.emplace_back(mutant);
  }
  return arguments;
}

explore::Verdict explored(const Exhibit& exhibit, std::string_view mutant,
                          const std::filesystem::path& folder, const std::string& invariant,
                          const std::atomic<bool>& interrupted) {
  auto given = arguments(exhibit.explore, mutant);
  given.insert(given.end(), {"--states", std::string(most_states), "--trace", folder.string()});
  explore::Question question = explore::read_question(given);
  question.setting.invariant = invariant;
  return explore::explore(question, interrupted, [](const explore::Progress&) {});
}

std::optional<Kill> by_explorer(const explore::Verdict& verdict) {
  const auto& found = verdict.result.counterexample;
  if (!found) return std::nullopt;
  Kill kill{found->violation.invariant, std::to_string(verdict.result.distinct) + " states", {}};
  if (verdict.story) kill.steps = verdict.story->steps;
  return kill;
}

std::optional<Kill> by_simulator(const Exhibit& exhibit, std::string_view mutant,
                                 const std::filesystem::path& folder,
                                 const std::atomic<bool>& interrupted) {
  sim::Arguments given = sim::read_arguments(arguments(exhibit.simulate, mutant));
  const sim::Simulate simulate = sim::simulate_with(given.options);
  const auto result = sim::run_campaign(simulate, given.options,
                                        {.seeds = given.seeds, .jobs = given.jobs}, interrupted);
  if (!result.failure) return std::nullopt;
  const auto& [seed, failure] = *result.failure;
  std::filesystem::create_directories(folder);
  simulate(given.options, seed, {.traces = folder});
  return Kill{failure.liveness ? "liveness" : failure.violation.invariant,
              "seed " + std::to_string(seed), std::nullopt};
}

std::optional<Kill> by_specification(std::string_view mutant,
                                     const std::atomic<bool>& interrupted) {
  const auto roles = explore::make_spec_roles(mutant, yardstick.acceptors);
  explore::LamportModel model(*roles, yardstick);
  // Far more than the specification has are different enough.
  const explore::Limits limits{.states = 10 * states_of_the_specification};
  const auto result = explore::search(model, limits, interrupted, [](const explore::Progress&) {});
  if (result.distinct == states_of_the_specification) return std::nullopt;
  return Kill{"equality",
              std::to_string(result.distinct) +
                  (result.bound ? " states or more, not " : " states, not ") +
                  std::to_string(states_of_the_specification),
              std::nullopt};
}

Exhibit exhibit_of(const paxos::mutants::Mutant& mutant) {
  constexpr std::string_view last_rounds = "--ballots 2 --first-round 9223372036854775806";
  Exhibit exhibit{.mutant = mutant, .explore = "", .simulate = "", .remark = ""};
  const auto& id = mutant.id;
  if (id == "B05" || id == "B07") exhibit.explore = "--ballots 2 --crashes 0 --learners 0";
  if (id == "B06") exhibit.simulate = "--acceptors 5 --seeds 1..10000";
  if (id == "B08") exhibit.explore = "--requests 2 --learners 0";
  if (id == "B10") {
    exhibit.explore = "--acceptors 4 --crashes 0 --learners 0";
    exhibit.simulate = "--acceptors 4";
  }
  if (id == "B25") exhibit.simulate = "--faults lockstep";
  if (id == "B47") {
    exhibit.explore = last_rounds;
    exhibit.simulate = "--first-round 9223372036854775806";
  }
  return exhibit;
}

}  // namespace

std::vector<Exhibit> exhibits() {
  std::vector<Exhibit> all;
  boost::mp11::mp_for_each<mutants::All>(
      [&]<class M>(const M&) { all.push_back(exhibit_of(M::about)); });
  Exhibit torn{
      .mutant = mutants::torn_tail, .explore = "", .simulate = "", .is_role = false, .remark = ""};
  torn.remark = "inapplicable: a commit of SQLite's write-ahead log is there in full or not at all";
  all.push_back(torn);
  Exhibit damaged{.mutant = mutants::unchecked_frames,
                  .explore = "",
                  .simulate = "",
                  .is_role = false,
                  .remark = ""};
  all.push_back(damaged);
  // The bugs first, then what articles get wrong.
  std::ranges::stable_sort(all, [](const Exhibit& a, const Exhibit& b) {
    const bool a_is_bug = a.mutant.id.front() == 'B';
    const bool b_is_bug = b.mutant.id.front() == 'B';
    return a_is_bug != b_is_bug ? a_is_bug : a.mutant.id < b.mutant.id;
  });
  return all;
}

Row search(const Exhibit& exhibit, std::string_view mutant, const std::filesystem::path& folder,
           const std::atomic<bool>& interrupted) {
  const auto start = std::chrono::steady_clock::now();
  Row row;
  if (exhibit.is_role || mutant.empty()) {
    row.explorer = by_explorer(explored(exhibit, mutant, folder / "explored", "", interrupted));
    const auto disagreement =
        explored(exhibit, mutant, folder / "agreement", "agreement", interrupted);
    if (disagreement.story) row.steps_to_disagreement = disagreement.story->steps;
    row.specification = by_specification(mutant, interrupted);
  }
  row.simulator = by_simulator(exhibit, mutant, folder / "simulated", interrupted);
  row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return row;
}

}  // namespace gallery
