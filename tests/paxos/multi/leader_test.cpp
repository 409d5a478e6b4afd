// What a proposer does while it leads. PMS §3 and PTP §3.1, sentence by sentence.
#include <set>

#include "tests/paxos/multi/fixture.hpp"

namespace paxos::multi::test {
namespace {

TEST_F(ProposerFixture, ProposesAgainWhatIsReportedAndFillsTheGapWithANoOp) {
  (void)role.on_timer(Timer::election);
  (void)role.propose(green);
  (void)promise(1, {{slot(1), {{1, 1}, blue}}});
  const auto effects = promise(2, {{slot(3), {{1, 1}, red}}});
  EXPECT_EQ(accepts(effects), (std::vector<Accept>{{slot(1), {mine, blue}},
                                                   {slot(2), {mine, no_op}},
                                                   {slot(3), {mine, red}},
                                                   {slot(4), {mine, green}}}));
}

TEST_F(ProposerFixture, FillsAGapBelowASlotThatIsKnownToBeChosen) {
  (void)role.handle(proposer(2), Chosen{slot(2), red});
  (void)role.on_timer(Timer::election);
  (void)promise(1);
  EXPECT_EQ(accepts(promise(2)), (std::vector<Accept>{{slot(1), {mine, no_op}}}));
}

TEST_F(ProposerFixture, ProposesNothingWhereItKnowsWhatIsChosen) {
  (void)role.handle(proposer(2), Chosen{slot(2), red});
  (void)role.propose(green);
  (void)role.on_timer(Timer::election);
  (void)promise(1);
  EXPECT_EQ(accepts(promise(2)),
            (std::vector<Accept>{{slot(1), {mine, no_op}}, {slot(3), {mine, green}}}));
}

TEST_F(ProposerFixture, ForgetsWhatWasReportedOnceItIsKnownToBeChosen) {
  Configuration narrow = three;
  narrow.window = 1;
  role = Proposer(proposer(1), narrow);
  (void)role.on_timer(Timer::election);
  (void)promise(1, {{slot(1), {{1, 1}, blue}}, {slot(2), {{1, 1}, red}}});
  (void)promise(2);
  (void)role.handle(proposer(2), Fetched{slot(2), {red}});
  EXPECT_TRUE(std::get<Leading>(role.phase()).reported.empty());
}

TEST_F(ProposerFixture, TellsAgainAndAgainThatItLives) {
  lead();
  const auto effects = role.on_timer(Timer::heartbeat);
  EXPECT_EQ(sent<Heartbeat>(effects).size(), 5U);
  EXPECT_TRUE(starts(effects, Timer::heartbeat));
}

TEST_F(ProposerFixture, ProposesNoFurtherThanTheWindow) {
  Configuration narrow = three;
  narrow.window = 2;
  role = Proposer(proposer(1), narrow);
  lead();
  EXPECT_EQ(accepts(role.propose(blue)).size(), 1U);
  EXPECT_EQ(accepts(role.propose(green)).size(), 1U);
  EXPECT_EQ(accepts(role.propose(red)).size(), 0U);
  EXPECT_EQ(accepts(role.propose(blue)).size(), 0U);
  (void)accepted(1, 1);
  EXPECT_EQ(accepts(accepted(2, 1)), (std::vector<Accept>{{slot(3), {mine, Value("redblue")}}}))
      << "what has waited is one batch";
}

TEST_F(ProposerFixture, KnowsThatAValueIsChosenByAQuorumOfItsOwnBallot) {
  lead();
  (void)role.propose(blue);
  (void)accepted(1, 1);
  (void)accepted(1, 1);
  (void)role.handle(acceptor(2), Accepted{slot(1), {1, 2}});
  EXPECT_EQ(role.ledger().first_unchosen(), slot(1));
  const auto effects = accepted(3, 1);
  EXPECT_EQ(effects.learned, (Learned{slot(1), {blue}}));
  EXPECT_EQ(sent<Chosen>(effects),
            (std::vector<std::pair<NodeId, Chosen>>{{proposer(2), {slot(1), blue}},
                                                    {learner(1), {slot(1), blue}}}));
}

TEST_F(ProposerFixture, DeliversInTheOrderOfTheSlots) {
  lead();
  (void)role.propose(blue);
  (void)role.propose(red);
  (void)accepted(1, 2);
  const auto second = accepted(2, 2);
  EXPECT_EQ(second.learned, std::nullopt);
  EXPECT_EQ(sent<Chosen>(second).size(), 2U);
  (void)accepted(1, 1);
  EXPECT_EQ(accepted(2, 1).learned, (Learned{slot(1), {blue, red}}));
}

TEST_F(ProposerFixture, SendsAcceptRequestsAgainToThoseThatHaveNotAnswered) {
  lead();
  EXPECT_TRUE(starts(role.propose(blue), Timer::resend));
  (void)accepted(2, 1);
  const auto again = role.on_timer(Timer::resend);
  EXPECT_EQ(sent<Accept>(again),
            (std::vector<std::pair<NodeId, Accept>>{{acceptor(1), {slot(1), {mine, blue}}},
                                                    {acceptor(3), {slot(1), {mine, blue}}}}));
  EXPECT_TRUE(starts(again, Timer::resend));
  EXPECT_FALSE(starts(accepted(1, 1), Timer::resend)) << "nothing is in flight any more";
}

// A leader cut off from the acceptors, though not from the other proposers, must not lead on.
TEST_F(ProposerFixture, StepsDownIfNoQuorumAnswersItsHeartbeats) {
  lead();
  (void)role.handle(acceptor(1), Heard{mine});
  (void)role.handle(acceptor(2), Heard{mine});
  EXPECT_TRUE(starts(role.on_timer(Timer::quorum), Timer::quorum));
  (void)role.handle(acceptor(1), Heard{mine});
  (void)role.handle(acceptor(1), Heard{mine});
  const auto effects = role.on_timer(Timer::quorum);
  EXPECT_TRUE(in<Following>());
  EXPECT_TRUE(starts(effects, Timer::election));
  EXPECT_EQ(role.on_timer(Timer::heartbeat), Proposer::Effects{});
}

TEST_F(ProposerFixture, CountsNoAnswerToAHeartbeatOfAnOlderBallot) {
  constexpr Ballot second{2, 1};
  role = Proposer(proposer(1), three, {{}, 1});
  (void)role.on_timer(Timer::election);
  (void)role.handle(acceptor(1), Promise{second, slot(1), {}, {}});
  (void)role.handle(acceptor(2), Promise{second, slot(1), {}, {}});
  ASSERT_TRUE(in<Leading>());
  (void)role.handle(acceptor(1), Heard{second});
  (void)role.handle(acceptor(2), Heard{mine});
  (void)role.on_timer(Timer::quorum);
  EXPECT_TRUE(in<Following>());
}

TEST_F(ProposerFixture, ProposesForOthersWhatTheyForward) {
  lead();
  EXPECT_EQ(accepts(role.handle(proposer(2), Forward{blue})),
            (std::vector<Accept>{{slot(1), {mine, blue}}}));
}

TEST_F(ProposerFixture, KeepsWhatHasNotBeenProposedWhenItStepsDown) {
  Configuration narrow = three;
  narrow.window = 1;
  role = Proposer(proposer(1), narrow);
  lead();
  (void)role.propose(blue);
  (void)role.propose(red);
  (void)role.handle(acceptor(3), Nack{mine, {7, 2}});
  EXPECT_EQ(sent<Forward>(role.handle(proposer(2), Heartbeat{{7, 2}, slot(1)})),
            (std::vector<std::pair<NodeId, Forward>>{{proposer(2), {red}}}))
      << "blue was proposed once, and nobody proposes it again but by P2c";
}

/// The bound that its next heartbeat has.
Slot bound_of(Proposer& role) {
  return sent<Heartbeat>(role.on_timer(Timer::heartbeat)).front().second.forget;
}

// Of two proposers and a learner, two are a majority.
// PMMC §4.2: a learner that was started anew without its folder.
TEST_F(ProposerFixture, DoesNotCountOnASnapshotThatIsLost) {
  (void)role.on_timer(Timer::election);
  (void)promise(1);
  (void)promise(2);
  (void)role.handle(learner(1), Fetched{slot(1), {blue, green, red}});
  (void)role.handle(learner(1), Covered{slot(3)});
  (void)role.handle(proposer(2), Covered{slot(3)});
  const auto forget = [this] {
    return sent<Heartbeat>(role.on_timer(Timer::heartbeat)).front().second.forget;
  };
  EXPECT_EQ(forget(), slot(3));
  (void)role.handle(learner(1), Fetch{slot(3)});
  EXPECT_EQ(forget(), slot(3)) << "it asks for what comes behind its snapshot";
  (void)role.handle(learner(1), Fetch{slot(1)});
  EXPECT_EQ(forget(), slot(1));
}

// An acceptor whose promise it did not need may have forgotten a slot in which it proposes, and
// says nothing. The others say that they know.
TEST_F(ProposerFixture, AsksThoseWhoKnowMoreWhileItLeads) {
  (void)role.on_timer(Timer::election);
  (void)promise(1);
  (void)promise(2);
  ASSERT_TRUE(in<Leading>());
  EXPECT_EQ(sent<Fetch>(role.handle(learner(1), Covered{slot(5)})),
            (std::vector<std::pair<NodeId, Fetch>>{{learner(1), {slot(1)}}}));
  (void)role.handle(learner(1), Fetched{slot(1), {blue, green, red, blue}});
  EXPECT_TRUE(sent<Fetch>(role.handle(learner(1), Covered{slot(5)})).empty());
}

TEST_F(ProposerFixture, LetsAcceptorsForgetWhatAMajorityHasInSnapshots) {
  lead();
  for (std::uint64_t in_slot = 1; in_slot <= 5; ++in_slot) {
    (void)role.propose(blue);
    (void)accepted(1, in_slot);
    (void)accepted(2, in_slot);
  }
  EXPECT_EQ(bound_of(role), slot(1));
  (void)role.handle(learner(1), Covered{slot(3)});
  (void)role.handle(learner(1), Covered{slot(3)});
  EXPECT_EQ(bound_of(role), slot(1)) << "one of three, however often it says so";
  (void)role.on_snapshots({{{slot(5), 9}, 9, {}}, {}});
  EXPECT_EQ(bound_of(role), slot(3));
  (void)role.handle(proposer(2), Covered{slot(4)});
  EXPECT_EQ(bound_of(role), slot(4));
  (void)role.handle(proposer(2), Covered{slot(2)});
  EXPECT_EQ(bound_of(role), slot(4)) << "an older one came late";
  (void)role.handle(proposer(2), Covered{slot(9)});
  (void)role.handle(learner(1), Covered{slot(9)});
  EXPECT_EQ(bound_of(role), slot(6)) << "never what it does not know itself";
}

TEST_F(ProposerFixture, LeadsOnlyOnceItKnowsWhatAcceptorsHaveForgotten) {
  (void)role.on_timer(Timer::election);
  const auto effects = role.handle(acceptor(1), Promise{mine, slot(1), {}, {}, slot(3)});
  EXPECT_TRUE(in<Following>());
  EXPECT_EQ(sent<Fetch>(effects).size(), 1U);
  std::set<NodeId> asked;
  for (int i = 0; i < 2; ++i) {
    const auto again = role.on_timer(Timer::election);
    EXPECT_TRUE(in<Following>()) << "it does not campaign";
    EXPECT_TRUE(starts(again, Timer::election));
    for (const auto& [to, fetch] : sent<Fetch>(again)) asked.insert(to);
  }
  EXPECT_EQ(asked, (std::set<NodeId>{proposer(2), learner(1)})) << "one after the other";

  (void)role.handle(learner(1), Fetched{slot(1), {blue, red}});
  EXPECT_FALSE(sent<Prepare>(role.on_timer(Timer::election)).empty());
}

}  // namespace
}  // namespace paxos::multi::test
