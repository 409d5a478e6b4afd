#include "paxos/machine/sessions.hpp"

#include "tests/paxos/machine/replies.hpp"

namespace paxos::machine::test {
namespace {

class SessionsTest : public testing::Test {
 protected:
  Store store;
  Sessions sessions{{.sessions = 3}};

  Reply ask(const std::string& line) { return sessions.execute(words_of(line), store); }
  Reply look(const std::string& line) { return store.execute(words_of(line)); }

  static Reply no_session(int id) {
    return error("NOSESSION session " + std::to_string(id) +
                 " has expired or never was; open another");
  }
  static Reply out_of_turn(const std::string& id, const std::string& last, const std::string& seq) {
    return error("ERR session " + id + " is at " + last + ": seq " + seq +
                 " is neither the last nor the next");
  }
  /// An error, and nothing else comes of it: neither a seq nor a use of the session.
  void expect_refused(const std::string& line, const Reply& with) {
    const Sessions before = sessions;
    const Store held = store;
    EXPECT_EQ(ask(line), with);
    EXPECT_TRUE(sessions == before) << line;
    EXPECT_TRUE(store == held) << line;
  }
};

TEST_F(SessionsTest, NumbersSessionsFromOneAndUsesNoNumberAgain) {
  for (int id = 1; id <= 10; ++id) EXPECT_EQ(ask(id % 2 == 0 ? "SESSION" : "session"), integer(id));
  EXPECT_EQ(sessions.size(), 3U);
}

TEST_F(SessionsTest, ExecutesARepeatedCommandOnce) {
  ask("SESSION");
  EXPECT_EQ(ask("ONCE 1 1 INCR k"), integer(1));
  EXPECT_EQ(ask("ONCE 1 1 INCR k"), integer(1));
  EXPECT_EQ(ask("once 1 1 incr k"), integer(1));
  EXPECT_EQ(look("GET k"), bulk("1"));
  EXPECT_EQ(ask("ONCE 1 2 INCR k"), integer(2));
  EXPECT_EQ(ask("ONCE 1 2 INCR k"), integer(2));
}

TEST_F(SessionsTest, KeepsOnlySoManyBytesOfAnswers) {
  sessions = Sessions({100, 1000});
  store.execute(words_of("SET k " + std::string(400, 'x')));
  for (int id = 1; id <= 4; ++id) {
    ask("SESSION");
    EXPECT_EQ(ask("ONCE " + std::to_string(id) + " 1 GET k"), bulk(std::string(400, 'x')));
  }
  EXPECT_EQ(sessions.size(), 2U) << "two of the answers fit";
  EXPECT_EQ(ask("ONCE 2 1 GET k"), no_session(2));
  EXPECT_EQ(ask("ONCE 3 1 GET k"), bulk(std::string(400, 'x')));
  for (int id = 5; id <= 50; ++id) {
    ask("SESSION");
    EXPECT_EQ(ask("ONCE " + std::to_string(id) + " 1 STRLEN k"), integer(400));
  }
  EXPECT_EQ(sessions.size(), 48U) << "small answers expire nothing";
  for (int seq = 2; seq <= 10; ++seq) ask("ONCE 50 " + std::to_string(seq) + " GET k");
  EXPECT_EQ(ask("ONCE 50 11 STRLEN k"), integer(400));
  EXPECT_EQ(sessions.size(), 47U) << "one answer of a session is kept, its last";
}

TEST_F(SessionsTest, KeepsAnAnswerThatIsTooLargeForAll) {
  sessions = Sessions({100, 10});
  store.execute(words_of("SET k " + std::string(400, 'x')));
  ask("SESSION");
  EXPECT_EQ(ask("ONCE 1 1 GET k"), bulk(std::string(400, 'x')));
  EXPECT_EQ(ask("ONCE 1 1 GET k"), bulk(std::string(400, 'x')));
}

TEST_F(SessionsTest, AnswersARepeatAsTheFirstTimeWhateverHappenedSince) {
  ask("SESSION");
  look("SET k a");
  EXPECT_EQ(ask("ONCE 1 1 GET k"), bulk("a"));
  look("SET k b");
  EXPECT_EQ(ask("ONCE 1 1 GET k"), bulk("a"));
  EXPECT_EQ(ask("ONCE 1 1 SET k c"), bulk("a"));
  EXPECT_EQ(look("GET k"), bulk("b"));
}

TEST_F(SessionsTest, RefusesASeqThatIsNeitherTheLastNorTheNext) {
  ask("SESSION");
  expect_refused("ONCE 1 2 INCR k", out_of_turn("1", "0", "2"));
  ask("ONCE 1 1 INCR k");
  ask("ONCE 1 2 INCR k");
  expect_refused("ONCE 1 1 INCR k", out_of_turn("1", "2", "1"));
  expect_refused("ONCE 1 4 INCR k", out_of_turn("1", "2", "4"));
  expect_refused("ONCE 1 9223372036854775807 INCR k", out_of_turn("1", "2", "9223372036854775807"));
  EXPECT_EQ(ask("ONCE 1 3 INCR k"), integer(3));
}

TEST_F(SessionsTest, CountsEachSessionByItself) {
  ask("SESSION");
  ask("SESSION");
  EXPECT_EQ(ask("ONCE 1 1 INCR k"), integer(1));
  EXPECT_EQ(ask("ONCE 2 1 INCR k"), integer(2));
  EXPECT_EQ(ask("ONCE 1 1 INCR k"), integer(1));
  EXPECT_EQ(ask("ONCE 1 2 INCR k"), integer(3));
}

TEST_F(SessionsTest, KeepsAnErrorOfAWellFormedCommandAsItsAnswer) {
  ask("SESSION");
  look("SET k text");
  EXPECT_EQ(ask("ONCE 1 1 INCR k"), no_integer);
  look("SET k 1");
  EXPECT_EQ(ask("ONCE 1 1 INCR k"), no_integer);
  EXPECT_EQ(ask("ONCE 1 2 INCR k"), integer(2));
}

TEST_F(SessionsTest, RefusesAMalformedCommandWithoutUsingUpItsSeq) {
  ask("SESSION");
  expect_refused("ONCE 1 1 GET", error("ERR wrong number of arguments; write GET key"));
  expect_refused("ONCE 1 1 FETCH k", error("ERR unknown command 'FETCH'"));
  expect_refused("ONCE 1 1 INCRBY k x", no_integer);
  expect_refused("ONCE 1 1 SET k " + std::string(65537, 'v'),
                 error("ERR a value has at most 65536 bytes, not 65537"));
  EXPECT_EQ(ask("ONCE 1 1 INCR k"), integer(1));
  expect_refused("ONCE 1 1 FETCH k", error("ERR unknown command 'FETCH'"));
}

TEST_F(SessionsTest, RefusesItsOwnCommandsWithinOnceWithoutUsingUpTheSeq) {
  ask("SESSION");
  ask("SESSION");
  expect_refused("ONCE 1 1 ONCE 2 1 INCR k", error("ERR ONCE cannot stand within ONCE"));
  expect_refused("ONCE 1 1 once", error("ERR ONCE cannot stand within ONCE"));
  expect_refused("ONCE 1 1 SESSION", error("ERR SESSION cannot stand within ONCE"));
  expect_refused("ONCE 1 1 session", error("ERR SESSION cannot stand within ONCE"));
  EXPECT_EQ(ask("ONCE 1 1 INCR k"), integer(1));
}

TEST_F(SessionsTest, RefusesWhatIsWrittenWrongly) {
  const std::string usage = "; write ONCE id seq COMMAND...";
  ask("SESSION");
  expect_refused("SESSION 1", error("ERR wrong number of arguments; write SESSION"));
  for (const char* line : {"ONCE", "ONCE 1", "ONCE 1 1"}) {
    expect_refused(line, error("ERR wrong number of arguments" + usage));
  }
  for (const char* line : {"ONCE x 1 INCR k", "ONCE 1 x INCR k", "ONCE 1 0 INCR k",
                           "ONCE 0 1 INCR k", "ONCE -1 1 INCR k", "ONCE 1 -1 INCR k",
                           "ONCE 01 1 INCR k", "ONCE 1 9223372036854775808 INCR k"}) {
    expect_refused(line, error("ERR id and seq are integers from 1 on" + usage));
  }
  expect_refused("GET k", error("ERR unknown command 'GET'"));
}

TEST_F(SessionsTest, KnowsNoSessionThatWasNotOpened) {
  expect_refused("ONCE 1 1 INCR k", no_session(1));
  ask("SESSION");
  expect_refused("ONCE 2 1 INCR k", no_session(2));
}

TEST_F(SessionsTest, ExpiresTheLeastRecentlyUsedAboveTheBound) {
  for (int id = 1; id <= 3; ++id) ask("SESSION");
  for (int id = 1; id <= 3; ++id) EXPECT_EQ(ask("ONCE " + std::to_string(id) + " 1 GET k"), nil);
  EXPECT_EQ(ask("SESSION"), integer(4));
  EXPECT_EQ(sessions.size(), 3U);
  expect_refused("ONCE 1 2 INCR k", no_session(1));
  expect_refused("ONCE 1 1 GET k", no_session(1));
  for (const char* others : {"ONCE 2 1 GET k", "ONCE 3 1 GET k", "ONCE 4 1 GET k"}) {
    EXPECT_EQ(ask(others), nil);
  }
}

TEST_F(SessionsTest, CountsOpeningExecutingAndRepeatingAsUse) {
  for (int id = 1; id <= 3; ++id) ask("SESSION");
  ask("ONCE 1 1 INCR k");
  EXPECT_EQ(ask("SESSION"), integer(4));
  expect_refused("ONCE 2 1 INCR k", no_session(2));

  // From the least recent on: 3, 1, 4. The repeat makes that 3, 4, 1.
  ask("ONCE 1 1 INCR k");
  ask("SESSION");
  expect_refused("ONCE 3 1 INCR k", no_session(3));
  ask("SESSION");
  expect_refused("ONCE 4 1 INCR k", no_session(4));
  EXPECT_EQ(ask("ONCE 1 2 INCR k"), integer(2));
}

TEST_F(SessionsTest, DoesNotCountWhatItRefusesAsUse) {
  for (int id = 1; id <= 3; ++id) ask("SESSION");
  expect_refused("ONCE 1 2 INCR k", out_of_turn("1", "0", "2"));
  expect_refused("ONCE 1 1 FETCH k", error("ERR unknown command 'FETCH'"));
  ask("SESSION");
  expect_refused("ONCE 1 1 INCR k", no_session(1));
}

TEST_F(SessionsTest, MayBeBoundedToOne) {
  sessions = Sessions({.sessions = 1});
  ask("SESSION");
  EXPECT_EQ(ask("SESSION"), integer(2));
  expect_refused("ONCE 1 1 INCR k", no_session(1));
  EXPECT_EQ(ask("ONCE 2 1 INCR k"), integer(1));
}

TEST(SessionsDeathTest, AreBoundedToOneAtLeast) {
  EXPECT_DEATH(Sessions({.sessions = 0}), "sessions >= 1");
}

TEST_F(SessionsTest, DifferByTheirAnswersAndByWhoWasUsedLast) {
  ask("SESSION");
  ask("SESSION");
  Sessions other = sessions;
  Store elsewhere;
  EXPECT_TRUE(sessions == other);
  ask("ONCE 1 1 SET k v");
  EXPECT_FALSE(sessions == other);
  other.execute(words_of("ONCE 1 1 GET k"), elsewhere);
  EXPECT_FALSE(sessions == other);

  other = sessions;
  ask("ONCE 2 1 GET k");
  ask("ONCE 1 1 GET k");
  other.execute(words_of("ONCE 1 1 GET k"), store);
  other.execute(words_of("ONCE 2 1 GET k"), store);
  EXPECT_FALSE(sessions == other);
}

}  // namespace
}  // namespace paxos::machine::test
