// Paxos Made Simple §2.1 and §2.2, claim by claim, on the real roles. The cluster checks P1a,
// P2c, agreement, validity and learning after every step besides. §2.3 to §2.5 are in
// paper_progress_test.cpp.

#include <algorithm>
#include <vector>

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

const Configuration three{3, 1, QuorumSystem::majority(3)};
const Ballot b1{1, 1}, b2{1, 2}, b3{1, 3};

class PaxosMadeSimple : public testing::Test {
 protected:
  static std::vector<NodeId> acceptors(std::initializer_list<std::uint32_t> numbers) {
    std::vector<NodeId> nodes;
    for (const auto number : numbers) nodes.push_back(acceptor(number));
    return nodes;
  }
  /// Phase 1 of proposer `number`, for `value`, with the acceptors `with`.
  void phase1(std::uint32_t number, const Value& value, const std::vector<NodeId>& with) {
    const Ballot ballot{1, number};
    cluster.propose(proposer(number), value);
    cluster.deliver({.name = "Prepare", .ballot = ballot, .to = with});
    cluster.deliver({.name = "Promise", .ballot = ballot});
  }
  /// The acceptors `with` accept the proposal of `ballot`.
  void accept(const Ballot& ballot, const std::vector<NodeId>& with) {
    cluster.deliver({.name = "Accept", .ballot = ballot, .to = with});
  }
  AcceptorState state(std::uint32_t number) const {
    return cluster.at<Acceptor>(acceptor(number)).role->state();
  }
  /// The value issued at a ballot, if any.
  std::optional<Value> issued(const Ballot& ballot) const {
    for (const auto& proposal : cluster.history.issued) {
      if (proposal.ballot == ballot) return proposal.value;
    }
    return std::nullopt;
  }
  std::set<Value> chosen() const { return chosen_values(cluster.history.accepted, three.quorums); }
  std::optional<Value> learned() const { return cluster.at<Learner>(learner(1)).role->learned(); }

  Cluster cluster{three};
};

// §2.1, validity: what is chosen is something that somebody proposed.
TEST_F(PaxosMadeSimple, S2_1_OnlyAProposedValueIsChosen) {
  cluster.run();
  EXPECT_THAT(chosen(), IsEmpty()) << "nobody proposed anything";
  cluster.propose(proposer(1), blue);
  cluster.run();
  EXPECT_THAT(chosen(), ElementsAre(blue));
}

// §2.1, agreement: no two values are chosen.
TEST_F(PaxosMadeSimple, S2_1_OnlyASingleValueIsChosen) {
  cluster.propose(proposer(1), blue);
  cluster.run();
  cluster.propose(proposer(2), green);
  cluster.run();
  cluster.propose(proposer(3), red);
  cluster.run();
  EXPECT_THAT(chosen(), ElementsAre(blue));
  EXPECT_THAT(cluster.answered, SizeIs(3)) << "every client learns the one value";
}

// §2.1, safety: a process learns a value only if it has been chosen.
TEST_F(PaxosMadeSimple, S2_1_NobodyLearnsAValueBeforeItIsChosen) {
  phase1(1, blue, acceptors({1, 2}));
  accept(b1, acceptors({1}));
  cluster.deliver({.name = "Accepted"});
  EXPECT_THAT(chosen(), IsEmpty());
  EXPECT_EQ(learned(), std::nullopt);
  accept(b1, acceptors({2}));
  EXPECT_THAT(chosen(), ElementsAre(blue)) << "by the acceptors alone, before anybody knows";
  EXPECT_EQ(learned(), std::nullopt);
  cluster.deliver({.name = "Accepted"});
  EXPECT_EQ(learned(), blue);
}

// §2.1: messages may be lost, duplicated and delayed without bound; they are never corrupted.
TEST_F(PaxosMadeSimple, S2_1_MessagesMayBeDuplicatedReorderedAndLost) {
  cluster.propose(proposer(1), blue);
  cluster.drop({.name = "Prepare", .to = acceptors({3})});
  while (!cluster.in_flight.empty()) {
    if (cluster.in_flight.size() < 6) cluster.duplicate({});
    const InFlight newest = cluster.in_flight.back();
    cluster.in_flight.pop_back();
    cluster.arrive(newest);
    if (learned()) break;
  }
  EXPECT_EQ(learned(), blue);
  cluster.run();
  EXPECT_THAT(chosen(), ElementsAre(blue)) << "and late duplicates change nothing";
}

