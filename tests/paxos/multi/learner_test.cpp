#include "paxos/multi/learner.hpp"

#include "tests/paxos/multi/fixture.hpp"

namespace paxos::multi::test {
namespace {

class LearnerFixture : public testing::Test {
 protected:
  Learner role{learner(1), three};
};

TEST_F(LearnerFixture, LearnsInTheOrderOfTheSlotsEachOnce) {
  EXPECT_EQ(role.handle(proposer(1), Chosen{slot(2), red}), Learner::Effects{});
  EXPECT_EQ(role.handle(proposer(1), Chosen{slot(1), blue}).learned,
            (Learned{slot(1), {blue, red}}));
  EXPECT_EQ(role.handle(proposer(1), Chosen{slot(2), red}), Learner::Effects{});
}

TEST_F(LearnerFixture, AsksTheLeaderIfItIsBehind) {
  EXPECT_TRUE(sent<Fetch>(role.handle(proposer(2), Heartbeat{{1, 2}, slot(1)})).empty());
  EXPECT_EQ(sent<Fetch>(role.handle(proposer(2), Heartbeat{{1, 2}, slot(2)})),
            (std::vector<std::pair<NodeId, Fetch>>{{proposer(2), {slot(1)}}}));
}

TEST_F(LearnerFixture, AsksOneAfterTheOtherWhileNobodyLeads) {
  EXPECT_TRUE(starts(role.start(), Timer::catch_up));
  std::set<NodeId> asked;
  for (int i = 0; i < 2; ++i) {
    const auto effects = role.on_timer(Timer::catch_up);
    EXPECT_TRUE(starts(effects, Timer::catch_up));
    for (const auto& [to, fetch] : sent<Fetch>(effects)) asked.insert(to);
  }
  EXPECT_EQ(asked, (std::set<NodeId>{proposer(1), proposer(2)}));
}

TEST_F(LearnerFixture, AsksForMoreUntilThereIsNothingNew) {
  const auto effects = role.handle(proposer(1), Fetched{slot(1), {blue, red}});
  EXPECT_EQ(effects.learned, (Learned{slot(1), {blue, red}}));
  EXPECT_EQ(sent<Fetch>(effects),
            (std::vector<std::pair<NodeId, Fetch>>{{proposer(1), {slot(3)}}}));
  EXPECT_EQ(role.handle(proposer(1), Fetched{slot(1), {blue, red}}), Learner::Effects{});
}

TEST_F(LearnerFixture, GoesOnFromWhatItsStorageHolds) {
  LearnerState recovered;
  (void)recovered.chosen.learn(slot(1), blue);
  role = Learner(learner(1), three, recovered);
  EXPECT_EQ(role.handle(proposer(1), Chosen{slot(2), red}).learned, (Learned{slot(2), {red}}));
}

TEST(ChosenLog, GivesPagesOfWholeValuesAndAtLeastOne) {
  ChosenLog log;
  for (std::uint64_t i = 1; i <= 3; ++i) (void)log.learn(slot(i), blue);
  EXPECT_EQ(log.page(slot(1), 1), (Fetched{slot(1), {blue}}));
  EXPECT_EQ(log.page(slot(2), 1000), (Fetched{slot(2), {blue, blue}}));
  EXPECT_EQ(log.page(slot(4), 1000), (Fetched{slot(4), {}}));
}

TEST(ChosenLog, IsNoOtherForWhatItKnowsAlready) {
  ChosenLog log;
  (void)log.learn(slot(1), blue);
  const ChosenLog before = log;
  EXPECT_EQ(log.learn(slot(1), blue), std::nullopt);
  EXPECT_EQ(log, before);
}

TEST(ChosenLog, KeepsTheFirstSlotsIfItIsCutShort) {
  ChosenLog log;
  for (const std::uint64_t i : {1U, 2U, 3U, 5U}) (void)log.learn(slot(i), blue);
  log.truncate(slot(3));
  EXPECT_EQ(log.first_unchosen(), slot(3));
  EXPECT_FALSE(log.contains(slot(5)));
}

}  // namespace
}  // namespace paxos::multi::test
