// Paxos Made Simple §3 and The Part-Time Parliament §3.1, claim by claim. The guides in papers/
// name these tests.
#include "paxos/machine/machine.hpp"
#include "tests/paxos/multi/fixture.hpp"

namespace paxos::multi::test {
namespace {

using machine::Command;
using machine::Machine;

class PaxosMadeSimpleLog : public ProposerFixture {
 protected:
  /// What becomes chosen is told by another proposer.
  void learn(std::uint64_t in_slot, const Value& value) {
    (void)role.handle(proposer(2), Chosen{slot(in_slot), value});
  }
};
using PartTimeParliament = PaxosMadeSimpleLog;

TEST_F(PaxosMadeSimpleLog, S3_ServersThatExecuteTheSameCommandsInOneOrderAreInOneState) {
  const std::vector<Command> log{
      {{1, 1, 1}, {"SET", "k", "a"}}, {{2, 1, 1}, {"APPEND", "k", "b"}}, {{1, 1, 2}, {"GET", "k"}}};
  Machine here;
  Machine there;
  for (const Command& command : log) EXPECT_EQ(here.execute(command), there.execute(command));
  EXPECT_EQ(here, there);

  Machine elsewhere;
  for (const std::size_t i : {1U, 0U, 2U}) (void)elsewhere.execute(log[i]);
  EXPECT_NE(here, elsewhere) << "the order matters";
}

TEST_F(PaxosMadeSimpleLog, S3_ANewLeaderRunsPhase1OnceForAllInstances) {
  learn(1, blue);
  learn(2, green);
  const auto effects = role.on_timer(Timer::election);
  const auto requests = sent<Prepare>(effects);
  ASSERT_EQ(requests.size(), acceptors.size()) << "one to each acceptor, whatever the slots";
  EXPECT_EQ(requests.front().second, (Prepare{mine, slot(3)}));
}

// The paper's own numbers: a new leader knows commands 1 to 134, 138 and 139, and phase 1
// constrains 135 and 140 only.
TEST_F(PaxosMadeSimpleLog, S3_TheExampleOfTheGapAt136) {
  for (std::uint64_t number = 1; number <= 134; ++number) learn(number, blue);
  learn(138, blue);
  learn(139, blue);
  (void)role.propose(green);
  EXPECT_EQ(sent<Prepare>(role.on_timer(Timer::election)).front().second.from, slot(135));
  const std::map<Slot, Proposal> first{{slot(135), {{1, 1}, red}}};
  const std::map<Slot, Proposal> second{{slot(140), {{1, 1}, blue}}};
  (void)role.handle(acceptor(1), Promise{mine, slot(135), first, {}});
  const auto effects = role.handle(acceptor(2), Promise{mine, slot(135), second, {}});
  EXPECT_EQ(accepts(effects), (std::vector<Accept>{{slot(135), {mine, red}},
                                                   {slot(136), {mine, no_op}},
                                                   {slot(137), {mine, no_op}},
                                                   {slot(140), {mine, blue}},
                                                   {slot(141), {mine, green}}}));
}

TEST_F(PaxosMadeSimpleLog, S3_TheLeaderProposesAheadOfWhatIsChosenButAtMostAlpha) {
  Configuration narrow = three;
  narrow.window = 3;
  role = Proposer(proposer(1), narrow);
  lead();
  std::vector<Accept> issued;
  for (int i = 0; i < 5; ++i) {
    for (const Accept& accept : accepts(role.propose(blue))) issued.push_back(accept);
  }
  EXPECT_EQ(issued.size(), 3U) << "in slots 1 to 3, of which none is chosen yet";
  (void)accepted(1, 1);
  EXPECT_FALSE(accepts(accepted(2, 1)).empty())
      << "slot 1 is chosen, so slot 4 is within the window";
}

TEST_F(PaxosMadeSimpleLog, S3_ACommandBehindAGapIsNotExecutedYet) {
  EXPECT_EQ(role.handle(proposer(2), Chosen{slot(2), green}).learned, std::nullopt);
  const auto effects = role.handle(proposer(2), Chosen{slot(1), blue});
  EXPECT_EQ(effects.learned, (Learned{slot(1), {blue, green}}));
}

TEST_F(PaxosMadeSimpleLog, S3_SeveralLeadersAreSafe) {
  AcceptorWithStorage one(acceptor(1));
  AcceptorWithStorage two(acceptor(2));
  lead();
  const auto issued = accepts(role.propose(blue)).front();
  // Another leads by now, with the promises of both.
  for (AcceptorWithStorage* each : {&one, &two}) {
    (void)each->handle(proposer(2), Prepare{{2, 2}, slot(1)});
    const auto answer = each->handle(proposer(1), issued);
    EXPECT_EQ(sent<Accepted>(answer).size(), 0U);
    EXPECT_EQ(sent<Nack>(answer).size(), 1U);
    EXPECT_TRUE(each->stored().accepted.empty()) << "no slot has the old leader's value";
  }
}

TEST_F(PartTimeParliament, S3_1_OneAnswerReportsTheVotesOnAllDecrees) {
  AcceptorWithStorage priest(acceptor(1));
  for (const std::uint64_t number : {1U, 4U, 9U}) {
    (void)priest.handle(proposer(2), Accept{slot(number), {{1, 2}, red}});
  }
  const auto answer = priest.handle(proposer(1), Prepare{{2, 1}, slot(4)});
  const auto promises = sent<Promise>(answer);
  ASSERT_EQ(promises.size(), 1U);
  EXPECT_EQ(promises.front().second.accepted,
            (std::map<Slot, Proposal>{{slot(4), {{1, 2}, red}}, {slot(9), {{1, 2}, red}}}));
}

TEST_F(PartTimeParliament, S3_1_OliveDayDecreesFillTheGaps) {
  (void)role.on_timer(Timer::election);
  (void)promise(1, {{slot(3), {{1, 1}, red}}});
  const auto issued = accepts(promise(2));
  ASSERT_EQ(issued.size(), 3U);
  EXPECT_EQ(issued[0].proposal.value, no_op);
  EXPECT_EQ(issued[1].proposal.value, no_op);
  EXPECT_EQ(issued[2].proposal.value, red);
}

}  // namespace
}  // namespace paxos::multi::test