// §2.1: an agent may stop, and start again.
TEST_F(PaxosMadeSimple, S2_1_AnyAgentMayFailAndRestart) {
  phase1(1, blue, acceptors({1, 2}));
  for (const auto role : {Role::acceptor, Role::proposer, Role::learner}) {
    for (const auto node : three.all(role)) {
      cluster.crash(node);
      cluster.restart(node);
    }
  }
  cluster.run();
  EXPECT_THAT(chosen(), ElementsAre(blue));
  EXPECT_EQ(learned(), blue);
}

// §2.2: a value is chosen when a majority has accepted it.
TEST_F(PaxosMadeSimple, S2_2_AMajorityChooses) {
  phase1(1, blue, acceptors({1, 3}));
  accept(b1, acceptors({2}));
  EXPECT_THAT(chosen(), IsEmpty());
  accept(b1, acceptors({3}));
  EXPECT_THAT(chosen(), ElementsAre(blue));
}

// §2.2, P1: the first proposal to reach an acceptor is accepted.
TEST_F(PaxosMadeSimple, S2_2_P1_TheFirstProposalToReachAnAcceptorIsAccepted) {
  phase1(1, blue, acceptors({1, 2}));
  ASSERT_EQ(state(3), AcceptorState{});
  accept(b1, acceptors({3}));
  EXPECT_EQ(state(3).accepted, (Proposal{b1, blue}));
}

// §2.2: P1 and majorities together need acceptors that accept more than once: here two have
// accepted different proposals, and one of them must accept another for anything to be chosen.
TEST_F(PaxosMadeSimple, S2_2_AnAcceptorMayAcceptMoreThanOneProposal) {
  phase1(1, blue, acceptors({1, 2}));
  accept(b1, acceptors({1}));
  phase1(2, green, acceptors({2, 3}));
  accept(b2, acceptors({2}));
  phase1(3, red, acceptors({1, 3}));
  EXPECT_EQ(issued(b3), blue);
  accept(b3, acceptors({2, 3}));
  EXPECT_THAT(cluster.history.accepted.at(acceptor(2)),
              ElementsAre(Proposal{b2, green}, Proposal{b3, blue}));
  EXPECT_THAT(chosen(), ElementsAre(blue));
}

// §2.2, P2, P2a, P2b: once v is chosen, every higher-numbered proposal that is chosen, accepted or
// issued has value v. By induction over several ballots, by whatever majority they go.
TEST_F(PaxosMadeSimple, S2_2_P2_OnceAValueIsChosenEveryHigherProposalHasIt) {
  phase1(1, blue, acceptors({1, 2}));
  accept(b1, acceptors({1, 2}));
  ASSERT_THAT(chosen(), ElementsAre(blue));
  phase1(2, green, acceptors({2, 3}));
  EXPECT_EQ(issued(b2), blue) << "P2b";
  accept(b2, acceptors({3}));
  EXPECT_EQ(state(3).accepted, (Proposal{b2, blue})) << "P2a";
  phase1(3, red, acceptors({1, 3}));
  accept(b3, acceptors({1, 3}));
  EXPECT_EQ(issued(b3), blue);
  EXPECT_THAT(chosen(), ElementsAre(blue)) << "P2";
}

// §2.2, P2c (a): no acceptor in S has accepted any lower proposal, so any value may be issued.
TEST_F(PaxosMadeSimple, S2_2_P2c_a_AnyValueIfNoAcceptorOfTheMajorityHasAccepted) {
  phase1(1, blue, acceptors({1, 2}));
  accept(b1, acceptors({1}));
  phase1(2, green, acceptors({2, 3}));
  EXPECT_EQ(issued(b2), green);
}

// §2.2, P2c (b): the value of the highest-numbered lower proposal accepted in S.
TEST_F(PaxosMadeSimple, S2_2_P2c_b_ElseTheValueOfTheHighestProposalAcceptedInTheMajority) {
  phase1(1, blue, acceptors({1, 2}));
  accept(b1, acceptors({1}));
  phase1(2, green, acceptors({2, 3}));
  accept(b2, acceptors({2, 3}));
  phase1(3, red, acceptors({1, 2}));
  EXPECT_EQ(issued(b3), green) << "not blue, which is reported too, at a lower number";
}

// §2.2, phase 1: a proposer asks for a promise, since it cannot predict future acceptances.
TEST_F(PaxosMadeSimple, S2_2_Phase1b_APromiseBarsLowerProposalsAndReportsTheHighestAccepted) {
  phase1(1, blue, acceptors({1, 2}));
  accept(b1, acceptors({1}));
  cluster.propose(proposer(2), green);
  cluster.deliver({.name = "Prepare", .ballot = b2, .to = acceptors({1, 2})});
  EXPECT_EQ(std::get<Promise>(cluster.take({.name = "Promise", .from = acceptors({1})})[0].message),
            (Promise{b2, Proposal{b1, blue}}));
  accept(b1, acceptors({2}));
  EXPECT_EQ(state(2), (AcceptorState{b2, std::nullopt}));
}

