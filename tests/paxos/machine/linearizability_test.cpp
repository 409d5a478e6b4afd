#include "paxos/machine/linearizability.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paxos/usage_error.hpp"

namespace paxos::machine::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using History = std::vector<Operation>;
using Text = std::optional<std::string>;

/// Who does something, and from when to when, in milliseconds.
struct Span {
  std::uint32_t client;
  std::int64_t call, returned;
};

Operation operation(Span span, OperationKind kind, const Text& output = {}) {
  constexpr std::int64_t millisecond = 1'000'000;
  return {.client = span.client,
          .op = kind,
          .key = "k",
          .output = output,
          .call = span.call * millisecond,
          .returned = span.returned * millisecond,
          .ok = true};
}

Operation put(Span span, const std::string& value) {
  auto made = operation(span, OperationKind::put);
  made.value = value;
  return made;
}
Operation get(Span span, const Text& read) {
  return operation(span, OperationKind::get, read);
}
Operation append(Span span, const std::string& value, const Text& length = {}) {
  auto made = operation(span, OperationKind::append, length);
  made.value = value;
  return made;
}
Operation cas(Span span, const Text& expect, const std::string& value, bool ok) {
  auto made = operation(span, OperationKind::cas);
  made.expect = expect;
  made.value = value;
  made.ok = ok;
  return made;
}
Operation erase(Span span, const Text& removed) {
  return operation(span, OperationKind::erase, removed);
}
Operation incr(Span span, const Text& number) {
  return operation(span, OperationKind::incr, number);
}
Operation mset(Span span, std::vector<std::string> keys, std::vector<Text> values) {
  auto made = operation(span, OperationKind::mset);
  made.keys = std::move(keys);
  made.values = std::move(values);
  return made;
}
Operation mget(Span span, std::vector<std::string> keys, std::vector<Text> values) {
  auto made = mset(span, std::move(keys), std::move(values));
  made.op = OperationKind::mget;
  return made;
}

Operation unknown(Operation operation) {
  operation.output.reset();
  operation.returned.reset();
  operation.ok.reset();
  return operation;
}
Operation failed(Operation operation) {
  operation.ok = false;
  return operation;
}
Operation on(const std::string& key, Operation operation) {
  operation.key = key;
  return operation;
}

bool holds(const History& history) {
  return check_linearizable(history).holds();
}
bool is_refuted(const History& history) {
  return check_linearizable(history).outcome == Outcome::not_linearizable;
}

TEST(Linearizability, HoldsOfNothingAndOfWhatASequentialStoreAnswers) {
  EXPECT_TRUE(holds({}));
  EXPECT_TRUE(holds({get({1, 0, 1}, {}), put({1, 2, 3}, "a"), get({2, 4, 5}, "a"),
                     append({1, 6, 7}, "bc", "3"), cas({2, 8, 9}, "abc", "7", true),
                     cas({2, 10, 11}, "abc", "8", false), incr({1, 12, 13}, "8"),
                     erase({1, 14, 15}, "1"), erase({1, 16, 17}, "0"), incr({1, 18, 19}, "1")}));
}

TEST(Linearizability, RefutesAWrongAnswerOfEachKind) {
  EXPECT_TRUE(is_refuted({get({1, 0, 1}, "a")}));
  EXPECT_TRUE(is_refuted({append({1, 0, 1}, "a", "2")}));
  EXPECT_TRUE(is_refuted({cas({1, 0, 1}, "a", "b", true)}));
  EXPECT_TRUE(is_refuted({cas({1, 0, 1}, {}, "b", false)}));
  EXPECT_TRUE(is_refuted({erase({1, 0, 1}, "1")}));
  EXPECT_TRUE(is_refuted({incr({1, 0, 1}, "2")}));
  EXPECT_TRUE(is_refuted({put({1, 0, 1}, "a"), incr({1, 2, 3}, "1")}));
}

