// Agreement, validity and learning, on histories that satisfy them and on histories that break each
// of their clauses; and how a history grows out of what the roles do.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/paxos/single/told.hpp"

namespace paxos::single::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ChosenValues, AreThoseThatAQuorumAcceptedAtOneBallot) {
  EXPECT_THAT(chosen_values(Told().accepted, three_acceptors), IsEmpty());
  EXPECT_THAT(chosen_values(Told().accept(b1, blue, {1}).accepted, three_acceptors), IsEmpty());
  EXPECT_THAT(chosen_values(Told().accept(b1, blue, {1, 3}).accepted, three_acceptors),
              ElementsAre(blue));
  EXPECT_THAT(chosen_values(Told().accept(b1, blue, {1, 2}).accept(b2, green, {2, 3}).accepted,
                            three_acceptors),
              ElementsAre(blue, green));
}

TEST(ChosenValues, AreNotAddedUpAcrossBallots) {
  EXPECT_THAT(chosen_values(
                  Told().accept(b1, blue, {1}).accept(b2, blue, {2}).accept(b3, blue, {3}).accepted,
                  three_acceptors),
              IsEmpty());
}

TEST(ChosenValues, AskForPhaseTwoQuorums) {
  const History history = Told().accept(b1, blue, {1, 2});
  EXPECT_THAT(chosen_values(history.accepted, {5, 4, 2}), ElementsAre(blue));
  EXPECT_THAT(chosen_values(history.accepted, {5, 2, 4}), IsEmpty());
}

TEST(InvariantAgreement, HoldsIfOneValueIsChosenHoweverOften) {
  const History history =
      Told().accept(b1, blue, {1, 2}).accept(b2, blue, {2, 3}).learn(learner(1), blue);
  EXPECT_EQ(why(agreement(history, three_acceptors)), "holds");
  EXPECT_EQ(why(agreement(Told(), three_acceptors)), "holds");
}

TEST(InvariantAgreement, BreaksIfTwoValuesAreChosen) {
  EXPECT_EQ(
      why(agreement(Told().accept(b1, blue, {1, 2}).accept(b2, green, {2, 3}), three_acceptors)),
      "agreement: 'blue' at ballot 1.1 is chosen by acceptors {1,2}, and 'green' at ballot 2.2 is "
      "chosen by acceptors {2,3}: they meet in {2}, which accepted both");
}

TEST(InvariantAgreement, SaysThatTwoQuorumsDoNotMeet) {
  EXPECT_EQ(why(agreement(Told().accept(b1, blue, {1, 2}).accept(b2, green, {3, 4}),
                          QuorumSystem{4, 2, 2})),
            "agreement: 'blue' at ballot 1.1 is chosen by acceptors {1,2}, and 'green' at ballot "
            "2.2 is chosen by acceptors {3,4}: no acceptor accepted both");
}

TEST(InvariantAgreement, BreaksIfTwoValuesAreLearned) {
  EXPECT_EQ(
      why(agreement(Told().learn(learner(1), blue).learn(learner(2), green), three_acceptors)),
      "agreement: learner 1 learned 'blue', which no acceptor accepted, and learner 2 learned "
      "'green', which no acceptor accepted: no acceptor accepted both");
  EXPECT_TRUE(agreement(Told().learn(learner(1), blue).learn(learner(1), green), three_acceptors))
      << "by one learner";
}

TEST(InvariantAgreement, BreaksIfOneValueIsChosenAndAnotherLearned) {
  EXPECT_EQ(why(agreement(
                Told().accept(b1, blue, {1, 2}).accept(b2, green, {2}).learn(proposer(1), green),
                three_acceptors)),
            "agreement: 'blue' at ballot 1.1 is chosen by acceptors {1,2}, and proposer 1 learned "
            "'green', which acceptors {2} accepted at ballot 2.2: they meet in {2}, which accepted "
            "both");
}

TEST(InvariantValidity, HoldsIfAllThatIsAcceptedWasIssuedAndProposed) {
  EXPECT_EQ(why(validity(Told().issue(b1, blue).accept(b2, green, {1}))), "holds");
}

TEST(InvariantValidity, BreaksIfNoClientProposedWhatIsIssued) {
  EXPECT_EQ(why(validity(Told().issue(b1, Value("red")))),
            "validity: 'red' at ballot 1.1 was issued, but no client proposed that value");
}

TEST(InvariantValidity, BreaksIfNoProposerIssuedWhatIsAccepted) {
  Told damaged;
  damaged.issue(b1, blue).accepted[acceptor(2)].insert({b1, green});
  EXPECT_EQ(why(validity(damaged)),
            "validity: acceptor 2 accepted 'green' at ballot 1.1, which no proposer issued");
}

