// The proposer without contention: both phases, and its rounds. Retries are in
// proposer_retry_test.cpp.

#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/paxos/single/proposer_fixture.hpp"

namespace paxos::single::test {
namespace {

using ProposerTest = ProposerFixture;

TEST_F(ProposerTest, StartsIdle) {
  EXPECT_EQ(role.start(), nothing);
  EXPECT_TRUE(in<Idle>());
}

TEST_F(ProposerTest, PreparesAtAllAcceptorsForAClientAndRecordsTheRoundFirst) {
  EXPECT_EQ(role.propose(blue), prepares(1, 0));
  EXPECT_TRUE(in<Preparing>());
}

TEST_F(ProposerTest, RunsOneBallotForTwoClients) {
  propose(blue);
  EXPECT_EQ(role.propose(green), nothing);
  (void)promise(1, {1, 1});
  EXPECT_EQ(promise(2, {1, 1}), sends_accept(1, blue)) << "the first client's value";
}

TEST_F(ProposerTest, ProposesItsOwnValueIfTheQuorumReportsNone) {
  propose(blue);
  EXPECT_EQ(promise(1, {1, 1}), nothing);
  EXPECT_EQ(promise(3, {1, 1}), sends_accept(1, blue));
  EXPECT_TRUE(in<Accepting>());
}

TEST_F(ProposerTest, TakesTheReportedValue) {
  role = Proposer(proposer(1), three, {4});
  propose(blue);
  (void)promise(1, {5, 1}, Proposal{{2, 2}, green});
  EXPECT_EQ(promise(2, {5, 1}), sends_accept(5, green));
}

TEST_F(ProposerTest, TakesTheReportedValueOfTheHighestBallotInAnyOrder) {
  for (const bool highest_first : {true, false}) {
    role = Proposer(proposer(1), three, {4});
    propose(blue);
    (void)promise(highest_first ? 1 : 2, {5, 1}, Proposal{{3, 2}, green});
    EXPECT_EQ(promise(highest_first ? 2 : 1, {5, 1}, Proposal{{2, 2}, red}),
              sends_accept(5, green));
  }
}

TEST_F(ProposerTest, TakesTheHighestBallotOverTheMostFrequentValue) {
  Proposer five(proposer(1), {2, 1, QuorumSystem::majority(5)}, {4});
  (void)five.propose(blue);
  (void)five.handle(acceptor(1), Promise{{5, 1}, Proposal{{1, 2}, red}});
  (void)five.handle(acceptor(2), Promise{{5, 1}, Proposal{{1, 2}, red}});
  const auto effects = five.handle(acceptor(3), Promise{{5, 1}, Proposal{{2, 2}, green}});
  ASSERT_EQ(effects.send.size(), 1U);
  EXPECT_EQ(std::get<Accept>(effects.send[0].message), (Accept{{{5, 1}, green}}));
}

TEST(ConstrainedValue, IsTheValueOfTheHighestReportedBallot) {
  const auto report = [](std::uint64_t round, const Value& value) {
    return Proposal{{round, 1}, value};
  };
  EXPECT_EQ(constrained_value({}), std::nullopt);
  EXPECT_EQ(constrained_value({{acceptor(1), std::nullopt}}), std::nullopt);
  EXPECT_EQ(constrained_value({{acceptor(1), report(1, Value())}}), Value());
  EXPECT_EQ(constrained_value({{acceptor(1), report(1, red)},
                               {acceptor(2), std::nullopt},
                               {acceptor(3), report(3, green)},
                               {acceptor(4), report(2, red)}}),
            green);
}

TEST_F(ProposerTest, CountsAnAcceptorsPromiseOnce) {
  propose(blue);
  EXPECT_EQ(promise(1, {1, 1}), nothing);
  EXPECT_EQ(promise(1, {1, 1}), nothing);
  EXPECT_EQ(promise(1, {1, 1}), nothing);
  EXPECT_TRUE(in<Preparing>());
}

TEST_F(ProposerTest, IgnoresAPromiseOfAnotherBallot) {
  role = Proposer(proposer(1), three, {4});
  propose(blue);
  EXPECT_EQ(promise(1, {4, 1}), nothing);
  EXPECT_EQ(promise(2, {4, 1}), nothing);
  EXPECT_TRUE(in<Preparing>());
}

TEST_F(ProposerTest, IgnoresAPromiseThatComesAfterTheQuorum) {
  reach_phase2();
  const Proposer before = role;
  EXPECT_EQ(promise(3, {1, 1}), nothing);
  EXPECT_EQ(role, before);
}

TEST_F(ProposerTest, IgnoresAPromiseWhenIdle) {
  EXPECT_EQ(promise(1, {1, 1}), nothing);
  EXPECT_TRUE(in<Idle>());
}

TEST_F(ProposerTest, LearnsWhenAQuorumHasAccepted) {
  reach_phase2();
  EXPECT_EQ(accepted(2, {{1, 1}, blue}), nothing);
  EXPECT_EQ(role.learned(), std::nullopt);
  EXPECT_EQ(accepted(3, {{1, 1}, blue}), ends(blue));
  EXPECT_EQ(role.learned(), blue);
  EXPECT_TRUE(in<Idle>());
}

TEST_F(ProposerTest, CountsAnAcceptanceOnce) {
  reach_phase2();
  EXPECT_EQ(accepted(1, {{1, 1}, blue}), nothing);
  EXPECT_EQ(accepted(1, {{1, 1}, blue}), nothing);
  EXPECT_TRUE(in<Accepting>());
}

TEST_F(ProposerTest, CountsAnAcceptanceByAnAcceptorThatDidNotPromise) {
  reach_phase2();
  (void)accepted(1, {{1, 1}, blue});
  EXPECT_EQ(accepted(3, {{1, 1}, blue}), ends(blue));
}

TEST_F(ProposerTest, IgnoresAnAcceptanceAtAnotherBallot) {
  role = Proposer(proposer(1), three, {4});
  propose(blue);
  (void)promise(1, {5, 1});
  (void)promise(2, {5, 1});
  EXPECT_EQ(accepted(1, {{4, 1}, blue}), nothing);
  EXPECT_EQ(accepted(2, {{4, 1}, blue}), nothing);
  EXPECT_TRUE(in<Accepting>());
}

TEST_F(ProposerTest, IgnoresAnAcceptanceInPhaseOneAndWhenIdle) {
  EXPECT_EQ(accepted(1, {{1, 1}, blue}), nothing);
  propose(blue);
  EXPECT_EQ(accepted(1, {{1, 1}, blue}), nothing);
  EXPECT_EQ(accepted(2, {{1, 1}, blue}), nothing);
  EXPECT_TRUE(in<Preparing>());
}

TEST_F(ProposerTest, IgnoresAnAcceptanceThatComesAfterTheChoice) {
  reach_choice();
  const Proposer before = role;
  EXPECT_EQ(accepted(3, {{1, 1}, blue}), nothing);
  EXPECT_EQ(role, before);
}

TEST_F(ProposerTest, AnswersALaterClientAtOnceWithWhatIsChosen) {
  reach_choice();
  EXPECT_EQ(role.propose(green), (Proposer::Effects{.learned = blue}));
  EXPECT_TRUE(in<Idle>());
}

TEST_F(ProposerTest, CountsEachPhaseByItsOwnQuorum) {
  Proposer five(proposer(1), {1, 1, {5, 4, 2}});
  (void)five.propose(blue);
  for (const std::uint32_t number : {1U, 2U, 3U}) {
    EXPECT_EQ(five.handle(acceptor(number), Promise{{1, 1}, {}}), nothing);
  }
  EXPECT_EQ(five.handle(acceptor(4), Promise{{1, 1}, {}}).send.size(), 1U);
  EXPECT_EQ(five.handle(acceptor(5), Accepted{{{1, 1}, blue}}), nothing);
  EXPECT_EQ(five.handle(acceptor(1), Accepted{{{1, 1}, blue}}), ends(blue));
}

TEST_F(ProposerTest, BeginsAboveItsHighestRoundAfterARestart) {
  const auto effects = role.propose(blue);
  ASSERT_TRUE(effects.persist);
  Proposer again(proposer(1), three, *effects.persist);
  EXPECT_EQ(again.phase(), Proposer::Phase{Idle{}}) << "what it was about is forgotten";
  EXPECT_EQ(again.propose(green), prepares(2, 0));
}

TEST_F(ProposerTest, RefusesToReuseARoundWhenAllAreUsedUp) {
  role = Proposer(proposer(1), three, {Ballot::max_round - 1});
  EXPECT_EQ(role.propose(blue), prepares(Ballot::max_round, 0));
  EXPECT_THROW((void)role.on_timer(Timer::ballot_timeout), std::overflow_error);
  EXPECT_EQ(role.state(), (ProposerState{Ballot::max_round}));
}

TEST_F(ProposerTest, RefusesToReuseARoundForANewClientOrLearner) {
  role = Proposer(proposer(1), three, {Ballot::max_round});
  EXPECT_THROW((void)inquire(), std::overflow_error);
  EXPECT_THROW((void)role.propose(blue), std::overflow_error);
  EXPECT_EQ(role.state(), (ProposerState{Ballot::max_round}));
}

TEST_F(ProposerTest, RefusesToGoAboveAnotherProposersLastRound) {
  propose(blue);
  EXPECT_EQ(nack({1, 1}, {Ballot::max_round, 2}), backs_off(0));
  EXPECT_THROW((void)role.on_timer(Timer::back_off), std::overflow_error);
  EXPECT_EQ(role.state(), (ProposerState{1}));
}

}  // namespace
}  // namespace paxos::single::test
