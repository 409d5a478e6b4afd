#include "paxos/machine/commands.hpp"

#include <string>
#include <utility>
#include <vector>

#include "tests/paxos/machine/replies.hpp"

namespace paxos::machine::test {
namespace {

TEST(Commands, AreThoseOfTheStoreAndOfSessions) {
  EXPECT_THAT(command_names(), testing::UnorderedElementsAre("SET", "GET", "DEL", "EXISTS", "INCR",
                                                             "INCRBY", "APPEND", "STRLEN", "MGET",
                                                             "MSET", "CAS", "SESSION", "ONCE"));
}

TEST(Commands, AreCheckedBeforeTheyAreExecuted) {
  for (const char* line : {"SET k v", "session", "ONCE 1 1 SET k v", "once 7 9 incr text"}) {
    EXPECT_EQ(mistake_in(words_of(line)), std::nullopt) << line;
  }
  const std::vector<std::pair<std::string, Reply>> mistakes{
      {"SET k", error("ERR wrong number of arguments; write SET key value [NX|XX] [GET]")},
      {"FETCH k", error("ERR unknown command 'FETCH'")},
      {"", error("ERR no command")},
      {"SESSION 1", error("ERR wrong number of arguments; write SESSION")},
      {"ONCE 1 1", error("ERR wrong number of arguments; write ONCE id seq COMMAND...")},
      {"ONCE 1 0 GET k", error("ERR id and seq are integers from 1 on; write ONCE id seq "
                               "COMMAND...")},
      {"ONCE 1 1 GET", error("ERR wrong number of arguments; write GET key")},
      {"ONCE 1 1 FETCH", error("ERR unknown command 'FETCH'")},
      {"ONCE 1 1 SESSION", error("ERR SESSION cannot stand within ONCE")},
      {"ONCE 1 1 ONCE 1 1 GET k", error("ERR ONCE cannot stand within ONCE")}};
  for (const auto& [line, mistake] : mistakes) {
    EXPECT_EQ(as_reply(mistake_in(words_of(line))), mistake) << line;
  }
}

TEST(Commands, OnlyReadIfTheyChangeNeitherStoreNorSessions) {
  for (const char* line : {"GET k", "EXISTS k", "strlen k", "MGET k"}) {
    EXPECT_TRUE(only_reads(words_of(line))) << line;
  }
  for (const char* line :
       {"SET k v", "SET k v XX GET", "DEL k", "INCR k", "INCRBY k 0", "APPEND k v", "MSET k v",
        "CAS k a a", "SESSION", "ONCE 1 1 GET k", "FETCH k", ""}) {
    EXPECT_FALSE(only_reads(words_of(line))) << line;
  }
}

}  // namespace
}  // namespace paxos::machine::test
