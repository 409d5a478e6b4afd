// Multi-Paxos under the explorer: the right roles survive, with and without reductions, and each
// wrong one is told by the invariant that it should break.

#include "paxos/multi/parliament.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/explore/network.hpp"
#include "net/explore/protocol_cast.hpp"
#include "net/explore/protocols.hpp"
#include "net/explore/run.hpp"
#include "net/explore/search.hpp"
#include "net/explore/table_of.hpp"
#include "net/explore/telling.hpp"
#include "net/trace/lines.hpp"
#include "net/trace/replay.hpp"
#include "paxos/mutants/multi.hpp"
#include "tests/net/explore/questions.hpp"
#include "tests/net/trace/run.hpp"

namespace net::explore::test {
namespace {

/// Three acceptors and no learner; each proposer has a ballot, and some requests.
Question multi(std::uint32_t proposers, std::uint32_t slots, std::uint32_t crashes) {
  Question asked = question(proposers);
  asked.protocol = "multi";
  asked.setting.configuration.learners = 0;
  asked.setting.configuration.window = asked.setting.bounds.slots = slots;
  asked.setting.bounds.crashes = crashes;
  return asked;
}

TEST(Parliament, IsExhaustedInTwoSlotsWithAndWithoutReductions) {
  for (const auto& reductions : all_reductions()) {
    SCOPED_TRACE(to_string(reductions));
    Question asked = multi(1, 2, 0);
    asked.setting.bounds.requests = 2;
    asked.setting.reductions = reductions;
    EXPECT_EQ(outcome(ask(asked)), "exhausted");
  }
}

TEST(Parliament, IsExhaustedWithALeaderChange) {
  const Verdict verdict = ask(multi(2, 1, 0));
  EXPECT_EQ(outcome(verdict), "exhausted");
  EXPECT_THAT(verdict.notes, testing::IsEmpty());
}

TEST(Parliament, KeepsItsInvariantsIfALearnerListens) {
  Question asked = multi(1, 2, 1);
  asked.setting.configuration.learners = 1;
  EXPECT_EQ(outcome(ask(asked)), "exhausted");
}

TEST(Parliament, MutantsBreakWhatTheySay) {
  const trace::Folder folder;
  for (const auto& mutant : paxos::multi::mutants::mutants) {
    SCOPED_TRACE(mutant.id);
    // The simulator shows these: no state alone shows the first, B05 needs three ballots, A6 a
    // promise of several pages, and the last two slots and two snapshots.
    if (mutant.violates == paxos::mutants::liveness) continue;
    constexpr std::array<std::string_view, 5> too_much{"B05", "A6", "S1", "S4", "S5"};
    if (std::ranges::find(too_much, mutant.id) != too_much.end()) continue;
    const bool needs_slots = mutant.id == "B18" || mutant.id == "B22";
    Question asked = multi(2, needs_slots ? 2 : 1, needs_slots ? 0 : 1);
    if (needs_slots) asked.setting.bounds.requests = 2;
    if (mutant.id == "S3") {
      asked.setting.bounds.snapshots = asked.setting.bounds.inquiries = 1;
      asked.setting.bounds.crashes = 0;
    }
    asked.mutant = mutant.id;
    asked.folder = folder.path() / std::string(mutant.id);
    EXPECT_EQ(outcome(ask(asked)), mutant.violates);
  }
}

TEST(Parliament, ReplaysTheTraceOfACounterexample) {
  const trace::Folder folder;
  Question asked = multi(2, 1, 0);
  asked.mutant = "B21";
  asked.folder = folder.path() / "run";
  ASSERT_EQ(outcome(ask(asked)), "P2c");
  const auto recorded = protocol_named("multi").read_recorded({asked.folder}, std::nullopt);
  EXPECT_THAT(recorded->report(), testing::HasSubstr("P2c is violated"));
  EXPECT_FALSE(recorded->is_as_it_should_be());
}

/// Writes the traces of one proposer that has slot 1 chosen by one acceptor, crashes, and campaigns
/// again. `crash` is the kind of crash.
void tell_a_crash(std::uint32_t crash, const std::filesystem::path& folder) {
  Question asked = multi(1, 1, 1);
  asked.setting.configuration.quorums = paxos::QuorumSystem::majority(1);
  set_ballots(asked.setting, 2);
  asked.setting.reductions = no_reductions;
  const auto cast = protocol_named("multi").make_cast("", asked.setting);
  NetworkModel model(*cast, asked.setting.bounds, {}, no_reductions);
  Walk walk(model);
  Telling telling(folder);
  for (std::uint32_t place = 0; place < 2; ++place) cast->tell_start(place, telling);
  const auto take = [&](Action::Kind kind, std::uint32_t place, std::uint32_t which = 0) {
    const State before = walk.state();
    const auto action = walk.take([&](const Action& one, const Step& step) {
      return one.kind == kind && one.place == place && one.which == which && !step.changes.empty();
    });
    ASSERT_TRUE(action);
    cast->tell(before.locals[place], *action, telling);
  };
  constexpr std::uint32_t proposer = 0, acceptor = 1;
  take(Action::request, proposer);
  take(Action::timeout, proposer);  // It campaigns,
  take(Action::deliver, acceptor);
  take(Action::deliver, proposer);  // leads,
  take(Action::deliver, acceptor);
  take(Action::deliver, proposer);  // learns slot 1,
  take(Action::crash, proposer, crash);
  take(Action::timeout, proposer);  // and campaigns again.
}

TEST(Parliament, TellsWhatACrashLeavesOfTheLog) {
  for (const std::uint32_t crash : {0U, 1U}) {
    SCOPED_TRACE(crash);
    const trace::Folder folder;
    tell_a_crash(crash, folder.path());
    const auto replayed = trace::replay<paxos::multi::Parliament>(
        trace::read_traces(trace::trace_files({folder.path()})));
    EXPECT_THAT(replayed.findings, testing::IsEmpty());
    EXPECT_FALSE(replayed.violation);
    const auto& process = replayed.proposers.at(paxos::proposer(1));
    EXPECT_EQ(process.durable.chosen.first_unchosen().number, crash == 0 ? 1U : 2U);
    const auto& last = std::get<paxos::multi::Campaigning>(process.role->phase());
    EXPECT_EQ(last.from.number, crash == 0 ? 1U : 2U);
  }
}

TEST(Parliament, IsExhaustedWithANarrowWindow) {
  Question asked = multi(1, 2, 1);
  asked.setting.bounds.requests = 2;
  asked.setting.configuration.window = 1;
  EXPECT_EQ(outcome(ask(asked)), "exhausted");
}

/// A leader that goes one slot further than it may.
class OverrunsItsWindow : public paxos::multi::Proposer {
 public:
  OverrunsItsWindow(paxos::NodeId self, paxos::Configuration configuration, State recovered = {})
      : Proposer(self, wider(configuration), std::move(recovered)) {}

