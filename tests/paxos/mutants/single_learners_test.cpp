// Wrong learners and wrong quorums beside the right ones, both told the same: the mutant does what
// the test is named after, and the right one does not. What comes of it, the worlds find.

#include <cstdint>

#include <gtest/gtest.h>

#include "tests/paxos/mutants/told_the_same.hpp"
#include "tests/paxos/single/proposer_fixture.hpp"

namespace paxos::single::mutants::test {
namespace {

using single::test::nothing;
using single::test::sends_accept;

Learner::Effects learns(const Value& value) {
  return {.timers = {stop_timer(Timer::inquiry)}, .learned = value};
}

TEST(B10, TakesHalfOfTheAcceptorsForAQuorum) {
  const auto step = [](auto role) {
    (void)role.propose(blue);
    return promise(role, 1);
  };
  EXPECT_EQ(step(proposer_of<Right>()), nothing);
  EXPECT_EQ(step(proposer_of<B10>()), sends_accept(5, blue)) << "one of three";

  const auto two_of_four = [](auto role) {
    EXPECT_EQ(accepted(role, 1, {low, blue}), Learner::Effects{});
    return accepted(role, 2, {low, blue});
  };
  EXPECT_EQ(two_of_four(learner_of<Right>(four)), Learner::Effects{});
  EXPECT_EQ(two_of_four(learner_of<B10>(four)), learns(blue));
}

TEST(B11, LearnsFromOneAcceptorHeardTwice) {
  const auto step = [](auto role) {
    EXPECT_EQ(accepted(role, 2, {low, blue}), Learner::Effects{});
    return accepted(role, 2, {low, blue});
  };
  EXPECT_EQ(step(learner_of<Right>()), Learner::Effects{});
  EXPECT_EQ(step(learner_of<B11>()), learns(blue));
}

TEST(B11, TakesARepeatForAnotherAcceptorOnlyIfThereIsOne) {
  auto role = learner_of<B11>(five);
  for (const std::uint32_t from : {1U, 2U}) (void)accepted(role, from, {low, blue});
  for (const std::uint32_t from : {3U, 4U}) (void)accepted(role, from, {high, green});
  (void)accepted(role, 5, {{2, 1}, green});
  const auto before = role;
  EXPECT_EQ(accepted(role, 5, {{2, 1}, green}), Learner::Effects{});
  EXPECT_EQ(role, before) << "all five have been heard";
}

TEST(B15, AddsUpAcceptancesOfDifferentBallots) {
  const auto step = [](auto role, const Proposal& of_1, const Proposal& of_2) {
    EXPECT_EQ(accepted(role, 1, of_1), Learner::Effects{});
    return accepted(role, 2, of_2);
  };
  EXPECT_EQ(step(learner_of<Right>(), {low, blue}, {high, green}), Learner::Effects{});
  EXPECT_EQ(step(learner_of<B15>(), {low, blue}, {high, green}), learns(green));
  EXPECT_EQ(step(learner_of<B15>(), {high, green}, {low, blue}), learns(blue));
}

TEST(A2, TakesAThirdOfTheAcceptorsForAQuorum) {
  const auto message = [](auto role) {
    (void)role.propose(blue);
    EXPECT_EQ(promise(role, 1), nothing);
    return promise(role, 2).send;
  };
  EXPECT_TRUE(message(proposer_of<Right>(five)).empty());
  EXPECT_EQ(message(proposer_of<A2>(five)).size(), 1U) << "two of five";

  const auto one_of_three = [](auto role) { return accepted(role, 3, {low, blue}); };
  EXPECT_EQ(one_of_three(learner_of<Right>()), Learner::Effects{});
  EXPECT_EQ(one_of_three(learner_of<A2>()), learns(blue));
}

TEST(A4, TakesAllAcceptorsForAQuorum) {
  const auto two_promises = [](auto& role) {
    (void)role.propose(blue);
    (void)promise(role, 1);
    return promise(role, 2);
  };
  auto right = proposer_of<Right>();
  EXPECT_EQ(two_promises(right), sends_accept(5, blue));
  auto wrong = proposer_of<A4>();
  EXPECT_EQ(two_promises(wrong), nothing);
  EXPECT_EQ(promise(wrong, 3), sends_accept(5, blue));

  auto learner = learner_of<A4>();
  (void)accepted(learner, 1, {low, blue});
  EXPECT_EQ(accepted(learner, 2, {low, blue}), Learner::Effects{});
  EXPECT_EQ(accepted(learner, 3, {low, blue}), learns(blue));
}

TEST(A5, LearnsWhatTheAcceptorWithTheLargestNumberAccepted) {
  const auto step = [](auto role) {
    EXPECT_EQ(accepted(role, 3, {low, blue}), Learner::Effects{});
    return accepted(role, 1, {high, green});
  };
  EXPECT_EQ(step(learner_of<Right>()), Learner::Effects{});
  EXPECT_EQ(step(learner_of<A5>()), learns(blue));
}

}  // namespace
}  // namespace paxos::single::mutants::test
