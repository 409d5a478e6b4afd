// What a proposer does until it leads.
#include "paxos/multi/proposer.hpp"

#include "tests/paxos/multi/fixture.hpp"

namespace paxos::multi::test {
namespace {

TEST_F(ProposerFixture, WaitsAtItsStartWhetherSomebodyLeads) {
  const auto effects = role.start();
  EXPECT_TRUE(starts(effects, Timer::election));
  EXPECT_TRUE(effects.send.empty());
}

// PMS §3: phase 1 once, for all slots of which it does not know what is chosen.
TEST_F(ProposerFixture, CampaignsForAllSlotsFromTheFirstThatIsNotKnownToBeChosen) {
  (void)role.handle(proposer(2), Chosen{slot(1), blue});
  (void)role.handle(proposer(2), Chosen{slot(3), red});
  const auto effects = role.on_timer(Timer::election);
  EXPECT_EQ(effects.persist, ProposerChange{1}) << "the round is durable before it is used";
  ASSERT_EQ(sent<Prepare>(effects).size(), 3U);
  EXPECT_EQ(sent<Prepare>(effects)[0].second, (Prepare{mine, slot(2)}));
  EXPECT_EQ(sent<Fetch>(effects).size(), 2U) << "the other proposer and the learner";
  EXPECT_TRUE(in<Campaigning>());
}

TEST_F(ProposerFixture, LeadsOnceAQuorumHasPromised) {
  (void)role.on_timer(Timer::election);
  (void)promise(1);
  (void)promise(1);
  EXPECT_TRUE(in<Campaigning>()) << "one acceptor that is heard twice is one";
  const auto effects = promise(2);
  EXPECT_TRUE(in<Leading>());
  EXPECT_EQ(sent<Heartbeat>(effects).size(), 5U);
  EXPECT_TRUE(starts(effects, Timer::quorum));
}

TEST_F(ProposerFixture, CountsAPromiseOnceAllOfItsPagesAreThere) {
  (void)role.on_timer(Timer::election);
  (void)promise(2);
  const Promise first{mine, slot(1), {{slot(1), {{1, 1}, blue}}}, slot(2)};
  const Promise last{mine, slot(2), {{slot(2), {{1, 1}, red}}}, {}};
  EXPECT_EQ(role.handle(acceptor(1), last), Proposer::Effects{}) << "it is not yet its turn";
  EXPECT_EQ(sent<More>(role.handle(acceptor(1), first)),
            (std::vector<std::pair<NodeId, More>>{{acceptor(1), {mine, slot(2)}}}));
  EXPECT_EQ(role.handle(acceptor(1), first), Proposer::Effects{}) << "it came twice";
  EXPECT_TRUE(in<Campaigning>());
  const auto effects = role.handle(acceptor(1), last);
  EXPECT_TRUE(in<Leading>());
  EXPECT_EQ(accepts(effects),
            (std::vector<Accept>{{slot(1), {mine, blue}}, {slot(2), {mine, red}}}));
}

TEST(Report, TakesTheHighestBallotInEachSlot) {
  Reported reported;
  report(reported, {{slot(1), {{1, 1}, blue}}, {slot(2), {{3, 1}, blue}}});
  report(reported,
         {{slot(1), {{2, 2}, red}}, {slot(2), {{2, 2}, red}}, {slot(5), {{1, 1}, green}}});
  EXPECT_EQ(
      reported,
      (Reported{{slot(1), {{2, 2}, red}}, {slot(2), {{3, 1}, blue}}, {slot(5), {{1, 1}, green}}}));
}

TEST_F(ProposerFixture, IgnoresANackThatIsStaleOrOfItsOwnBallot) {
  lead();
  EXPECT_EQ(role.handle(acceptor(3), Nack{{1, 2}, {9, 2}}), Proposer::Effects{});
  EXPECT_EQ(role.handle(acceptor(3), Nack{mine, mine}), Proposer::Effects{});
  EXPECT_TRUE(in<Leading>());
}

TEST_F(ProposerFixture, StepsDownForAHigherPromiseAndCampaignsAboveIt) {
  lead();
  const auto effects = role.handle(acceptor(3), Nack{mine, {7, 2}});
  EXPECT_TRUE(in<Following>());
  EXPECT_TRUE(starts(effects, Timer::election));
  EXPECT_FALSE(starts(effects, Timer::heartbeat));
  EXPECT_EQ(role.on_timer(Timer::election).persist, ProposerChange{8});
}

TEST_F(ProposerFixture, FollowsAHigherLeaderAndGivesItWhatWaits) {
  EXPECT_EQ(role.propose(blue), Proposer::Effects{}) << "nobody is known to lead";
  (void)role.propose(red);
  const auto effects = role.handle(proposer(2), Heartbeat{{1, 2}, slot(1)});
  EXPECT_EQ(sent<Forward>(effects),
            (std::vector<std::pair<NodeId, Forward>>{{proposer(2), {Value("bluered")}}}));
  EXPECT_EQ(sent<Forward>(role.propose(green)),
            (std::vector<std::pair<NodeId, Forward>>{{proposer(2), {green}}}));
}

TEST_F(ProposerFixture, WaitsAnewWithEveryHeartbeatOfItsLeader) {
  (void)role.on_timer(Timer::election);
  (void)role.on_timer(Timer::election);
  (void)role.on_timer(Timer::election);
  const TimerChange<Timer> first_wait{Timer::election, 0};
  for (const std::uint64_t chosen : {1U, 2U}) {
    const auto effects = role.handle(proposer(2), Heartbeat{{5, 2}, slot(chosen)});
    EXPECT_EQ(effects.timers, std::vector{first_wait}) << "its vain campaigns are forgotten";
    EXPECT_EQ(sent<Fetch>(effects).size(), chosen - 1);
  }
}

TEST_F(ProposerFixture, ForwardsNoMoreAtOnceThanABatchHolds) {
  const Value large(std::string(batch_bytes * 2 / 3, 'x'));
  (void)role.propose(large);
  (void)role.propose(large);
  (void)role.propose(blue);
  const auto forwards = sent<Forward>(role.handle(proposer(2), Heartbeat{{1, 2}, slot(1)}));
  ASSERT_EQ(forwards.size(), 2U);
  EXPECT_EQ(forwards[0].second.commands, large);
  EXPECT_EQ(forwards[1].second.commands.size(), large.size() + blue.size());
}

// Those who forward do not wait for each other: at a leader that has no quorum their commands pile
// up.
TEST_F(ProposerFixture, LosesWhatIsForwardedBeyondItsBound) {
  const Value large(std::string(batch_bytes, 'x'));
  for (std::uint64_t i = 0; i < 2 * Proposer::most_waiting / batch_bytes; ++i) {
    (void)role.handle(proposer(2), Forward{large});
  }
  EXPECT_EQ(role.waiting().size(), Proposer::most_waiting / batch_bytes);
  (void)role.propose(blue);
  EXPECT_EQ(role.waiting().back(), blue) << "its own clients are bounded by who serves them";
  (void)role.handle(proposer(2), Heartbeat{{1, 2}, slot(1)});
  EXPECT_TRUE(role.waiting().empty());
  (void)role.handle(proposer(2), Forward{green});
  EXPECT_EQ(role.waiting().size(), 1U) << "there is room again";
}

TEST_F(ProposerFixture, IsNotHeldBackByALeaderOfALowerBallot) {
  (void)role.handle(proposer(2), Heartbeat{{5, 2}, slot(1)});
  (void)role.on_timer(Timer::election);
  EXPECT_EQ(role.handle(proposer(2), Heartbeat{{5, 2}, slot(1)}), Proposer::Effects{});
  EXPECT_TRUE(in<Campaigning>());
}

// One that no acceptor hears would else campaign for ever, and its clients would wait for ever.
TEST_F(ProposerFixture, HearsAnyLeaderAfterACampaignThatCameToNothing) {
  (void)role.handle(proposer(2), Heartbeat{{5, 2}, slot(1)});
  (void)role.on_timer(Timer::election);
  EXPECT_TRUE(starts(role.on_timer(Timer::election), Timer::election));
  EXPECT_TRUE(in<Following>());
  (void)role.propose(blue);
  EXPECT_EQ(sent<Forward>(role.handle(proposer(2), Heartbeat{{5, 2}, slot(1)})).size(), 1U);
  EXPECT_EQ(role.on_timer(Timer::election).persist, ProposerChange{7}) << "it uses no round twice";
}

TEST_F(ProposerFixture, AsksForWhatItMissedAndTellsOthersWhatTheyMissed) {
  const auto effects = role.handle(proposer(2), Heartbeat{{1, 2}, slot(3)});
  EXPECT_EQ(sent<Fetch>(effects),
            (std::vector<std::pair<NodeId, Fetch>>{{proposer(2), {slot(1)}}}));
  const auto fetched = role.handle(proposer(2), Fetched{slot(1), {blue, no_op}});
  EXPECT_EQ(fetched.learned, (Learned{slot(1), {blue, no_op}}));
  EXPECT_EQ(sent<Fetch>(fetched),
            (std::vector<std::pair<NodeId, Fetch>>{{proposer(2), {slot(3)}}}));
  EXPECT_EQ(role.handle(proposer(2), Fetched{slot(1), {blue, no_op}}), Proposer::Effects{});
  EXPECT_EQ(sent<Fetched>(role.handle(learner(1), Fetch{slot(2)})),
            (std::vector<std::pair<NodeId, Fetched>>{{learner(1), {slot(2), {no_op}}}}));
  EXPECT_EQ(role.handle(learner(1), Fetch{slot(3)}), Proposer::Effects{});
}

// PMS §3: it may not propose where it does not know what is chosen and acceptors cannot tell it.
TEST(MultiProposer, OfARestoredClusterFetchesTheBackupBeforeItCampaigns) {
  Configuration restored = three;
  restored.first_slot = 101;
  Proposer without(proposer(1), restored);
  const auto fetches = without.on_timer(Timer::election);
  EXPECT_TRUE(sent<Prepare>(fetches).empty());
  EXPECT_EQ(sent<Fetch>(fetches).size(), 1U);

  ProposerState state;
  state.snapshots.own = {{slot(101), 9}, 9, {}};
  state.chosen.skip_to(slot(101));
  Proposer with(proposer(1), restored, state);
  EXPECT_EQ(sent<Prepare>(with.on_timer(Timer::election)).front().second,
            (Prepare{{1, 1}, slot(101)}));
}

}  // namespace
}  // namespace paxos::multi::test
