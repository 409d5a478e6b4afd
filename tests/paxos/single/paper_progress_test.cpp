// Paxos Made Simple §2.3 to §2.5, claim by claim, on the real roles: learning, progress, and what
// an implementation keeps.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/paxos/print_to.hpp"
#include "tests/paxos/single/cluster.hpp"
#include "tests/paxos/single/values.hpp"

namespace paxos::single::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Configuration three{2, 2, QuorumSystem::majority(3)};
const Ballot b1{1, 1}, b2{1, 2};

class PaxosMadeSimpleProgress : public testing::Test {
 protected:
  std::optional<Value> learned(std::uint32_t number) const {
    return cluster.at<Learner>(learner(number)).role->learned();
  }
  std::set<Value> chosen() const { return chosen_values(cluster.history.accepted, three.quorums); }

  /// Blue is chosen by acceptors 1 and 3; nobody hears of it but learner 1, of acceptor 1.
  void choose_blue_in_silence() {
    cluster.propose(proposer(1), blue);
    cluster.deliver({.name = "Prepare", .to = {acceptor(1), acceptor(3)}});
    cluster.deliver({.name = "Promise"});
    cluster.deliver({.name = "Accept", .to = {acceptor(1), acceptor(3)}});
    cluster.deliver({.name = "Accepted", .from = {acceptor(1)}, .to = {learner(1)}});
    cluster.crash(proposer(1));
    cluster.restart(proposer(1));
    cluster.in_flight.clear();
    ASSERT_THAT(chosen(), ElementsAre(blue));
    ASSERT_EQ(learned(1), std::nullopt);
  }

  Cluster cluster{three};
};

// §2.3: an acceptor tells all learners whenever it accepts.
TEST_F(PaxosMadeSimpleProgress, S2_3_EachAcceptorTellsEveryLearner) {
  cluster.propose(proposer(1), blue);
  cluster.deliver({.name = "Prepare"});
  cluster.deliver({.name = "Promise"});
  cluster.deliver({.name = "Accept"});
  EXPECT_THAT(cluster.take({.name = "Accepted", .to = {learner(1)}}), SizeIs(3));
  EXPECT_THAT(cluster.take({.name = "Accepted", .to = {learner(2)}}), SizeIs(3));
}

// §2.3: a learner must find out that a majority has accepted *a proposal*.
TEST_F(PaxosMadeSimpleProgress, S2_3_ALearnerLearnsFromAMajority) {
  cluster.propose(proposer(1), blue);
  cluster.run();
  EXPECT_EQ(learned(1), blue);
  EXPECT_EQ(learned(2), blue);
}

// §2.3: after a loss a learner can ask the acceptors what they have accepted.
TEST_F(PaxosMadeSimpleProgress, S2_3_AfterALossALearnerAsksTheAcceptors) {
  choose_blue_in_silence();
  cluster.fire(learner(2), Timer::inquiry);
  cluster.deliver({.name = "Inquire"});
  cluster.deliver({.name = "Accepted"});
  EXPECT_EQ(learned(2), blue);
  EXPECT_THAT(cluster.in_flight, IsEmpty()) << "and no proposer had to do anything";
}

// §2.3: if an acceptor has failed, nobody may be able to tell whether a majority has accepted.
TEST_F(PaxosMadeSimpleProgress, S2_3_AFailedAcceptorCanMakeItImpossibleToKnow) {
  choose_blue_in_silence();
  cluster.crash(acceptor(3));
  cluster.fire(learner(1), Timer::inquiry);
  cluster.deliver({.name = "Inquire", .to = three.all(Role::acceptor)});
  cluster.deliver({.name = "Accepted"});
  EXPECT_EQ(learned(1), std::nullopt) << "though it is chosen";
}

// §2.3: then a learner that needs to know has a proposer issue a proposal.
TEST_F(PaxosMadeSimpleProgress, S2_3_ThenALearnerHasAProposerIssueAProposal) {
  choose_blue_in_silence();
  cluster.crash(acceptor(3));
  cluster.fire(learner(1), Timer::inquiry);
  cluster.run();
  EXPECT_EQ(learned(1), blue);
  EXPECT_EQ(learned(2), blue);
}

