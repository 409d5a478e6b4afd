// Multi-Paxos under the explorer: the right roles survive, with and without reductions, and each
// wrong one is told by the invariant that it should break.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/explore/protocols.hpp"
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
    const bool needs_slots = mutant.id == "B18" || mutant.id == "B22";
    Question asked = multi(2, needs_slots ? 2 : 1, needs_slots ? 0 : 1);
    if (needs_slots) asked.setting.bounds.requests = 2;
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

}  // namespace
}  // namespace net::explore::test
