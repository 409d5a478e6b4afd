#include "paxos/value.hpp"

#include <string>

#include <boost/container_hash/hash.hpp>
#include <gtest/gtest.h>

#include "tests/paxos/print_to.hpp"

namespace paxos {
namespace {

using namespace std::string_literals;

TEST(Value, ComparesByContent) {
  EXPECT_EQ(Value("blue"), Value("blue"));
  EXPECT_NE(Value("blue"), Value("green"));
  EXPECT_LT(Value("blue"), Value("green"));
  EXPECT_LT(Value("blu"), Value("blue"));
  EXPECT_EQ(Value("blue") <=> Value("blue"), std::strong_ordering::equal);
}

TEST(Value, SharesItsBytesWithItsCopies) {
  const Value original(std::string(1000, 'x'));
  const Value copy = original;
  EXPECT_EQ(copy, original);
  EXPECT_EQ(copy.bytes().data(), original.bytes().data());
}

TEST(Value, HoldsItsBytesForAsLongAsACopyLives) {
  Value copy;
  {
    const Value original("a value that is longer than any string keeps inside itself");
    copy = original;
  }
  EXPECT_EQ(copy.bytes(), "a value that is longer than any string keeps inside itself");
}

TEST(Value, AnEmptyValueIsAValue) {
  EXPECT_EQ(Value(), Value(""));
  EXPECT_EQ(Value().bytes(), "");
  EXPECT_EQ(Value("").size(), 0U);
  EXPECT_LT(Value(), Value("\0"s));
  EXPECT_NE(Value(), Value("\0"s));
  EXPECT_EQ(to_string(Value()), "");
}

TEST(Value, TakesAnyBytes) {
  const Value binary("a\0b\xff"s);
  EXPECT_EQ(binary.size(), 4U);
  EXPECT_NE(binary, Value("a"));
  EXPECT_LT(Value("\x7f"s), Value("\x80"s)) << "bytes are unsigned";
}

TEST(Value, HashesByContent) {
  const boost::hash<Value> hash;
  EXPECT_EQ(hash(Value("blue")), hash(Value("blue")));
  EXPECT_EQ(hash(Value()), hash(Value("")));
  EXPECT_NE(hash(Value("blue")), hash(Value("green")));
}

TEST(Value, PrintsTextAsItIs) {
  EXPECT_EQ(to_string(Value("SET colour blue ~")), "SET colour blue ~");
  EXPECT_EQ(to_string(Value("'quoted'")), "'quoted'");
}

TEST(Value, PrintsOtherBytesEscaped) {
  EXPECT_EQ(to_string(Value("a\0b"s)), "a\\x00b");
  EXPECT_EQ(to_string(Value("\n\x1f\x7f\x80\xff"s)), "\\x0a\\x1f\\x7f\\x80\\xff");
  EXPECT_EQ(to_string(Value("\\x00")), "\\x5cx00") << "so that no text looks like an escape";
}

TEST(Value, PrintsTheBeginningAndTheSizeOfALongOne) {
  EXPECT_EQ(to_string(Value("abcdef"), 6), "abcdef");
  EXPECT_EQ(to_string(Value("abcdefg"), 6), "abcdef... (7 bytes)");
  EXPECT_EQ(to_string(Value("\xff\xff\xff"s), 1), "\\xff... (3 bytes)");
}

TEST(Proposal, IsOrderedByBallotThenByValue) {
  EXPECT_LT((Proposal{{1, 1}, Value("z")}), (Proposal{{1, 2}, Value("a")}));
  EXPECT_LT((Proposal{{1, 1}, Value("a")}), (Proposal{{1, 1}, Value("b")}));
  EXPECT_EQ((Proposal{{1, 1}, Value("a")}), (Proposal{{1, 1}, Value("a")}));
}

}  // namespace
}  // namespace paxos
