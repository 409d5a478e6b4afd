#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/sim/simulate.hpp"
#include "net/trace/history.hpp"
#include "net/trace/reader.hpp"
#include "paxos/single/synod.hpp"
#include "tests/folder.hpp"
#include "tests/net/sim/wrong_roles.hpp"

namespace net::sim::test {
namespace {

using paxos::Configuration;
using paxos::QuorumSystem;

Tally right_roles(const Options& options, std::uint64_t first, std::uint64_t last) {
  Tally tally;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const Outcome outcome = simulate<Synod, Roles<>>(options, seed);
    tally += outcome.tally;
    if (!outcome.failure) continue;
    ADD_FAILURE() << "seed " << seed << to_string(options) << ": "
                  << outcome.failure->violation.invariant << ": " << outcome.failure->violation.why;
    break;
  }
  return tally;
}

TEST(Simulation, OfOneSeedIsTheSameEveryTime) {
  const Options options;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const tests::Folder folder;
    std::map<std::string, std::string> traces[2];
    std::ostringstream narratives[2];
    Outcome outcomes[2];
    for (const std::size_t i : {0U, 1U}) {
      const auto path = folder.path() / std::to_string(i);
      std::filesystem::create_directories(path);
      outcomes[i] = simulate<Synod, Roles<>>(options, seed, {path, &narratives[i]});
      traces[i] = tests::all_contents(path);
    }
    EXPECT_EQ(traces[0].size(), 7U);
    EXPECT_EQ(traces[0], traces[1]);
    EXPECT_EQ(narratives[0].str(), narratives[1].str());
    EXPECT_EQ(outcomes[0].tally, outcomes[1].tally);
    EXPECT_EQ(outcomes[0].tally, (simulate<Synod, Roles<>>(options, seed).tally))
        << "that it is recorded changes nothing";
  }
}

// The traces of a run are those that the real processes write, and the tools that read those find
// in them what the simulation itself has seen.
TEST(Simulation, WritesTracesThatHoldItsHistory) {
  const tests::Folder folder;
  const Outcome outcome = simulate<Synod, Roles<>>(with_faults("crashes"), 3, {folder.path()});
  const auto trace = trace::read_traces(trace::trace_files({folder.path()}));
  EXPECT_TRUE(trace.notes.empty()) << trace.notes.front();
  const auto history = trace::history_of(trace);
  EXPECT_EQ(Synod::violated(history, paxos::Configuration{2, 2, QuorumSystem::majority(3)}),
            std::nullopt);
  EXPECT_EQ(history.learned.size(), 4U);
  std::uint64_t crashes = 0;
  for (const auto& event : trace.events) crashes += event.kind == trace::Kind::crash;
  EXPECT_GT(crashes, 2U);
  EXPECT_EQ(crashes, outcome.tally.acceptor_crashes + outcome.tally.proposer_crashes +
                         outcome.tally.learner_crashes);
}

TEST(Simulation, HasEveryFaultInTheProfileAll) {
  const Tally tally = right_roles({}, 1, 300);
  // Each bound is about a third of what was counted when it was written.
  EXPECT_GT(tally.dropped, 360U);
  EXPECT_GT(tally.duplicated, 900U);
  EXPECT_GT(tally.held, 200U);
  EXPECT_GT(tally.overtaken, 380U);
  EXPECT_GT(tally.refused_frames, 100U);
  EXPECT_GT(tally.cut_off, 280U);
  EXPECT_GT(tally.to_the_dead, 460U);
  EXPECT_GT(tally.acceptor_crashes, 250U);
  EXPECT_GT(tally.proposer_crashes, 200U);
  EXPECT_GT(tally.learner_crashes, 150U);
  EXPECT_GT(tally.restarts, 580U);
  EXPECT_GT(tally.commits_lost, 75U);
  EXPECT_GT(tally.commits_unanswered, 75U);
  EXPECT_GT(tally.partitions, 350U);
  EXPECT_GT(tally.time_outs, 400U);
  EXPECT_GT(tally.refusals, 500U);
  EXPECT_GT(tally.decided_by_one_ballot, 14U);
  EXPECT_GT(tally.decided_by_several, 85U);
  EXPECT_EQ(tally.decided_by_one_ballot + tally.decided_by_several, tally.runs);
  EXPECT_EQ(tally.delivered_altered, 0U);
  EXPECT_EQ(tally.rounds_used_up, 0U);
}