TEST(InvariantLearnedIsChosen, HoldsIfAQuorumAcceptedIt) {
  const History history =
      Told().accept(b1, blue, {1, 2}).learn(learner(1), blue).learn(proposer(1), blue);
  EXPECT_EQ(why(learned_is_chosen(history, three_acceptors)), "holds");
}

TEST(InvariantLearnedIsChosen, BreaksIfOneAcceptorWasCountedTwice) {
  EXPECT_EQ(
      why(learned_is_chosen(Told().accept(b1, blue, {1}).learn(learner(1), blue), three_acceptors)),
      "learned is chosen: learner 1 learned 'blue', which no quorum has accepted at one "
      "ballot");
}

TEST(InvariantLearnedIsChosen, BreaksIfBallotsWereAddedUp) {
  const History history =
      Told().accept(b1, blue, {1}).accept(b2, green, {2}).learn(learner(2), green);
  EXPECT_THAT(why(learned_is_chosen(history, three_acceptors)),
              testing::StartsWith("learned is chosen: learner 2 learned 'green'"));
}

// Ballot 1 has blue at acceptors 1 and 2; ballot 2 has promises of 2 and 3, and the answer of 2 was
// lost with its disk, or not looked at, so it issues green. Each predicate names what it sees.
TEST(InvariantsOfAHistory, AreCheckedTogether) {
  Told history;
  EXPECT_EQ(why(violated(history.accept(b1, blue, {1, 2}), three_acceptors)), "holds");
  EXPECT_THAT(why(violated(history.issue(b2, green), three_acceptors)), testing::StartsWith("P2c"));
  EXPECT_EQ(why(violated(Told().issue(b1, blue).issue(b1, green), three_acceptors)).substr(0, 2),
            "B1");
  EXPECT_THAT(
      why(violated(Told().learn(learner(1), blue).learn(learner(2), green), three_acceptors)),
      testing::StartsWith("agreement"));
  EXPECT_THAT(why(violated(Told().issue(b1, Value("red")), three_acceptors)),
              testing::StartsWith("validity"));
  EXPECT_THAT(why(violated(Told().accept(b1, blue, {1}).learn(learner(1), blue), three_acceptors)),
              testing::StartsWith("learned is chosen"));
}

TEST(Remembers, WhatAnAcceptorHasToldAnybody) {
  History history;
  EXPECT_EQ(why(remembers(history, acceptor(1), {})), "holds");
  history.sent(acceptor(1), Promise{b2, {}});
  EXPECT_EQ(why(remembers(history, acceptor(1), {b2, {}})), "holds");
  EXPECT_EQ(why(remembers(history, acceptor(1), {b1, {}})),
            "remembers: acceptor 1 has promised ballot 2.2, but its storage says ballot 1.1");
  history.sent(acceptor(1), Accepted{{b2, blue}});
  history.sent(acceptor(1), Accepted{{b1, blue}});  // a late repetition
  EXPECT_EQ(why(remembers(history, acceptor(1), {b3, {{b3, blue}}})), "holds");
  EXPECT_EQ(why(remembers(history, acceptor(1), {b3, {{b1, blue}}})),
            "remembers: acceptor 1 has told that it accepted 'blue' at ballot 2.2, but its storage "
            "says ballot 1.1");
  EXPECT_EQ(why(remembers(history, acceptor(2), {})), "holds") << "it has told nobody anything";
}

TEST(HistoryTest, RecordsWhatAcceptorsPersist) {
  History history;
  history.persisted(acceptor(1), {b1, {}});
  EXPECT_THAT(history.accepted, IsEmpty());
  history.persisted(acceptor(1), {b1, {{b1, blue}}});
  history.persisted(acceptor(1), {b2, {{b2, green}}});
  EXPECT_THAT(history.accepted[acceptor(1)], ElementsAre(Proposal{b1, blue}, Proposal{b2, green}));
}

TEST(HistoryTest, RecordsWhatIsIssuedAndLearned) {
  History history;
  history.sent(proposer(1), Prepare{b1});
  history.sent(learner(1), Inquire{});
  EXPECT_EQ(history, History{});
  history.sent(proposer(1), Accept{{b1, blue}});
  EXPECT_THAT(history.issued, ElementsAre(Proposal{b1, blue}));
  history.knows(proposer(1), blue);
  EXPECT_THAT(history.learned[proposer(1)], ElementsAre(blue));
}

}  // namespace
}  // namespace paxos::single::test