TEST(Linearizability, TakesAFailureOfIncrOnlyWhereThereIsNoNumberToRaise) {
  const auto failure = failed(incr({1, 2, 3}, {}));
  for (const auto* text : {"abc", "", "01", "+1", " 1", "9223372036854775807"}) {
    EXPECT_TRUE(holds({put({1, 0, 1}, text), failure})) << text;
    EXPECT_TRUE(is_refuted({put({1, 0, 1}, text), incr({1, 2, 3}, {})})) << text;
  }
  EXPECT_TRUE(is_refuted({failure}));
  EXPECT_TRUE(is_refuted({put({1, 0, 1}, "-5"), failure}));
}

TEST(Linearizability, LetsAFailureChangeNothing) {
  EXPECT_TRUE(holds({failed(put({1, 0, 1}, "a")), get({1, 2, 3}, {})}));
  EXPECT_TRUE(is_refuted({failed(put({1, 0, 1}, "a")), get({1, 2, 3}, "a")}));
}

TEST(Linearizability, LetsConcurrentReadsSeeOldThenNewButNotNewThenOld) {
  const auto first = put({1, 0, 1}, "old");
  const auto second = put({1, 10, 20}, "new");
  EXPECT_TRUE(holds({first, second, get({2, 11, 12}, "old"), get({3, 13, 14}, "new")}));
  EXPECT_TRUE(is_refuted({first, second, get({2, 11, 12}, "new"), get({3, 13, 14}, "old")}));
  EXPECT_TRUE(holds({first, second, get({2, 11, 14}, "new"), get({3, 13, 15}, "old")}));
}

TEST(Linearizability, KeepsTheOrderInTimeOfDifferentClients) {
  EXPECT_TRUE(is_refuted({put({1, 0, 1}, "a"), put({2, 2, 3}, "b"), get({3, 4, 5}, "a")}));
  EXPECT_TRUE(holds({put({1, 0, 2}, "a"), put({2, 1, 3}, "b"), get({3, 4, 5}, "a")}));
}

TEST(Linearizability, OrdersWhatSharesAnInstantOnlyWithinOneClient) {
  EXPECT_TRUE(holds({put({1, 0, 5}, "a"), get({2, 5, 6}, {})}));
  EXPECT_TRUE(is_refuted({put({1, 0, 5}, "a"), get({1, 5, 6}, {})}));
  EXPECT_TRUE(is_refuted({put({1, 5, 5}, "a"), put({1, 5, 5}, "b"), get({1, 5, 5}, "a")}));
  EXPECT_TRUE(holds({put({1, 0, 5}, "a"), unknown(put({1, 5, 5}, "b")),
                     unknown(put({2, 5, 5}, "b")), get({3, 5, 5}, "b"), get({3, 5, 6}, "a")}));
  EXPECT_TRUE(is_refuted({put({1, 0, 5}, "a"), unknown(put({2, 4, 5}, "b")),
                          unknown(put({1, 5, 5}, "b")), get({3, 2, 3}, "b")}));
}

TEST(Linearizability, RefutesALostUpdate) {
  EXPECT_TRUE(is_refuted({incr({1, 0, 10}, "1"), incr({2, 0, 10}, "1")}));
  EXPECT_TRUE(is_refuted({put({1, 0, 1}, "0"), get({1, 2, 3}, "0"), get({2, 2, 3}, "0"),
                          cas({1, 4, 6}, "0", "1", true), cas({2, 5, 7}, "0", "1", true)}));
  EXPECT_TRUE(holds(
      {put({1, 0, 1}, "0"), cas({1, 4, 6}, "0", "1", true), cas({2, 5, 7}, "0", "1", false)}));
}

TEST(Linearizability, RefutesWhatWasExecutedTwice) {
  EXPECT_TRUE(is_refuted({append({1, 0, 1}, "x", "1"), get({1, 2, 3}, "xx")}));
  EXPECT_TRUE(is_refuted({unknown(append({1, 0, 1}, "x")), get({2, 2, 3}, "xx")}));
  EXPECT_TRUE(is_refuted({incr({1, 0, 1}, {}), get({1, 2, 3}, "2")}));
  EXPECT_TRUE(is_refuted({unknown(incr({1, 0, 1}, {})), get({2, 2, 3}, "2")}));
}

