#include "paxos/machine/store.hpp"

#include <limits>
#include <utility>

#include "paxos/machine/arguments.hpp"
#include "tests/paxos/machine/replies.hpp"

namespace paxos::machine::test {
namespace {

const std::string longest_key(max_key_size, 'k');
const std::string longest_value(max_value_size, 'v');

class StoreTest : public testing::Test {
 protected:
  Store store;

  Reply ask(const std::string& line) { return ask_words(words_of(line)); }
  Reply ask_words(const std::vector<std::string>& words) { return store.execute(words); }

  /// An error, and nothing else comes of it.
  void expect_words_refused(const std::vector<std::string>& words, const Reply& with) {
    const Store before = store;
    EXPECT_EQ(ask_words(words), with);
    EXPECT_TRUE(store == before) << testing::PrintToString(words);
  }
  void expect_refused(const std::string& line, const Reply& with) {
    expect_words_refused(words_of(line), with);
  }
};

TEST_F(StoreTest, HoldsWhatWasSetLast) {
  EXPECT_EQ(ask("GET k"), nil);
  EXPECT_EQ(ask("SET k a"), ok);
  EXPECT_EQ(ask("SET k b"), ok);
  EXPECT_EQ(ask("GET k"), bulk("b"));
  EXPECT_EQ(ask("GET other"), nil);
}

TEST_F(StoreTest, TakesAnyBytesAndNoneForKeysAndValues) {
  const std::string bytes("\0\r\n\xff", 4);
  EXPECT_EQ(ask_words({"SET", bytes, bytes}), ok);
  EXPECT_EQ(ask_words({"GET", bytes}), bulk(bytes));
  EXPECT_EQ(ask_words({"SET", "", ""}), ok);
  EXPECT_EQ(ask_words({"GET", ""}), bulk(""));
}

TEST_F(StoreTest, AnswersNoMoreAtOnceThanItsLimit) {
  ask_words({"SET", "k", longest_value});
  std::vector<std::string> words{"MGET"};
  words.insert(words.end(), max_answer_size / max_value_size, "k");
  EXPECT_EQ(std::get<std::vector<Bulk>>(ask_words(words)).size(), words.size() - 1);
  words.emplace_back("k");
  expect_words_refused(words,
                       error("ERR the values are over the limit of an answer, 1048576 bytes; "
                             "ask for fewer keys"));
}

TEST_F(StoreTest, SetsOnlyWhatIsAbsent) {
  EXPECT_EQ(ask("SET k a NX"), ok);
  EXPECT_EQ(ask("SET k b NX"), nil);
  EXPECT_EQ(ask("GET k"), bulk("a"));
}

TEST_F(StoreTest, SetsOnlyWhatIsPresent) {
  EXPECT_EQ(ask("SET k a XX"), nil);
  EXPECT_EQ(ask("GET k"), nil);
  EXPECT_EQ(ask("SET k b"), ok);
  EXPECT_EQ(ask("SET k c XX"), ok);
  EXPECT_EQ(ask("GET k"), bulk("c"));
}

TEST_F(StoreTest, AnswersTheOldValueWhetherItSetsOrNot) {
  EXPECT_EQ(ask("SET k a GET"), nil);
  EXPECT_EQ(ask("SET k b GET"), bulk("a"));
  EXPECT_EQ(ask("SET k c NX GET"), bulk("b"));
  EXPECT_EQ(ask("GET k"), bulk("b"));
  EXPECT_EQ(ask("SET k d GET XX"), bulk("b"));
  EXPECT_EQ(ask("GET k"), bulk("d"));
  EXPECT_EQ(ask("SET new e XX GET"), nil);
  EXPECT_EQ(ask("GET new"), nil);
  EXPECT_EQ(ask("SET new e NX GET"), nil);
  EXPECT_EQ(ask("GET new"), bulk("e"));
}

TEST_F(StoreTest, RefusesOptionsThatItDoesNotKnowOrThatExcludeEachOther) {
  const std::string usage = "; write SET key value [NX|XX] [GET]";
  expect_refused("SET k v PX", error("ERR unknown option 'PX'" + usage));
  expect_refused("SET k v NX PX", error("ERR unknown option 'PX'" + usage));
  expect_refused("SET k v NX XX", error("ERR NX and XX exclude each other" + usage));
  expect_refused("SET k v xx nx", error("ERR NX and XX exclude each other" + usage));
}

TEST_F(StoreTest, TakesNamesAndOptionsInAnyCaseOfLetters) {
  EXPECT_EQ(ask("set k a"), ok);
  EXPECT_EQ(ask("sEt k b nX"), nil);
  EXPECT_EQ(ask("Set k b xx gEt"), bulk("a"));
  EXPECT_EQ(ask("get k"), bulk("b"));
  EXPECT_EQ(ask("get K"), nil);
}

TEST_F(StoreTest, RemovesKeysAndCountsThem) {
  ask("MSET a 1 b 2 c 3");
  EXPECT_EQ(ask("DEL a b a none"), integer(2));
  EXPECT_EQ(ask("MGET a b c"), array({std::nullopt, std::nullopt, "3"}));
  EXPECT_EQ(ask("DEL a"), integer(0));
}

TEST_F(StoreTest, CountsKeysThatExistEachTimeThatTheyAreNamed) {
  ask("MSET a 1 b 2");
  EXPECT_EQ(ask("EXISTS a"), integer(1));
  EXPECT_EQ(ask("EXISTS none"), integer(0));
  EXPECT_EQ(ask("EXISTS a none b a"), integer(3));
}

TEST_F(StoreTest, AddsToIntegers) {
  EXPECT_EQ(ask("INCR k"), integer(1));
  EXPECT_EQ(ask("INCR k"), integer(2));
  EXPECT_EQ(ask("INCRBY k 40"), integer(42));
  EXPECT_EQ(ask("INCRBY k -50"), integer(-8));
  EXPECT_EQ(ask("GET k"), bulk("-8"));
  EXPECT_EQ(ask("INCRBY new -7"), integer(-7));
  EXPECT_EQ(ask("GET new"), bulk("-7"));
}

TEST_F(StoreTest, AddsToNothingButIntegers) {
  for (const char* text : {"", "a", "1a", "1.0", "+1", " 1", "1 ", "01", "-0", "-01", "--1", "0x1",
                           "9223372036854775808", "-9223372036854775809"}) {
    ask_words({"SET", "k", text});
    expect_refused("INCR k", no_integer);
    expect_refused("INCRBY k 1", no_integer);
    expect_words_refused({"INCRBY", "number", text}, no_integer);
    EXPECT_EQ(as_reply(Store::mistake_in(std::vector<std::string>{"INCRBY", "k", text})),
              no_integer);
  }
  EXPECT_EQ(ask("SET k 0"), ok);
  EXPECT_EQ(ask("INCRBY k 0"), integer(0));
}

TEST_F(StoreTest, AddsUpToTheLimitsOfAnInteger) {
  using Limits = std::numeric_limits<std::int64_t>;
  ask("SET high 9223372036854775806");
  EXPECT_EQ(ask("INCR high"), integer(Limits::max()));
  expect_refused("INCR high", overflow);
  expect_refused("INCRBY high 9223372036854775807", overflow);
  EXPECT_EQ(ask("INCRBY high 0"), integer(Limits::max()));
  EXPECT_EQ(ask("INCRBY high -9223372036854775808"), integer(-1));

  ask("SET low -9223372036854775807");
  EXPECT_EQ(ask("INCRBY low -1"), integer(Limits::min()));
  expect_refused("INCRBY low -1", overflow);
  expect_refused("INCRBY low -9223372036854775808", overflow);
  EXPECT_EQ(ask("INCRBY low 9223372036854775807"), integer(-1));
  EXPECT_EQ(ask("INCRBY zero -9223372036854775808"), integer(Limits::min()));
}

TEST_F(StoreTest, AppendsAndAnswersTheNewLength) {
  EXPECT_EQ(ask("APPEND k abc"), integer(3));
  EXPECT_EQ(ask("APPEND k de"), integer(5));
  EXPECT_EQ(ask("GET k"), bulk("abcde"));
  EXPECT_EQ(ask_words({"APPEND", "empty", ""}), integer(0));
  EXPECT_EQ(ask("EXISTS empty"), integer(1));
}

TEST_F(StoreTest, AnswersLengthsInBytes) {
  EXPECT_EQ(ask("STRLEN k"), integer(0));
  ask("SET k \u00e9t\u00e9");
  EXPECT_EQ(ask("STRLEN k"), integer(5));
}

TEST_F(StoreTest, SetsAndReadsSeveralKeys) {
  EXPECT_EQ(ask("MSET a 1 b 2 a 3"), ok);
  EXPECT_EQ(ask("MGET b none a b"), array({"2", std::nullopt, "3", "2"}));
}

TEST_F(StoreTest, ComparesAndSets) {
  EXPECT_EQ(ask("CAS k a b"), integer(0));
  EXPECT_EQ(ask_words({"CAS", "k", "", "b"}), integer(0));
  EXPECT_EQ(ask("GET k"), nil);
  ask("SET k a");
  EXPECT_EQ(ask("CAS k A b"), integer(0));
  EXPECT_EQ(ask("CAS k aa b"), integer(0));
  EXPECT_EQ(ask("GET k"), bulk("a"));
  EXPECT_EQ(ask("CAS k a b"), integer(1));
  EXPECT_EQ(ask("GET k"), bulk("b"));
}

TEST_F(StoreTest, RefusesWordsThatAreNoCommand) {
  expect_refused("FETCH k", error("ERR unknown command 'FETCH'"));
  expect_refused("GETS k", error("ERR unknown command 'GETS'"));
  expect_refused("GE k", error("ERR unknown command 'GE'"));
  expect_refused("SESSION", error("ERR unknown command 'SESSION'"));
  expect_words_refused({""}, error("ERR unknown command ''"));
  expect_words_refused({}, error("ERR no command"));
}

TEST_F(StoreTest, QuotesWhatItDoesNotKnowOnOneShortLine) {
  const std::string line_break = "\r\n";
  for (const auto& words : std::vector<std::vector<std::string>>{
           {line_break + longest_value}, {"SET", "k", "v", line_break + longest_value}}) {
    const auto text = std::get<Error>(ask_words(words)).text;
    EXPECT_EQ(text.find_first_of(line_break), std::string::npos);
    EXPECT_LT(text.size(), 200U);
  }
}

TEST_F(StoreTest, RefusesTooFewAndTooManyArgumentsWithTheUsage) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> wrong{
      {"GET key", {"GET", "GET a b"}},
      {"SET key value [NX|XX] [GET]", {"SET", "SET k", "SET k v NX GET NX"}},
      {"INCR key", {"INCR", "INCR k 1"}},
      {"INCRBY key n", {"INCRBY", "INCRBY k", "INCRBY k 1 1"}},
      {"DEL key [key...]", {"DEL"}},
      {"EXISTS key [key...]", {"EXISTS"}},
      {"APPEND key value", {"APPEND", "APPEND k", "APPEND k v v"}},
      {"STRLEN key", {"STRLEN", "STRLEN k k"}},
      {"MGET key [key...]", {"MGET"}},
      {"MSET key value [key value...]", {"MSET", "MSET k", "MSET a 1 b"}},
      {"CAS key expected new", {"CAS", "CAS k", "CAS k a", "CAS k a b c"}}};
  ask("MSET k 1 a 1");
  EXPECT_EQ(wrong.size(), Store::command_names().size());
  for (const auto& [usage, lines] : wrong) {
    for (const auto& line : lines) {
      expect_refused(line, error("ERR wrong number of arguments; write " + usage));
    }
  }
}

TEST_F(StoreTest, TakesTheLongestKeyAndNoneLonger) {
  const std::string key = longest_key + "k";
  const Reply refusal = error("ERR a key has at most 1024 bytes, not 1025");
  EXPECT_EQ(ask_words({"SET", longest_key, "1"}), ok);
  EXPECT_EQ(ask_words({"INCRBY", longest_key, "1"}), integer(2));
  EXPECT_EQ(ask_words({"MSET", longest_key, "v"}), ok);
  EXPECT_EQ(ask_words({"GET", longest_key}), bulk("v"));

  using Words = std::vector<std::string>;
  for (const Words& words :
       {Words{"GET", key}, Words{"SET", key, "v"}, Words{"INCR", key}, Words{"INCRBY", key, "1"},
        Words{"DEL", longest_key, key}, Words{"EXISTS", longest_key, key},
        Words{"APPEND", key, "v"}, Words{"STRLEN", key}, Words{"MGET", "k", key},
        Words{"MSET", longest_key, "w", key, "v"}, Words{"CAS", key, "a", "b"}}) {
    expect_words_refused(words, refusal);
    EXPECT_EQ(as_reply(Store::mistake_in(words)), refusal) << words.front();
  }
}

TEST_F(StoreTest, TakesTheLongestValueAndNoneLonger) {
  const std::string value = longest_value + "v";
  const Reply refusal = error("ERR a value has at most 65536 bytes, not 65537");
  EXPECT_EQ(ask_words({"SET", "k", longest_value}), ok);
  EXPECT_EQ(ask_words({"APPEND", "new", longest_value}), integer(65536));
  EXPECT_EQ(ask_words({"MSET", "a", "1", "b", longest_value}), ok);
  EXPECT_EQ(ask_words({"CAS", "a", "1", longest_value}), integer(1));

  using Words = std::vector<std::string>;
  for (const Words& words :
       {Words{"SET", "k", value}, Words{"APPEND", "k", value}, Words{"MSET", "k", "v", "a", value},
        Words{"CAS", "k", longest_value, value}, Words{"CAS", "k", value, "v"}}) {
    expect_words_refused(words, refusal);
    EXPECT_EQ(as_reply(Store::mistake_in(words)), refusal) << words.front();
  }
}

TEST_F(StoreTest, AppendsUpToTheLongestValue) {
  ask_words({"SET", "k", longest_value.substr(1)});
  EXPECT_EQ(ask("APPEND k v"), integer(65536));
  expect_refused("APPEND k v", error("ERR a value has at most 65536 bytes, not 65537"));
  EXPECT_EQ(Store::mistake_in(words_of("APPEND k v")), std::nullopt);
}

TEST_F(StoreTest, FindsNoMistakeInWhatDependsOnTheStore) {
  for (const char* line :
       {"GET k", "SET k v", "set k v nx get", "INCR k", "INCRBY k -1", "DEL a b", "EXISTS a b",
        "APPEND k v", "STRLEN k", "MGET k", "MSET a 1 b 2", "cas k a b"}) {
    EXPECT_EQ(Store::mistake_in(words_of(line)), std::nullopt) << line;
  }
}

TEST_F(StoreTest, ReadsWithoutChangingAnything) {
  ask("MSET a 1 b 22");
  const Store& fixed = store;
  EXPECT_EQ(fixed.read(words_of("GET a")), bulk("1"));
  EXPECT_EQ(fixed.read(words_of("exists a b")), integer(2));
  EXPECT_EQ(fixed.read(words_of("STRLEN b")), integer(2));
  EXPECT_EQ(fixed.read(words_of("MGET b c")), array({"22", std::nullopt}));
  EXPECT_EQ(fixed.read(words_of("GET")), error("ERR wrong number of arguments; write GET key"));
  EXPECT_EQ(fixed.read(words_of("SET a 1")), std::nullopt);
  EXPECT_EQ(fixed.read(words_of("FETCH a")), std::nullopt);
}

// The same entries lie in another order in a table that grew and shrank.
TEST_F(StoreTest, IsEqualToOneThatHoldsTheSameHoweverItCameToIt) {
  constexpr int many = 1000;
  Store other;
  for (int i = 0; i < many; ++i) {
    ask("SET k" + std::to_string(i) + " v");
    other.execute(words_of("SET k" + std::to_string(many - 1 - i) + " v"));
    other.execute(words_of("SET spare" + std::to_string(i) + " v"));
  }
  EXPECT_FALSE(store == other);
  for (int i = 0; i < many; ++i) other.execute(words_of("DEL spare" + std::to_string(i)));
  EXPECT_TRUE(store == other);
  ask("SET k0 w");
  EXPECT_FALSE(store == other);
}

}  // namespace
}  // namespace paxos::machine::test