TEST(Simulation, DecidesByItsFirstBallotIfOneClientAsksAndNothingGoesWrong) {
  const Tally tally = right_roles(with_faults("calm,requests=1"), 1, 50);
  EXPECT_EQ(tally.decided_by_one_ballot, 50U);
  EXPECT_EQ(tally.dropped + tally.duplicated + tally.held + tally.corrupted + tally.cut_off, 0U);
  EXPECT_EQ(tally.acceptor_crashes + tally.proposer_crashes + tally.learner_crashes, 0U);
}

TEST(Simulation, TheRightRolesSurviveEveryProfile) {
  for (const auto& profile : all_profiles()) {
    right_roles(with_faults(std::string(profile.name)), 1, 100);
  }
}

TEST(Simulation, TheRightRolesSurviveInClustersOfEverySize) {
  for (const auto& configuration :
       {Configuration{2, 2, QuorumSystem::majority(3)},
        Configuration{3, 2, QuorumSystem::majority(5)}, Configuration{2, 1, {5, 4, 2}},
        Configuration{2, 1, {3, 3, 1}}, Configuration{3, 1, {5, 2, 4}},
        Configuration{1, 1, QuorumSystem::majority(1)},
        Configuration{2, 1, QuorumSystem::majority(4)}}) {
    Options options;
    options.configuration = configuration;
    right_roles(options, 1, 300);
  }
}

TEST(Simulation, InLockstepProposersThatRetryAtOnceDuelForEver) {
  const auto options = with_faults("lockstep");
  const auto naive = simulate<Synod, Roles<Synod::Acceptor, RetriesAtOnce>>(options, 1);
  ASSERT_TRUE(naive.failure);
  EXPECT_TRUE(naive.failure->liveness);
  EXPECT_EQ(naive.failure->violation.invariant, "liveness");
  EXPECT_THAT(
      naive.failure->violation.why,
      testing::HasSubstr("proposer 1, proposer 2, learner 1, learner 2 still did not know"));
  EXPECT_GT(naive.tally.ballots, 1000U) << "they preempt each other";
  right_roles(options, 1, 20);
}

TEST(Simulation, NoticesAPromiseThatARestartHasForgotten) {
  const auto found = first_failure<Roles<ForgetsItsPromise>>(with_faults("crashes"), 300);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->second.liveness);
  EXPECT_EQ(found->second.violation.invariant, "P1a");
}

TEST(Simulation, NoticesABallotThatIsUsedTwice) {
  const auto found =
      first_failure<Roles<Synod::Acceptor, ForgetsItsRounds>>(with_faults("all"), 3000);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->second.liveness);
}

TEST(Simulation, NoticesAnAnswerThatIsNotDurable) {
  const auto found = first_failure<Roles<AnswersBeforeItPersists>>(with_faults("calm"), 10);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->second.violation.invariant, "remembers");
}

TEST(Simulation, NoticesALearnerThatIsLeftBehind) {
  const auto found =
      first_failure<Roles<Synod::Acceptor, Synod::Proposer, NeverAsks>>(with_faults("lossy"), 100);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->second.liveness);
  EXPECT_THAT(found->second.violation.why, testing::HasSubstr("learner"));
}

/// A protocol in which a request is answered by nothing but what it asked for.
struct ManyRequests : Synod {
  static Request request(std::uint64_t number, const std::string& text) {
    return Request(text + " " + std::to_string(number));
  }
  static bool answers(const Learned& learned, const Request& request) { return learned == request; }
};

