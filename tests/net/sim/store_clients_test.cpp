#include "net/sim/store_clients.hpp"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/sim/protocols.hpp"
#include "net/sim/simulate.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/replay.hpp"
#include "paxos/mutants/multi.hpp"
#include "tests/folder.hpp"

namespace net::sim::test {
namespace {

using paxos::multi::Parliament;
using testing::HasSubstr;
namespace mutants = paxos::multi::mutants;

Options multi(const std::string& faults = "") {
  Options options{.protocol = "multi", .faults = usual_faults("multi")};
  if (!faults.empty()) options.faults = read_faults(faults);
  return options;
}

/// As `simulate` does it: with the right roles unless `options` name a mutant.
Outcome run(Options options, std::uint64_t seed, const Watch& watch = {}) {
  const Simulate simulate = simulate_with(options);
  return simulate(options, seed, watch);
}

Tally right_roles(const Options& options, std::uint64_t last) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= last; ++seed) {
    const Outcome outcome = run(options, seed);
    tally += outcome.tally;
    if (!outcome.failure) continue;
    ADD_FAILURE() << "seed " << seed << to_string(options) << ": "
                  << outcome.failure->violation.invariant << ": " << outcome.failure->violation.why;
    break;
  }
  return tally;
}

TEST(StoreClients, AreServedThroughEveryFault) {
  const Tally tally = right_roles(multi(), 200);
  // Each bound is about a third of what was counted when it was written.
  EXPECT_GT(tally.answers, 3000U);
  EXPECT_GT(tally.asked_again, 100U);
  EXPECT_GT(tally.unknown, 50U);
  EXPECT_GT(tally.ballots, 200U);
  EXPECT_GT(tally.acceptor_crashes, 200U);
  EXPECT_GT(tally.proposer_crashes, 200U);
  EXPECT_GT(tally.learner_crashes, 200U);
  EXPECT_EQ(tally.rounds_used_up, 0U);
}

TEST(StoreClients, AreAllAnsweredIfNothingGoesWrong) {
  const Tally tally = right_roles(multi("calm,length=3000"), 20);
  EXPECT_EQ(tally.unknown, 0U);
  // Four requests of the plan and one more of each proposer, in each run.
  EXPECT_EQ(tally.answers, 20U * 6 * StoreClients::commands);
}

TEST(StoreClients, OfOneSeedDoTheSameEveryTime) {
  std::ostringstream narratives[2];
  Outcome outcomes[2];
  for (const std::size_t i : {0U, 1U}) {
    outcomes[i] = run(multi(), 7, {{}, &narratives[i]});
  }
  EXPECT_EQ(narratives[0].str(), narratives[1].str());
  EXPECT_EQ(outcomes[0].tally, outcomes[1].tally);
  EXPECT_THAT(narratives[0].str(), HasSubstr("client 1 asks proposer "));
}

// The traces of a run are what the tools of the other worlds read.
TEST(StoreClients, LeaveTracesThatTheRolesExplain) {
  const tests::Folder folder;
  std::ptrdiff_t further_pages = 0;
  // In these, promises have several pages.
  for (const std::uint64_t seed : {12U, 14U, 15U}) {
    const auto path = folder.path() / std::to_string(seed);
    std::filesystem::create_directories(path);
    run(multi(), seed, {.traces = path});
    const auto trace = trace::read_traces(trace::trace_files({path}));
    further_pages += std::ranges::count_if(trace.events, [](const trace::Event& event) {
      return event.kind == trace::Kind::receive && event.detail.at("type") == "More";
    });
    const auto replayed = trace::replay<Parliament>(trace);
    EXPECT_EQ(replayed.findings.size(), 0U) << replayed.findings.front().what;
    EXPECT_FALSE(replayed.violation);
  }
  EXPECT_GT(further_pages, 0);
}

/// The first failure of a wrong Multi-Paxos, or a wrong server or client of it.
std::string first_failure(std::string_view mutant, std::uint64_t last) {
  Options options = multi();
  options.mutant = mutant;
  // The others would take over from a leader that stops.
  if (mutant == "B24") options.configuration.proposers = 1;
  // Three ballots must each come half way.
  if (mutant == "B05") options.configuration = {3, 2, paxos::QuorumSystem::majority(5)};
  const Simulate simulate = simulate_with(options);
  for (std::uint64_t seed = 1; seed <= last; ++seed) {
    const Outcome outcome = simulate(options, seed, {});
    if (outcome.failure) return outcome.failure->violation.invariant;
  }
  return "none";
}

TEST(StoreClients, AreSuchThatMutantsAreFound) {
  for (const auto& mutant : mutants::mutants) {
    EXPECT_EQ(first_failure(mutant.id, 1000), mutant.violates) << mutant.id;
  }
  for (const auto& mutant : {mutants::local_reads, mutants::plain_retries}) {
    EXPECT_EQ(first_failure(mutant.id, 1000), mutant.violates) << mutant.id;
  }
}

}  // namespace
}  // namespace net::sim::test