// §2.4: two proposers can preempt each other with ever higher numbers, and nothing is ever chosen.
TEST_F(PaxosMadeSimpleProgress, S2_4_TwoProposersCanPreemptEachOtherForEver) {
  cluster.propose(proposer(1), blue);
  cluster.deliver({.name = "Prepare"});
  cluster.deliver({.name = "Promise"});
  cluster.propose(proposer(2), green);
  std::uint32_t ahead = 2;
  for (int duel = 0; duel < 20; ++duel) {
    // One is in phase 2; the other completes phase 1 first, and the Accepts come too late.
    const NodeId preempted = proposer(3 - ahead);
    cluster.deliver({.name = "Prepare"});
    cluster.deliver({.name = "Promise"});
    std::vector<InFlight> late = cluster.take({.name = "Accept", .from = {preempted}});
    for (const auto& message : late) cluster.arrive(message);
    cluster.deliver({.name = "Nack"});
    cluster.fire(preempted, Timer::back_off);
    ahead = 3 - ahead;
  }
  EXPECT_THAT(chosen(), IsEmpty());
  EXPECT_THAT(cluster.history.issued, SizeIs(21));
  EXPECT_THAT(cluster.history.accepted, IsEmpty());
}

// §2.4: with a distinguished proposer that can reach a majority, a proposal succeeds, once it uses
// a number that is high enough.
TEST_F(PaxosMadeSimpleProgress, S2_4_ADistinguishedProposerSucceedsOnceItsNumberIsHighEnough) {
  for (int i = 0; i < 5; ++i) {
    if (i == 0)
      cluster.propose(proposer(2), green);
    else
      cluster.fire(proposer(2), Timer::ballot_timeout);
    cluster.deliver({.name = "Prepare"});
    cluster.in_flight.clear();
  }
  cluster.crash(proposer(2));
  cluster.crash(acceptor(3));
  cluster.propose(proposer(1), blue);
  cluster.run();
  EXPECT_THAT(chosen(), IsEmpty()) << "1.1 is below 5.2";
  cluster.fire(proposer(1), Timer::back_off);
  cluster.run();
  EXPECT_THAT(chosen(), ElementsAre(blue));
}

// §2.5: stable storage is written before the answer is sent.
TEST_F(PaxosMadeSimpleProgress, S2_5_NothingIsSentThatIsNotInStableStorage) {
  cluster.propose(proposer(1), blue);
  cluster.deliver({.name = "Prepare", .to = {acceptor(1)}}, PowerFails::before_commit);
  EXPECT_EQ(cluster.at<Acceptor>(acceptor(1)).durable, AcceptorState{});
  cluster.deliver({.name = "Prepare", .to = {acceptor(2)}}, PowerFails::before_send);
  EXPECT_EQ(cluster.at<Acceptor>(acceptor(2)).durable, (AcceptorState{b1, std::nullopt}));
  for (const auto& message : cluster.in_flight) {
    EXPECT_FALSE(std::holds_alternative<Promise>(message.message)) << "neither has answered";
  }
  cluster.deliver({.name = "Prepare", .to = {acceptor(3)}});
  EXPECT_EQ(cluster.at<Acceptor>(acceptor(3)).durable, (AcceptorState{b1, std::nullopt}));
  EXPECT_THAT(cluster.take({.name = "Promise"}), SizeIs(1));
}

// §2.5: proposers take their numbers from disjoint sets.
TEST_F(PaxosMadeSimpleProgress, S2_5_ProposersUseDisjointNumbers) {
  cluster.propose(proposer(1), blue);
  cluster.propose(proposer(2), green);
  EXPECT_THAT(cluster.take({.name = "Prepare", .ballot = b1, .from = {proposer(1)}}), SizeIs(3));
  EXPECT_THAT(cluster.take({.name = "Prepare", .ballot = b2, .from = {proposer(2)}}), SizeIs(3));
}

// §2.5: a proposer remembers the highest number that it has tried, and begins above it.
TEST_F(PaxosMadeSimpleProgress, S2_5_AProposerBeginsAboveAnyNumberThatItHasUsed) {
  cluster.propose(proposer(1), blue);
  cluster.fire(proposer(1), Timer::ballot_timeout);
  cluster.fire(proposer(1), Timer::ballot_timeout);
  cluster.crash(proposer(1));
  cluster.restart(proposer(1));
  cluster.propose(proposer(1), blue);
  EXPECT_THAT(cluster.take({.name = "Prepare", .ballot = Ballot{4, 1}}), SizeIs(3));
}

}  // namespace
}  // namespace paxos::single::test