// §2.2, P1a: an acceptor can accept number n unless it has answered a prepare request above n.
TEST_F(PaxosMadeSimple, S2_2_P1a_AcceptsUnlessItHasPromisedMore) {
  phase1(1, blue, acceptors({1, 2}));
  cluster.propose(proposer(2), green);
  cluster.deliver({.name = "Prepare", .ballot = b2, .to = acceptors({1})});
  accept(b1, acceptors({1, 2, 3}));
  EXPECT_EQ(state(1).accepted, std::nullopt) << "has promised more";
  EXPECT_EQ(state(2).accepted, (Proposal{b1, blue})) << "has promised just this";
  EXPECT_EQ(state(3).accepted, (Proposal{b1, blue})) << "has promised nothing";
}

// §2.2, as Lamport's TLA+ makes it precise: accepting counts as a promise too. Acceptor 3 accepts
// ballot 2 without a promise; if ballot 1 could still
// overwrite it, ballot 3 would be told of blue by acceptor 3, though green is chosen.
TEST_F(PaxosMadeSimple, S2_2_Phase2b_AcceptingRaisesThePromise) {
  phase1(1, blue, acceptors({1, 2}));
  phase1(2, green, acceptors({1, 2}));
  accept(b2, acceptors({2, 3}));
  ASSERT_THAT(chosen(), ElementsAre(green));
  accept(b1, acceptors({3}));
  EXPECT_EQ(state(3).accepted, (Proposal{b2, green}));
  phase1(3, red, acceptors({1, 3}));
  EXPECT_EQ(issued(b3), green);
}

// §2.2: there is no need to answer a prepare request whose number was answered already.
TEST_F(PaxosMadeSimple, S2_2_ARepeatedPrepareGetsNoSecondPromise) {
  cluster.propose(proposer(1), blue);
  cluster.duplicate({.name = "Prepare", .to = acceptors({1})});
  cluster.deliver({.name = "Prepare", .to = acceptors({1})});
  EXPECT_THAT(cluster.take({.name = "Promise"}), SizeIs(1));
  cluster.deliver({.name = "Nack"});
  EXPECT_TRUE(std::holds_alternative<Preparing>(cluster.at<Proposer>(proposer(1)).role->phase()));
}

// §2.2: an acceptor remembers its highest acceptance and promise across restarts.
TEST_F(PaxosMadeSimple, S2_2_AnAcceptorRemembersAcrossARestart) {
  phase1(1, blue, acceptors({1, 2}));
  accept(b1, acceptors({1, 2}));
  phase1(2, green, acceptors({2, 3}));
  for (const auto node : acceptors({1, 2, 3})) {
    cluster.crash(node);
    cluster.restart(node);
  }
  EXPECT_EQ(state(2), (AcceptorState{b2, Proposal{b1, blue}}));
  EXPECT_EQ(state(3), (AcceptorState{b2, std::nullopt}));
}

// §2.2: a proposer may abandon and forget a proposal, as long as it never reuses the number.
TEST_F(PaxosMadeSimple, S2_2_AProposerMayAbandonAProposalButNeverReusesItsNumber) {
  phase1(1, blue, acceptors({1, 2}));
  cluster.crash(proposer(1));
  cluster.restart(proposer(1));
  cluster.propose(proposer(1), green);
  cluster.deliver({.name = "Prepare", .ballot = Ballot{2, 1}, .to = acceptors({1, 2})});
  cluster.deliver({.name = "Promise", .ballot = Ballot{2, 1}});
  EXPECT_EQ(issued(b1), blue);
  EXPECT_EQ(issued({2, 1}), green) << "nothing was accepted, and blue was forgotten";
  cluster.run();
  EXPECT_THAT(chosen(), SizeIs(1));
}

// §2.2: telling a proposer that it is out of date is an optimisation, so it goes without.
TEST_F(PaxosMadeSimple, S2_2_ItGoesWithoutNacks) {
  phase1(1, blue, acceptors({1, 2}));
  phase1(2, green, acceptors({1, 2}));
  accept(b1, acceptors({1, 2, 3}));
  cluster.drop({.name = "Nack"});
  cluster.drop({.name = "Accept", .ballot = b2});
  cluster.fire(proposer(1), Timer::ballot_timeout);
  cluster.run();
  EXPECT_THAT(chosen(), ElementsAre(blue)) << "acceptor 3 had accepted it; a later ballot finds it";
  EXPECT_THAT(cluster.answered, ElementsAre(proposer(1)));
}

}  // namespace
}  // namespace paxos::single::test