TEST(Linearizability, LetsAnUnknownOutcomeTakeEffectAtAnyTimeOrNever) {
  const auto first = put({1, 0, 1}, "a");
  const auto lost = unknown(put({2, 2, 2}, "b"));
  EXPECT_TRUE(holds({first, lost, get({1, 3, 4}, "a"), get({1, 5, 6}, "a")}));
  EXPECT_TRUE(holds({first, lost, get({1, 3, 4}, "a"), get({1, 5, 6}, "b")}));
  EXPECT_TRUE(is_refuted({first, lost, get({1, 3, 4}, "b"), get({1, 5, 6}, "a")}));
  EXPECT_TRUE(is_refuted({first, get({1, 3, 4}, "b"), unknown(put({2, 5, 5}, "b"))}));
}

TEST(Linearizability, LetsEachUnknownOutcomeTakeEffectOnce) {
  const auto lost = [](std::uint32_t client, std::int64_t call) {
    return unknown(incr({client, call, call}, {}));
  };
  EXPECT_TRUE(holds({lost(1, 0), lost(2, 1), get({3, 2, 3}, "1"), get({3, 4, 5}, "2")}));
  EXPECT_TRUE(is_refuted({lost(1, 0), lost(2, 1), get({3, 2, 3}, "3")}));
  EXPECT_TRUE(is_refuted({lost(1, 0), get({3, 1, 2}, "2"), lost(2, 3)}));
  EXPECT_TRUE(holds({unknown(put({1, 0, 0}, "a")), unknown(cas({2, 0, 0}, "a", "b", true)),
                     unknown(cas({3, 0, 0}, "b", "c", true)), get({4, 1, 2}, "c")}));
  EXPECT_TRUE(holds({unknown(append({1, 0, 0}, "x")), append({2, 1, 2}, "y"),
                     unknown(append({3, 0, 0}, "z")), get({4, 3, 4}, "zxy")}));
}

TEST(Linearizability, TriesAnUnknownOutcomeOnlyWhereItMakesADifference) {
  History puts{put({1, 50, 51}, "a"), get({1, 52, 53}, "b")};
  History incrs{put({1, 0, 1}, "0"), get({1, 52, 53}, "41")};
  for (std::uint32_t client = 2; client < 42; ++client) {
    puts.push_back(unknown(put({client, client, client}, std::to_string(client))));
    incrs.push_back(unknown(incr({client, client, client}, {})));
  }
  for (const auto& history : {puts, incrs}) {
    const Verdict verdict = check_linearizable(history);
    EXPECT_EQ(verdict.outcome, Outcome::not_linearizable) << verdict.why;
    EXPECT_LT(verdict.states, 1000);
  }
}

TEST(Linearizability, ChecksEachKeyAlone) {
  EXPECT_TRUE(holds({put({1, 0, 1}, "a"), on("other", put({1, 2, 3}, "b")), get({1, 4, 5}, "a"),
                     on("other", get({1, 6, 7}, "b"))}));
  const History history{put({1, 0, 1}, "a"), on("other", put({1, 2, 3}, "b")), get({1, 4, 5}, "a"),
                        on("other", get({1, 6, 7}, "a"))};
  const Verdict verdict = check_linearizable(history);
  EXPECT_THAT(verdict.why, HasSubstr("key 'other': client 1's get → 'a'"));
  EXPECT_THAT(verdict.longest, ElementsAre(1));
  EXPECT_EQ(verdict.misfit, 3);
}

TEST(Linearizability, RefutesATornReadOfSeveralKeys) {
  const auto before = mset({1, 0, 1}, {"a", "b"}, {"0", "0"});
  const auto both = mset({1, 2, 9}, {"a", "b"}, {"1", "1"});
  EXPECT_TRUE(holds({before, both, mget({2, 3, 4}, {"a", "b"}, {"0", "0"}),
                     on("b", get({2, 5, 6}, "1")), on("a", get({3, 7, 8}, "1"))}));
  const Verdict verdict =
      check_linearizable(History{before, both, mget({2, 3, 4}, {"a", "b"}, {"1", "0"})});
  EXPECT_EQ(verdict.outcome, Outcome::not_linearizable);
  EXPECT_THAT(verdict.why, HasSubstr("keys 'a', 'b': client 2's mget 'a' 'b' → '1', '0'"));
  EXPECT_TRUE(
      is_refuted({before, both, on("a", get({2, 3, 4}, "1")), on("b", get({2, 5, 6}, "0"))}));
}

