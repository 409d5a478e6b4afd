#include "paxos/effects.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paxos {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The smallest protocol there is: a state is a number, everything else is a word.
struct Words {
  using Message = std::string;
  using Timer = std::string;
  using Learned = std::string;
};
using WordEffects = Effects<Words, int>;
using WordStep = Step<std::string, WordEffects>;

/// Writes down what it is asked to do, each with the cause that it was told.
struct Diary {
  std::vector<std::string> entries;

  void put(const std::string& cause, int state) {
    entries.push_back(cause + ": put " + std::to_string(state));
  }
  void commit() { entries.push_back("commit"); }
  void send(const std::string& cause, const Send<std::string>& send) {
    entries.push_back(cause + ": send " + send.message + " to " + std::to_string(send.to.size()));
  }
  void set_timer(const std::string& cause, const TimerChange<std::string>& change) {
    entries.push_back(cause + (change.attempt ? ": start " : ": stop ") + change.timer);
  }
  void learned(const std::string& cause, const std::string& learned) {
    entries.push_back(cause + ": learned " + learned);
  }
};

WordStep after(const std::string& cause, const WordEffects& effects) {
  return {cause, effects};
}

std::vector<std::string> performed(const std::vector<WordStep>& steps) {
  Diary diary;
  perform(diary, std::span<const WordStep>(steps));
  return diary.entries;
}

TEST(Perform, DoesNothingForNothing) {
  EXPECT_THAT(performed({}), IsEmpty());
  EXPECT_THAT(performed({after("x", {}), after("y", {})}), IsEmpty());
}

TEST(Perform, PersistsThenSendsThenSetsTimersThenTellsWhatIsLearned) {
  const WordEffects effects{.persist = 7,
                            .send = {{{acceptor(1), acceptor(2)}, "hello"}, {{learner(1)}, "bye"}},
                            .timers = {{"alarm", 1}, {"snooze", std::nullopt}},
                            .learned = "blue"};
  EXPECT_THAT(performed({after("x", effects)}),
              ElementsAre("x: put 7", "commit", "x: send hello to 2", "x: send bye to 1",
                          "x: start alarm", "x: stop snooze", "x: learned blue"));
}

// PMS §2.5: stable storage is written before the answer is sent.
TEST(Perform, MakesAWholeBatchDurableBeforeAnyOfItLeaves) {
  const std::vector<WordStep> batch{after("x", {.send = {{{acceptor(1)}, "one"}}}),
                                    after("y", {.persist = 2, .send = {{{acceptor(1)}, "two"}}}),
                                    after("z", {.persist = 3, .send = {{{acceptor(1)}, "three"}}})};
  EXPECT_THAT(performed(batch), ElementsAre("y: put 2", "z: put 3", "commit", "x: send one to 1",
                                            "y: send two to 1", "z: send three to 1"));
}

TEST(Perform, CommitsOnlyIfThereIsSomethingToCommit) {
  EXPECT_THAT(
      performed({after("x", {.send = {{{acceptor(1)}, "one"}}}), after("y", {.learned = "blue"})}),
      ElementsAre("x: send one to 1", "y: learned blue"));
}

TEST(Perform, KeepsTheOrderOfTheSteps) {
  const std::vector<WordStep> batch{
      after("x", {.timers = {{"alarm", 0}}}), after("y", {.send = {{{acceptor(1)}, "two"}}}),
      after("z", {.timers = {{"alarm", std::nullopt}}, .learned = "blue"})};
  EXPECT_THAT(performed(batch), ElementsAre("x: start alarm", "y: send two to 1", "z: stop alarm",
                                            "z: learned blue"));
}

/// A world whose stable storage fails.
struct FullDisk : Diary {
  void commit() {
    entries.emplace_back("commit failed");
    throw std::runtime_error("no space left");
  }
};

TEST(Perform, NothingLeavesIfTheCommitFails) {
  const std::vector<WordStep> batch{
      after("x", {.send = {{{acceptor(1)}, "one"}}, .learned = "blue"}),
      after("y", {.persist = 2})};
  FullDisk disk;
  EXPECT_THROW(perform(disk, std::span<const WordStep>(batch)), std::runtime_error);
  EXPECT_THAT(disk.entries, ElementsAre("y: put 2", "commit failed"));
}

TEST(Effects, CompareByContent) {
  EXPECT_EQ((WordEffects{.persist = 1}), (WordEffects{.persist = 1}));
  EXPECT_NE((WordEffects{.persist = 1}), (WordEffects{}));
  EXPECT_NE((WordEffects{.send = {{{acceptor(1)}, "one"}}}),
            (WordEffects{.send = {{{acceptor(2)}, "one"}}}));
  EXPECT_NE((WordEffects{.timers = {{"alarm", 0}}}),
            (WordEffects{.timers = {{"alarm", std::nullopt}}}));
}

/// A state that is not held in memory: the length of the diary stands for what is stored.
struct LibraryDiary : Diary {
  Send<std::string> recall(const std::string& what) const {
    return {{learner(1)}, what + " of " + std::to_string(entries.size())};
  }
};

// What is recalled is as of its own step, and leaves once that is durable.
TEST(Perform, RecallsBehindItsOwnChangeAndBeforeTheNext) {
  using RecallingEffects = Effects<Words, int, std::string>;
  const std::vector<Step<std::string, RecallingEffects>> batch{
      {"x", {.persist = 1, .recall = "page", .send = {{{acceptor(1)}, "one"}}}},
      {"y", {.persist = 2}}};
  LibraryDiary diary;
  perform(diary, std::span(batch));
  EXPECT_THAT(diary.entries, ElementsAre("x: put 1", "y: put 2", "commit", "x: send page of 1 to 1",
                                         "x: send one to 1"));
}

}  // namespace
}  // namespace paxos
