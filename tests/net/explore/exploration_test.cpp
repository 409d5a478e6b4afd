// The explorer with the right roles: what it counts, and that what its hotspots are.

#include "net/explore/exploration.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/explore/plain_world.hpp"
#include "tests/net/explore/questions.hpp"

namespace net::explore::test {
namespace {

using testing::IsSupersetOf;

/// The states of a question without reductions, by the explorer and plainly.
void expect_the_same_count(Question question) {
  question.setting.reductions = no_reductions;
  const Verdict verdict = ask(question);
  EXPECT_EQ(outcome(verdict), "exhausted");
  EXPECT_EQ(verdict.result.distinct, PlainWorld(question.setting).all().size());
  EXPECT_EQ(verdict.result.images, 1U);
}

TEST(Exploration, CountsAsManyStatesAsAPlainEnumeration) {
  Question asked = question(1);
  expect_the_same_count(asked);
  asked.setting.bounds.crashes = 1;
  expect_the_same_count(asked);
  asked.setting.configuration = {1, 0, paxos::QuorumSystem::majority(2)};
  set_ballots(asked.setting, 2);
  expect_the_same_count(asked);
}

TEST(Exploration, CountsAsManyStatesOfABagAsAPlainEnumeration) {
  Question asked = question(1);
  asked.setting.configuration.quorums = paxos::QuorumSystem::majority(2);
  asked.setting.bounds.network = Network::bag;
  expect_the_same_count(asked);
  asked.setting.bounds.drops = 1;
  asked.setting.bounds.duplicates = 1;
  asked.setting.bounds.crashes = 1;
  expect_the_same_count(asked);
}

TEST(Exploration, CountsAsManyStatesOfTwoProposersAsAPlainEnumeration) {
  Question asked = question(2);
  asked.setting.configuration.learners = 0;
  asked.setting.configuration.quorums = paxos::QuorumSystem::majority(2);
  expect_the_same_count(asked);
}

TEST(Exploration, CountsTheSameInEveryRunAndWithAnyThreads) {
  Question asked = question(2);
  asked.setting.reductions.symmetry = false;
  asked.setting.bounds.crashes = 1;
  const Verdict first = ask(asked);
  EXPECT_EQ(outcome(first), "exhausted");
  for (const unsigned threads : {1, 2}) {
    asked.limits.threads = threads;
    const Verdict again = ask(asked);
    EXPECT_EQ(again.result.distinct, first.result.distinct);
    EXPECT_EQ(again.result.generated, first.result.generated);
    EXPECT_EQ(again.result.levels, first.result.levels);
  }
}

TEST(Exploration, CountsWhatItHasAlwaysCounted) {
  Question asked = question(1);
  asked.setting.bounds.crashes = 1;
  asked.setting.reductions = no_reductions;
  EXPECT_EQ(ask(asked).result.distinct, 7797U);
  EXPECT_EQ(ask(asked).result.levels.size(), 19U);

  asked = question(2);
  asked.setting.configuration = {2, 0, paxos::QuorumSystem::majority(2)};
  asked.setting.reductions = no_reductions;
  EXPECT_EQ(ask(asked).result.distinct, 15'828U);
  EXPECT_EQ(ask(asked).result.levels.size(), 25U);
}

// Without Nacks, plainly: the different states that are left when they are struck out.
TEST(Hotspots, CountTheStatesThatAreToldApartWithoutAField) {
  Question asked = question(2);
  asked.setting.configuration = {2, 0, paxos::QuorumSystem::majority(2)};
  asked.setting.reductions = no_reductions;
  asked.hotspots = true;
  const Verdict verdict = ask(asked);
  EXPECT_EQ(verdict.result.distinct, 15'828U);

  std::set<std::string> without_nacks;
  for (PlainState& state : PlainWorld(asked.setting).all()) {
    std::erase_if(state.messages, [](const auto& flight) {
      return std::holds_alternative<paxos::single::Nack>(flight.message);
    });
    without_nacks.insert(state.bytes());
  }
  const auto hotspot = std::ranges::find(verdict.hotspots, "Nack messages", &Hotspot::field);
  ASSERT_NE(hotspot, verdict.hotspots.end());
  EXPECT_EQ(hotspot->states, without_nacks.size());
  EXPECT_LT(hotspot->states, verdict.result.distinct);
}

TEST(Hotspots, ComeWorstFirstAndNameEveryField) {
  Question asked = question(2);
  asked.setting.reductions.symmetry = false;
  asked.hotspots = true;
  asked.limits.states = 5000;
  const Verdict verdict = ask(asked);
  EXPECT_TRUE(std::ranges::is_sorted(verdict.hotspots, {}, &Hotspot::states));
  std::vector<std::string> fields;
  for (const auto& [field, states] : verdict.hotspots) {
    fields.push_back(field);
    EXPECT_GT(states, 0U);
    EXPECT_LE(states, verdict.result.distinct);
  }
  EXPECT_THAT(fields, IsSupersetOf({"Proposer.phase_", "Proposer.state_.highest_round",
                                    "Acceptor.state_.promised", "Acceptor.state_.accepted",
                                    "Learner.accepted_", "Learner timers", "Nack messages"}));
}

}  // namespace
}  // namespace net::explore::test