TEST(Linearizability, KnowsEveryOperationWhereSomeNameSeveralKeys) {
  auto erase_both = erase({1, 8, 9}, "1");
  erase_both.keys = {"a", "b", "c"};
  const History history{on("a", put({1, 0, 1}, "1")),
                        on("a", incr({1, 2, 3}, "2")),
                        on("b", append({1, 4, 5}, "x", "1")),
                        on("b", erase({1, 6, 7}, "1")),
                        erase_both,
                        mget({1, 10, 11}, {"b", "a"}, {{}, {}}),
                        unknown(mget({2, 0, 0}, {"a"}, {}))};
  EXPECT_TRUE(holds(history));
  History wrong = history;
  wrong[4].output = "2";
  EXPECT_TRUE(is_refuted(wrong));
}

TEST(Linearizability, SaysWhatFitsNowhereAndWhatTheKeyHoldsInstead) {
  const Verdict verdict = check_linearizable(
      History{get({2, 12, 13}, "a"), put({1, 0, 1}, "a"), put({1, 10, 11}, "b")});
  EXPECT_EQ(verdict.why,
            "key 'k': client 2's get → 'a' (called at 12 ms) fits nowhere: after client 1's put "
            "'b' (called at 10 ms) the key holds 'b' (in the longest order found, of 2 of the 3 "
            "answered operations)");
  EXPECT_THAT(verdict.longest, ElementsAre(1, 2));
  EXPECT_EQ(verdict.misfit, 0);
}

TEST(Linearizability, GivesUpAfterAsManyStatesAsItIsGiven) {
  History history;
  for (std::uint32_t client = 0; client < 16; ++client) {
    history.push_back(append({client, 0, 10}, std::string(1, static_cast<char>('a' + client))));
  }
  history.push_back(get({20, 20, 21}, "abcdefghijklmnop, but not that"));
  const Verdict verdict = check_linearizable(history, 1000);
  EXPECT_EQ(verdict.outcome, Outcome::gave_up);
  EXPECT_FALSE(verdict.holds());
  EXPECT_THAT(verdict.why, HasSubstr("key 'k': gave up after 1000 states, in which client 20's"));

  history.push_back(on("other", get({20, 30, 31}, "what nobody put")));
  EXPECT_EQ(check_linearizable(history, 1000).outcome, Outcome::not_linearizable);
}

TEST(Linearizability, RejectsWhatNoClientsCanHaveDone) {
  const auto error_of = [](const History& history) -> std::string {
    try {
      (void)check_linearizable(history);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(error_of({put({1, 0, 1}, "a"), get({1, 3, 2}, "a")}),
            "operation 2 of the history, client 1's get → 'a' (called at 3 ms), returns before it "
            "is called");
  EXPECT_THAT(error_of({put({1, 0, 5}, "a"), get({1, 4, 6}, "a")}), HasSubstr("before the client"));
  EXPECT_EQ(error_of({unknown(put({1, 0, 5}, "a")), get({1, 4, 6}, "a")}), "none");
  auto half = put({1, 0, 1}, "a");
  half.ok.reset();
  EXPECT_THAT(error_of({half}), HasSubstr("only one of an outcome and a return"));
  EXPECT_THAT(error_of({operation({1, 0, 1}, OperationKind::append)}), HasSubstr("needs a value"));
  EXPECT_THAT(error_of({mset({1, 0, 1}, {"a"}, {})}), HasSubstr("a value for each key"));
  EXPECT_THAT(error_of({mset({1, 0, 1}, {"a"}, {{}})}), HasSubstr("a value for each key"));
  EXPECT_THAT(error_of({mget({1, 0, 1}, {"a", "b"}, {"1"})}), HasSubstr("a value for each key"));
  EXPECT_THAT(error_of({mget({1, 0, 1}, {}, {})}), HasSubstr("needs keys"));
  half = mget({1, 0, 1}, {"a", "b"}, {"1", "2"});
  half.op = OperationKind::get;
  EXPECT_THAT(error_of({half}), HasSubstr("one key"));
}

}  // namespace
}  // namespace paxos::machine::test