// Single-decree Paxos chooses one value, so that it fails those who asked for another.
TEST(Simulation, DemandsThatEachRequestIsLearned) {
  Options options = with_faults("calm,requests=0");
  options.configuration.proposers = 1;
  EXPECT_EQ((simulate<ManyRequests, Roles<>>(options, 1).failure), std::nullopt);
  options.configuration.proposers = 2;
  const auto failure = simulate<ManyRequests, Roles<>>(options, 1).failure;
  ASSERT_TRUE(failure);
  EXPECT_TRUE(failure->liveness);
  EXPECT_THAT(failure->violation.why, testing::HasSubstr("learner 1, learner 2 still did not"));
}

// Its proposer has crashed, and nobody can know what came of it.
TEST(Simulation, DemandsNoAnswerToARequestThatIsLost) {
  Options options = with_faults("calm,requests=1,crashes=40");
  options.configuration = {1, 1, QuorumSystem::majority(1)};
  int lost = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Outcome outcome = simulate<ManyRequests, Roles<>>(options, seed);
    lost += !outcome.failure && outcome.tally.requests > 1;
  }
  EXPECT_GT(lost, 0);
}

/// Its timer runs for ever, as a leader's would.
struct Restless : Synod::Learner {
  using Learner::Learner;

  Effects start() {
    Effects effects = Learner::start();
    effects.timers = {paxos::start_timer(paxos::single::Timer::inquiry, 0)};
    return effects;
  }
  Effects handle(NodeId from, const paxos::single::Accepted& message) {
    Effects effects = Learner::handle(from, message);
    effects.timers.clear();
    return effects;
  }
  Effects on_timer(paxos::single::Timer) { return start(); }
};

TEST(Simulation, EndsOnceAllIsLearnedAndNothingIsLate) {
  using RestlessRoles = Roles<Synod::Acceptor, Synod::Proposer, Restless>;
  const Outcome outcome = simulate<Synod, RestlessRoles>(with_faults("lossy"), 1);
  EXPECT_EQ(outcome.failure, std::nullopt);
  EXPECT_LT(outcome.tally.microseconds, 5'000'000U);
  EXPECT_GT(outcome.tally.microseconds, 2'000'000U) << "what is held back may come until then";
}

TEST(Simulation, NoticesAMessageThatItsSenderMayNotSend) {
  const auto found = first_failure<Roles<Synod::Acceptor, Synod::Proposer, SpeaksOutOfTurn>>(
      with_faults("calm"), 1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->second.violation.invariant, "wire");
  EXPECT_THAT(found->second.violation.why, testing::HasSubstr("may not send Prepare"));
}

TEST(Simulation, NoticesDamageThatNobodyChecks) {
  Options options = with_faults("corrupt");
  options.unchecked_frames = true;
  std::set<std::string> violated;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const auto failure = simulate<Synod, Roles<>>(options, seed).failure;
    if (failure) violated.insert(failure->violation.invariant);
  }
  EXPECT_TRUE(violated.contains("validity"));
}

TEST(Simulation, AProposerWithoutRoundsStopsAndIsExcused) {
  Options options = with_faults("calm");
  options.first_round = paxos::Ballot::max_round - 1;
  const Tally tally = right_roles(options, 1, 50);
  EXPECT_GT(tally.rounds_used_up, 0U);
  options.first_round = paxos::Ballot::max_round;
  EXPECT_EQ(right_roles(options, 1, 10).rounds_used_up, 20U) << "both, in every run";
}

TEST(Simulation, KeepsOfItsPlanWhatItIsTold) {
  Options options = with_faults("crashes");
  const auto crashes = [&] {
    const Tally tally = simulate<Synod, Roles<>>(options, 3).tally;
    return tally.acceptor_crashes + tally.proposer_crashes + tally.learner_crashes;
  };
  EXPECT_GT(crashes(), 1U);
  options.keep.emplace();
  EXPECT_EQ(crashes(), 0U);
  const auto plan = make_plan(options.configuration, options.faults.knobs, 3);
  for (std::uint32_t i = 0; i < plan.size(); ++i) {
    const auto* crash = std::get_if<Crash>(&plan[i].what);
    if (crash && !crash->in_commit) options.keep = {i};
  }
  EXPECT_EQ(crashes(), 1U);
}

}  // namespace
}  // namespace net::sim::test
