// The proposer under contention and loss: Nacks, back-off, time-outs; and the ballots that it runs
// for a learner (PMS §2.3).

#include <gtest/gtest.h>

#include "tests/paxos/single/proposer_fixture.hpp"

namespace paxos::single::test {
namespace {

using ProposerRetryTest = ProposerFixture;
using ProposerInquiryTest = ProposerFixture;

TEST_F(ProposerRetryTest, BacksOffWhenPreemptedInPhaseOne) {
  propose(blue);
  EXPECT_EQ(nack({1, 1}, {1, 2}), backs_off(0));
  EXPECT_EQ(role.phase(), Proposer::Phase{BackingOff{1}});
}

TEST_F(ProposerRetryTest, BacksOffWhenPreemptedInPhaseTwo) {
  reach_phase2();
  EXPECT_EQ(nack({1, 1}, {3, 2}), backs_off(0));
  EXPECT_EQ(role.phase(), Proposer::Phase{BackingOff{3}});
}

TEST_F(ProposerRetryTest, TriesAboveTheBallotThatPreemptedIt) {
  propose(blue);
  (void)nack({1, 1}, {7, 2});
  EXPECT_EQ(role.on_timer(Timer::back_off), prepares(8, 1));
}

TEST_F(ProposerRetryTest, StillWantsItsClientsValueAfterBackingOff) {
  reach_phase2();
  (void)nack({1, 1}, {2, 2});
  (void)role.on_timer(Timer::back_off);
  (void)promise(1, {3, 1});
  EXPECT_EQ(promise(2, {3, 1}), sends_accept(3, blue));
}

TEST_F(ProposerRetryTest, ForgetsThePromisesOfTheBallotThatItAbandoned) {
  role = Proposer(proposer(1), three, {4});
  propose(blue);
  (void)promise(1, {5, 1}, Proposal{{1, 2}, green});
  (void)role.on_timer(Timer::ballot_timeout);
  EXPECT_EQ(promise(2, {6, 1}), nothing);
  EXPECT_EQ(promise(3, {6, 1}), sends_accept(6, blue));
}

TEST_F(ProposerRetryTest, WaitsLongerWithEveryPreemption) {
  propose(blue);
  EXPECT_EQ(nack({1, 1}, {1, 2}), backs_off(0));
  EXPECT_EQ(role.on_timer(Timer::back_off), prepares(2, 1));
  EXPECT_EQ(nack({2, 1}, {2, 2}), backs_off(1));
  EXPECT_EQ(role.on_timer(Timer::back_off), prepares(3, 2));
}

TEST_F(ProposerRetryTest, IgnoresANackThatNamesItsOwnBallot) {
  propose(blue);
  EXPECT_EQ(nack({1, 1}, {1, 1}), nothing) << "its Prepare came twice";
  EXPECT_TRUE(in<Preparing>());
  (void)promise(1, {1, 1});
  EXPECT_EQ(promise(2, {1, 1}), sends_accept(1, blue)) << "and the Nack was no promise";
  EXPECT_EQ(nack({1, 1}, {1, 1}), nothing);
  EXPECT_TRUE(in<Accepting>());
}

TEST_F(ProposerRetryTest, DoesNotCountANackAsAPromise) {
  propose(blue);
  EXPECT_EQ(promise(1, {1, 1}), nothing);
  EXPECT_EQ(nack({1, 1}, {1, 1}), nothing);
  EXPECT_TRUE(in<Preparing>());
}

TEST_F(ProposerRetryTest, IgnoresANackOfAnOlderBallot) {
  propose(blue);
  (void)role.on_timer(Timer::ballot_timeout);
  const Proposer before = role;
  EXPECT_EQ(nack({1, 1}, {9, 2}), nothing);
  EXPECT_EQ(role, before);
}

TEST_F(ProposerRetryTest, IgnoresANackThatPromisesLessThanItsBallot) {
  role = Proposer(proposer(1), three, {4});
  propose(blue);
  EXPECT_EQ(nack({5, 1}, {4, 2}), nothing);
  EXPECT_TRUE(in<Preparing>());
}

TEST_F(ProposerRetryTest, IgnoresASecondNackWhileItBacksOff) {
  propose(blue);
  (void)nack({1, 1}, {2, 2});
  const Proposer before = role;
  EXPECT_EQ(nack({1, 1}, {2, 2}), nothing);
  EXPECT_EQ(nack({1, 1}, {5, 2}), nothing);
  EXPECT_EQ(role, before);
}

TEST_F(ProposerRetryTest, IgnoresANackWhenIdle) {
  EXPECT_EQ(nack({1, 1}, {2, 2}), nothing);
  EXPECT_TRUE(in<Idle>());
  reach_choice();
  EXPECT_EQ(nack({1, 1}, {2, 2}), nothing);
  EXPECT_TRUE(in<Idle>());
}

TEST_F(ProposerRetryTest, IgnoresPromisesAndAcceptancesOfTheBallotThatItAbandoned) {
  reach_phase2();
  (void)nack({1, 1}, {2, 2});
  const Proposer before = role;
  EXPECT_EQ(promise(3, {1, 1}), nothing);
  EXPECT_EQ(accepted(1, {{1, 1}, blue}), nothing);
  EXPECT_EQ(accepted(2, {{1, 1}, blue}), nothing);
  EXPECT_EQ(role, before);
}

TEST_F(ProposerRetryTest, TriesAHigherBallotWhenPhaseOneTimesOut) {
  propose(blue);
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout), prepares(2, 1));
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout), prepares(3, 2));
}