 private:
  static paxos::Configuration wider(paxos::Configuration configuration) {
    ++configuration.window;
    return configuration;
  }
  BOOST_DESCRIBE_CLASS(OverrunsItsWindow, (paxos::multi::Proposer), (), (), ())
};

TEST(Parliament, SeesALeaderThatOverrunsItsWindow) {
  using paxos::multi::Parliament;
  Question asked = multi(1, 2, 0);
  asked.setting.bounds.requests = 2;
  asked.setting.configuration.window = 1;
  ProtocolCast<Parliament> cast(
      asked.setting, [](const Setting& setting, Tables<Parliament>& tables) {
        return ProtocolCast<Parliament>::RoleTables{
            std::make_unique<TableOf<Parliament, OverrunsItsWindow>>(setting, tables),
            std::make_unique<TableOf<Parliament, paxos::multi::Acceptor>>(setting, tables),
            std::make_unique<TableOf<Parliament, paxos::multi::Learner>>(setting, tables)};
      });
  NetworkModel model(cast, asked.setting.bounds, {}, asked.setting.reductions);
  const std::atomic<bool> never = false;
  const Result result = search(model, asked.limits, never, [](const Progress&) {});
  ASSERT_TRUE(result.counterexample);
  EXPECT_EQ(result.counterexample->violation.invariant, "R5");
}

}  // namespace
}  // namespace net::explore::test
