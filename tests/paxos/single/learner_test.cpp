#include "paxos/single/learner.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "tests/paxos/print_to.hpp"

namespace paxos::single {
namespace {

const Configuration three{2, 1, QuorumSystem::majority(3)};
const Ballot low{1, 1}, middle{1, 2}, high{2, 1};
const Value blue("blue"), green("green");

Learner::Effects learns(const Value& value) {
  return {.timers = {{Timer::inquiry, std::nullopt}}, .learned = value};
}

Learner::Effects inquires(std::vector<NodeId> asked, std::uint32_t attempt) {
  return {.send = {{std::move(asked), Inquire{}}}, .timers = {{Timer::inquiry, attempt}}};
}

/// Tells the learner that acceptor `number` has accepted `proposal`.
Learner::Effects tell(Learner& role, std::uint32_t number, const Proposal& proposal) {
  return role.handle(acceptor(number), Accepted{proposal});
}

TEST(Learner, StartsItsInquiryTimer) {
  Learner role(learner(1), three);
  EXPECT_EQ(role.start(), (Learner::Effects{.timers = {{Timer::inquiry, 0}}}));
}

TEST(Learner, LearnsWhenAMajorityHasAcceptedOneProposal) {
  Learner role(learner(1), three);
  EXPECT_EQ(tell(role, 1, {low, blue}), Learner::Effects{});
  EXPECT_EQ(role.learned(), std::nullopt);
  EXPECT_EQ(tell(role, 3, {low, blue}), learns(blue));
  EXPECT_EQ(role.learned(), blue);
}

TEST(Learner, LearnsAnEmptyValue) {
  Learner role(learner(1), three);
  (void)tell(role, 1, {low, Value()});
  EXPECT_EQ(tell(role, 2, {low, Value()}), learns(Value()));
}

TEST(Learner, CountsAnAcceptorOnce) {
  Learner role(learner(1), three);
  EXPECT_EQ(tell(role, 1, {low, blue}), Learner::Effects{});
  EXPECT_EQ(tell(role, 1, {low, blue}), Learner::Effects{});
  EXPECT_EQ(tell(role, 1, {low, blue}), Learner::Effects{});
  EXPECT_EQ(role.learned(), std::nullopt);
}

TEST(Learner, DoesNotAddUpAcceptancesOfDifferentBallots) {
  Learner role(learner(1), three);
  EXPECT_EQ(tell(role, 1, {low, blue}), Learner::Effects{});
  EXPECT_EQ(tell(role, 2, {middle, green}), Learner::Effects{});
  EXPECT_EQ(role.learned(), std::nullopt);
}

TEST(Learner, DoesNotAddUpTheSameValueAcceptedAtDifferentBallots) {
  Learner role(learner(1), three);
  EXPECT_EQ(tell(role, 1, {low, blue}), Learner::Effects{});
  EXPECT_EQ(tell(role, 2, {middle, blue}), Learner::Effects{});
  EXPECT_EQ(tell(role, 3, {high, blue}), Learner::Effects{});
  EXPECT_EQ(role.learned(), std::nullopt);
}

TEST(Learner, LearnsAtALaterBallotOfAnAcceptorThatItHasHeardBefore) {
  Learner role(learner(1), three);
  (void)tell(role, 1, {low, blue});
  (void)tell(role, 2, {middle, green});
  EXPECT_EQ(tell(role, 1, {middle, green}), learns(green));
}

TEST(Learner, IgnoresAnEarlierAcceptanceThatArrivesLate) {
  Learner role(learner(1), three);
  (void)tell(role, 1, {middle, green});
  EXPECT_EQ(tell(role, 1, {low, blue}), Learner::Effects{});
  EXPECT_EQ(tell(role, 2, {low, blue}), Learner::Effects{});
  EXPECT_EQ(role.learned(), std::nullopt) << "it may overlook a choice, and an inquiry finds it";
  EXPECT_EQ(tell(role, 3, {middle, green}), learns(green));
}

TEST(Learner, LearnsTheSameInEveryOrder) {
  std::array<std::uint32_t, 3> order{1, 2, 3};
  do {
    Learner role(learner(1), three);
    EXPECT_EQ(tell(role, order[0], {low, blue}), Learner::Effects{});
    EXPECT_EQ(tell(role, order[1], {low, blue}), learns(blue));
    EXPECT_EQ(tell(role, order[2], {low, blue}), Learner::Effects{});
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Learner, LearnsOnceAndForGood) {
  Learner role(learner(1), three);
  (void)tell(role, 1, {low, blue});
  (void)tell(role, 2, {low, blue});
  const Learner before = role;
  EXPECT_EQ(tell(role, 3, {low, blue}), Learner::Effects{});
  EXPECT_EQ(tell(role, 1, {high, blue}), Learner::Effects{});
  EXPECT_EQ(tell(role, 2, {high, blue}), Learner::Effects{});
  EXPECT_EQ(role, before);
}

TEST(Learner, CountsByThePhaseTwoQuorum) {
  Learner small(learner(1), {1, 1, {5, 4, 2}});
  (void)tell(small, 1, {low, blue});
  EXPECT_EQ(tell(small, 5, {low, blue}), learns(blue));

  Learner large(learner(1), {1, 1, {5, 2, 4}});
  for (const std::uint32_t number : {1U, 2U, 3U}) {
    EXPECT_EQ(tell(large, number, {low, blue}), Learner::Effects{});
  }
  EXPECT_EQ(tell(large, 4, {low, blue}), learns(blue));
}

TEST(Learner, LearnsAtOnceFromAQuorumOfOne) {
  Learner role(learner(1), {1, 1, QuorumSystem::majority(1)});
  EXPECT_EQ(tell(role, 1, {low, blue}), learns(blue));
}

// PMS §2.3: a learner can ask the acceptors what they have accepted.
TEST(Learner, ThatHasHeardNothingAsksTheAcceptorsOnly) {
  Learner role(learner(1), three);
  (void)role.start();
  EXPECT_EQ(role.on_timer(Timer::inquiry), inquires({acceptor(1), acceptor(2), acceptor(3)}, 1));
  EXPECT_EQ(role.on_timer(Timer::inquiry), inquires({acceptor(1), acceptor(2), acceptor(3)}, 2));
}

TEST(Learner, ThatCannotTellAsksTheProposersInTurnToo) {
  Learner role(learner(1), three);
  (void)tell(role, 1, {low, blue});
  (void)tell(role, 2, {middle, blue});
  const auto asked = [](std::uint32_t number) {
    return std::vector<NodeId>{acceptor(1), acceptor(2), acceptor(3), proposer(number)};
  };
  EXPECT_EQ(role.on_timer(Timer::inquiry), inquires(asked(2), 1));
  EXPECT_EQ(role.on_timer(Timer::inquiry), inquires(asked(1), 2));
  EXPECT_EQ(role.on_timer(Timer::inquiry), inquires(asked(2), 3));
}

TEST(Learner, AsksAnotherProposerFirstThanTheLearnerBesideIt) {
  const Configuration two_learners{2, 2, QuorumSystem::majority(3)};
  Learner first(learner(1), two_learners);
  Learner second(learner(2), two_learners);
  for (Learner* role : {&first, &second}) (void)tell(*role, 1, {low, blue});
  EXPECT_EQ(first.on_timer(Timer::inquiry).send.at(0).to.back(), proposer(2));
  EXPECT_EQ(second.on_timer(Timer::inquiry).send.at(0).to.back(), proposer(1));
}

TEST(Learner, AsksTheOnlyProposerThereIs) {
  Learner role(learner(1), {1, 1, QuorumSystem::majority(3)});
  (void)tell(role, 1, {low, blue});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(role.on_timer(Timer::inquiry).send.at(0).to.back(), proposer(1));
  }
}

TEST(Learner, AsksNobodyOnceItKnows) {
  Learner role(learner(1), three);
  (void)tell(role, 1, {low, blue});
  (void)tell(role, 2, {low, blue});
  EXPECT_EQ(role.on_timer(Timer::inquiry), Learner::Effects{});
}

TEST(Learner, IgnoresTimersThatItNeverSet) {
  Learner role(learner(1), three);
  const Learner before = role;
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout), Learner::Effects{});
  EXPECT_EQ(role.on_timer(Timer::back_off), Learner::Effects{});
  EXPECT_EQ(role, before);
}

TEST(Learner, LearnsFromTheAnswersToItsInquiry) {
  Learner role(learner(1), three);
  (void)role.on_timer(Timer::inquiry);
  (void)tell(role, 2, {middle, green});
  EXPECT_EQ(tell(role, 3, {middle, green}), learns(green));
}

TEST(Learner, ForgetsAllInACrashAndAsksAgain) {
  Learner role(learner(1), three);
  (void)tell(role, 1, {low, blue});
  (void)tell(role, 2, {low, blue});
  Learner again(learner(1), three, role.state());
  EXPECT_EQ(again, Learner(learner(1), three));
  EXPECT_EQ(again.start(), (Learner::Effects{.timers = {{Timer::inquiry, 0}}}));
}

}  // namespace
}  // namespace paxos::single