TEST_F(ProposerRetryTest, TriesAHigherBallotWhenPhaseTwoTimesOut) {
  reach_phase2();
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout), prepares(2, 1));
  EXPECT_TRUE(in<Preparing>());
}

TEST_F(ProposerRetryTest, IgnoresTimersOfAPhaseThatIsOver) {
  for (const auto timer : {Timer::ballot_timeout, Timer::back_off, Timer::inquiry}) {
    EXPECT_EQ(role.on_timer(timer), nothing) << "idle";
  }
  propose(blue);
  EXPECT_EQ(role.on_timer(Timer::back_off), nothing);
  EXPECT_EQ(role.on_timer(Timer::inquiry), nothing);
  EXPECT_TRUE(in<Preparing>());
  (void)nack({1, 1}, {2, 2});
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout), nothing);
  EXPECT_EQ(role.on_timer(Timer::inquiry), nothing);
  EXPECT_TRUE(in<BackingOff>());
}

TEST_F(ProposerRetryTest, StartsFromTheShortestWaitAfterSuccess) {
  propose(blue);
  (void)role.on_timer(Timer::ballot_timeout);
  (void)promise(1, {2, 1});
  (void)promise(2, {2, 1});
  (void)accepted(1, {{2, 1}, blue});
  (void)accepted(2, {{2, 1}, blue});
  EXPECT_EQ(inquire(), prepares(3, 0));
}

TEST_F(ProposerRetryTest, DoesNotTakeASecondClientsValueWhileItBacksOff) {
  propose(blue);
  (void)nack({1, 1}, {2, 2});
  EXPECT_EQ(role.propose(green), nothing);
  EXPECT_TRUE(in<BackingOff>());
}

TEST_F(ProposerInquiryTest, RunsABallotForALearner) {
  role = Proposer(proposer(1), three, {4});
  EXPECT_EQ(inquire(), prepares(5, 0));
  (void)promise(1, {5, 1}, Proposal{{1, 2}, green});
  EXPECT_EQ(promise(2, {5, 1}), sends_accept(5, green));
  (void)accepted(1, {{5, 1}, green});
  EXPECT_EQ(accepted(2, {{5, 1}, green}), ends(green));
}

TEST_F(ProposerInquiryTest, StopsIfThePromisesReportNothing) {
  (void)inquire();
  (void)promise(1, {1, 1});
  EXPECT_EQ(promise(2, {1, 1}), ends());
  EXPECT_TRUE(in<Idle>());
  EXPECT_EQ(role.learned(), std::nullopt);
}

TEST_F(ProposerInquiryTest, RunsABallotEvenIfItKnowsTheChoice) {
  reach_choice();
  EXPECT_EQ(inquire(), prepares(2, 0)) << "the acceptors tell the learner, not the proposer";
}

TEST_F(ProposerInquiryTest, WhileABallotIsUnderWayNeedsNoOther) {
  propose(blue);
  EXPECT_EQ(inquire(), nothing);
  (void)promise(1, {1, 1});
  (void)promise(2, {1, 1});
  EXPECT_EQ(inquire(), nothing);
  (void)nack({1, 1}, {2, 2});
  EXPECT_EQ(inquire(), nothing);
  EXPECT_TRUE(in<BackingOff>());
}

TEST_F(ProposerInquiryTest, GivesUpWhenPreempted) {
  (void)inquire();
  EXPECT_EQ(nack({1, 1}, {2, 2}), ends());
  EXPECT_TRUE(in<Idle>());
}

TEST_F(ProposerInquiryTest, GivesUpWhenItTimesOutInEitherPhase) {
  role = Proposer(proposer(1), three, {4});
  (void)inquire();
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout), ends());
  EXPECT_TRUE(in<Idle>());

  (void)inquire();
  (void)promise(1, {6, 1}, Proposal{{1, 2}, green});
  (void)promise(2, {6, 1});
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout), ends());
  EXPECT_TRUE(in<Idle>());
}

TEST_F(ProposerInquiryTest, ServesAClientThatComesInPhaseOneWithTheSameBallot) {
  (void)inquire();
  EXPECT_EQ(role.propose(blue), nothing);
  (void)promise(1, {1, 1});
  EXPECT_EQ(promise(2, {1, 1}), sends_accept(1, blue));
}

TEST_F(ProposerInquiryTest, ServesAClientThatComesInPhaseTwoWithWhatIsChosen) {
  role = Proposer(proposer(1), three, {4});
  (void)inquire();
  (void)promise(1, {5, 1}, Proposal{{1, 2}, green});
  (void)promise(2, {5, 1});
  EXPECT_EQ(role.propose(blue), nothing);
  (void)accepted(1, {{5, 1}, green});
  EXPECT_EQ(accepted(2, {{5, 1}, green}), ends(green));
}

TEST_F(ProposerInquiryTest, KeepsTryingForAClientThatCameMeanwhile) {
  (void)inquire();
  (void)role.propose(blue);
  EXPECT_EQ(nack({1, 1}, {2, 2}), backs_off(0));
  EXPECT_EQ(role.on_timer(Timer::back_off), prepares(3, 1));
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout), prepares(4, 2));
}

}  // namespace
}  // namespace paxos::single::test
