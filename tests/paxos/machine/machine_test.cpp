#include "paxos/machine/machine.hpp"

#include "tests/paxos/machine/replies.hpp"

namespace paxos::machine::test {
namespace {

class MachineTest : public testing::Test {
 protected:
  Machine machine;

  std::optional<Reply> execute(const Origin& origin, const std::string& line) {
    return machine.execute({origin, words_of(line)});
  }
  /// It is skipped, and nothing comes of it.
  void expect_skipped(const Origin& origin, const std::string& line) {
    const Machine before = machine;
    EXPECT_EQ(execute(origin, line), std::nullopt);
    EXPECT_TRUE(machine == before);
  }
  std::optional<Reply> held(const std::string& key) {
    return machine.store().read(words_of("GET " + key));
  }
};

TEST_F(MachineTest, ExecutesACommandInTheFirstOfItsSlotsOnly) {
  EXPECT_EQ(execute({1, 1, 1}, "INCR k"), integer(1));
  expect_skipped({1, 1, 1}, "INCR k");
  EXPECT_EQ(execute({1, 1, 2}, "INCR k"), integer(2));
  expect_skipped({1, 1, 1}, "INCR k");
  expect_skipped({1, 1, 2}, "INCR k");
  EXPECT_EQ(held("k"), bulk("2"));
}

TEST_F(MachineTest, SkipsACommandThatALaterOneOvertook) {
  EXPECT_EQ(execute({1, 1, 3}, "SET k late"), ok);
  expect_skipped({1, 1, 2}, "SET k early");
  EXPECT_EQ(execute({1, 1, 7}, "APPEND k r"), integer(5));
}

TEST_F(MachineTest, SkipsCommandsOfAnOlderLife) {
  EXPECT_EQ(execute({1, 1, 5}, "INCR k"), integer(1));
  EXPECT_EQ(execute({1, 2, 1}, "INCR k"), integer(2));
  expect_skipped({1, 1, 6}, "INCR k");
  expect_skipped({1, 2, 1}, "INCR k");
  EXPECT_EQ(execute({1, 2, 2}, "INCR k"), integer(3));
}

TEST_F(MachineTest, RemembersEachProposerByItself) {
  EXPECT_EQ(execute({2, 9, 9}, "INCR k"), integer(1));
  EXPECT_EQ(execute({1, 1, 1}, "INCR k"), integer(2));
  EXPECT_EQ(execute({3, 1, 1}, "INCR k"), integer(3));
  expect_skipped({2, 9, 9}, "INCR k");
  expect_skipped({1, 1, 1}, "INCR k");
  EXPECT_EQ(execute({2, 9, 10}, "INCR k"), integer(4));
}

TEST_F(MachineTest, ExecutesTheFirstCommandOfAProposerWhateverItsNumber) {
  EXPECT_EQ(execute({0, 0, 0}, "INCR k"), integer(1));
  expect_skipped({0, 0, 0}, "INCR k");
}

TEST_F(MachineTest, AnswersAMistakeOnceToo) {
  EXPECT_EQ(execute({1, 1, 1}, "FETCH k"), error("ERR unknown command 'FETCH'"));
  expect_skipped({1, 1, 1}, "FETCH k");
  EXPECT_EQ(machine.execute({{1, 1, 2}, {}}), error("ERR no command"));
}

// The proposer's number is another when a client asks again; the session knows that it does.
TEST_F(MachineTest, ExecutesOnceWhatAClientAsksForAgainElsewhere) {
  EXPECT_EQ(execute({1, 1, 1}, "SESSION"), integer(1));
  EXPECT_EQ(execute({1, 1, 2}, "once 1 1 INCR k"), integer(1));
  EXPECT_EQ(execute({2, 1, 1}, "ONCE 1 1 INCR k"), integer(1));
  EXPECT_EQ(held("k"), bulk("1"));
  EXPECT_EQ(machine.sessions().size(), 1U);
}

TEST_F(MachineTest, BoundsItsSessions) {
  machine = Machine(Sessions::Limits{.sessions = 1});
  EXPECT_EQ(execute({1, 1, 1}, "SESSION"), integer(1));
  EXPECT_EQ(execute({1, 1, 2}, "SESSION"), integer(2));
  EXPECT_EQ(machine.sessions().size(), 1U);
}

TEST_F(MachineTest, HoldsTenThousandSessionsUnlessToldOtherwise) {
  for (std::uint64_t number = 1; number <= 10'001; ++number) execute({1, 1, number}, "SESSION");
  EXPECT_EQ(machine.sessions().size(), 10'000U);
}

TEST_F(MachineTest, CountsWhatItExecutes) {
  execute({1, 1, 1}, "SET k v");
  execute({1, 1, 1}, "SET k v");
  execute({1, 1, 2}, "FETCH k");
  execute({2, 1, 1}, "SESSION");
  EXPECT_EQ(machine.executed(), 3U);
}

TEST_F(MachineTest, IsEqualToOneThatHasExecutedTheSameLog) {
  Machine other;
  const std::vector<Command> log{{{1, 1, 1}, words_of("SESSION")},
                                 {{2, 1, 1}, words_of("ONCE 1 1 INCR k")},
                                 {{2, 1, 1}, words_of("ONCE 1 1 INCR k")},
                                 {{1, 1, 2}, words_of("MSET a 1 b 2")}};
  for (const auto& command : log) {
    EXPECT_EQ(machine.execute(command), other.execute(command));
    EXPECT_TRUE(machine == other);
  }
}

TEST_F(MachineTest, DiffersByAllThatItRemembers) {
  execute({1, 1, 1}, "GET k");
  Machine other;
  other.execute({{1, 1, 2}, words_of("GET k")});
  EXPECT_FALSE(machine == other) << "the next command of the proposer";
  other = machine;
  execute({1, 1, 2}, "SET k v");
  other.execute({{1, 1, 2}, words_of("SET k w")});
  EXPECT_FALSE(machine == other) << "the store";
  other = machine;
  execute({1, 1, 3}, "SESSION");
  other.execute({{1, 1, 3}, words_of("GET k")});
  EXPECT_FALSE(machine == other) << "the sessions";
}

}  // namespace
}  // namespace paxos::machine::test
