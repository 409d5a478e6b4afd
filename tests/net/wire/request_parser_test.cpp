#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/wire/allocated.hpp"
#include "tests/net/wire/requests.hpp"

namespace net::wire {
namespace {

using test::array_of;
using test::parse;
using test::Parsed;
using test::Words;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t max_line = RequestParser::max_line;

Request words(Words list) {
  return {std::move(list), false};
}
const Request too_large{{}, true};

/// Why `bytes` are refused, after no request at all.
std::string why_refused(std::string_view bytes) {
  const Parsed parsed = parse(bytes);
  EXPECT_THAT(parsed.requests, IsEmpty());
  return parsed.error;
}

TEST(RequestParser, TakesArraysAndLines) {
  EXPECT_THAT(parse("*2\r\n$4\r\nPING\r\n$2\r\nhi\r\n").requests,
              ElementsAre(words({"PING", "hi"})));
  EXPECT_THAT(parse("PING hi\r\n").requests, ElementsAre(words({"PING", "hi"})));
  EXPECT_THAT(parse("PING hi\n").requests, ElementsAre(words({"PING", "hi"})));
  EXPECT_THAT(parse("\t PING  \t hi \r\n").requests, ElementsAre(words({"PING", "hi"})));
}

TEST(RequestParser, KeepsEveryByteOfAnArraysWords) {
  const Words binary{std::string("\0\r\n$3\r\n\"\xff", 9), "", "*1"};
  EXPECT_THAT(parse(array_of(binary)).requests, ElementsAre(words(binary)));
}

TEST(RequestParser, FindsTheSameRequestsHoweverTheyAreCut) {
  const std::string stream = array_of({"PROPOSE", "a\r\nb", ""}) +
                             "PING \"hi there\"\r\n\r\n*0\r\n" +
                             array_of({"BIG", std::string(1001, 'x'), "y"}) + "*-1\r\nSTATUS\n" +
                             array_of({"PING"}) + "*1\r\n$x\r\n";
  const Parsed whole = parse(stream);
  EXPECT_THAT(whole.requests,
              ElementsAre(words({"PROPOSE", "a\r\nb", ""}), words({"PING", "hi there"}), too_large,
                          words({"STATUS"}), words({"PING"})));
  EXPECT_EQ(whole.error, "invalid bulk length");
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    RequestParser parser(1000);
    Parsed parsed;
    for (const auto& piece : {stream.substr(0, cut), stream.substr(cut)}) {
      parser.feed(piece);
      test::take_all(parser, parsed);
    }
    ASSERT_EQ(parsed, whole) << "cut at " << cut;
  }
}

TEST(RequestParser, PassesOverWhatAsksNothing) {
  EXPECT_EQ(parse("\r\n\n  \t\r\n*0\r\n*-1\r\n*-99\r\n"), Parsed{});
}

TEST(RequestParser, RefusesWrongNumbers) {
  for (const std::string number : {"", "x", "1x", " 1", "+1", "0x1", "9223372036854775808"}) {
    EXPECT_EQ(why_refused("*" + number + "\r\n"), "invalid multibulk length") << number;
    EXPECT_EQ(why_refused("*1\r\n$" + number + "\r\n"), "invalid bulk length") << number;
  }
  EXPECT_EQ(why_refused("*1\r\n$-1\r\n"), "invalid bulk length");
  EXPECT_EQ(why_refused("*1\r\n$536870913\r\n"), "invalid bulk length");
  EXPECT_EQ(why_refused("*1\r\nPING\r\n"), "expected '$'");
  EXPECT_EQ(why_refused("*1\r\n\r\n"), "expected '$'");
}

TEST(RequestParser, RefusesTooManyWords) {
  const Words most(1024, "w");
  EXPECT_THAT(parse(array_of(most), 2000).requests, ElementsAre(words(most)));
  EXPECT_EQ(why_refused("*1025\r\n"), "invalid multibulk length");
  EXPECT_EQ(why_refused("*9223372036854775807\r\n"), "invalid multibulk length");
}

TEST(RequestParser, RefusesAWordThatDoesNotEndWhereItsLengthSays) {
  const std::string why = "a bulk string does not end where its length says";
  EXPECT_EQ(why_refused("*1\r\n$4\r\nPINGxx"), why);
  EXPECT_EQ(why_refused("*1\r\n$4\r\nPING\nx"), why);
  EXPECT_EQ(why_refused("*1\r\n$3\r\nPING\r\n"), why);
}

TEST(RequestParser, SkipsARequestOverTheLimitAndServesTheNext) {
  const std::string next = array_of({"PING"});
  const auto expected = ElementsAre(too_large, words({"PING"}));
  EXPECT_THAT(parse(array_of({"A", std::string(1000, 'x')}) + next).requests, expected);
  EXPECT_THAT(parse(array_of({std::string(5000, '*'), "B", "C"}) + next).requests, expected);
  EXPECT_THAT(parse(array_of(Words(3, std::string(400, '\n'))) + next).requests, expected);
  const std::string line(1001, 'x');
  EXPECT_THAT(parse(line + "\n" + next).requests, expected);
}

TEST(RequestParser, TakesARequestOfExactlyTheLimit) {
  const Words exact{"AB", std::string(998, 'x')};
  EXPECT_THAT(parse(array_of(exact)).requests, ElementsAre(words(exact)));
}

TEST(RequestParser, HoldsNothingOfARequestThatItSkips) {
  const test::Growth growth;
  RequestParser parser(1000);
  parser.feed("*2\r\n$536870912\r\n");
  const std::string piece(16384, 'x');
  for (int i = 0; i < 500; ++i) {
    parser.feed(piece);
    EXPECT_EQ(parser.next(), std::nullopt);
    ASSERT_LE(growth.bytes(), 4 * max_line);
  }
}

TEST(RequestParser, HoldsWhatHasComeAndNotWhatIsAnnounced) {
  const test::Growth growth;
  RequestParser parser(RequestParser::max_announced);
  parser.feed("*1024\r\n$536870912\r\nx");
  EXPECT_EQ(parser.next(), std::nullopt);
  EXPECT_LE(growth.bytes(), max_line);
}

TEST(RequestParser, GivesTheMemoryOfALargeRequestBack) {
  const std::string large = array_of({"SET", std::string(std::size_t{1} << 20, 'x')});
  const test::Growth growth;
  RequestParser parser(std::size_t{2} << 20);
  parser.feed(large);
  EXPECT_NE(parser.next(), std::nullopt);
  EXPECT_LE(growth.bytes(), max_line);
}

TEST(RequestParser, RefusesALineThatDoesNotEnd) {
  EXPECT_EQ(why_refused(std::string(max_line, ' ')), "");
  EXPECT_EQ(why_refused(std::string(max_line + 1, ' ')), "too big inline request");
  EXPECT_EQ(why_refused("*" + std::string(max_line, '1')), "too big inline request");
  EXPECT_EQ(why_refused("*1\r\n$" + std::string(max_line, '1')), "too big inline request");
  EXPECT_EQ(why_refused(std::string(max_line, ' ') + "\n"), "");
  EXPECT_EQ(why_refused(std::string(max_line + 1, ' ') + "\n"), "too big inline request");
}

// A page in a browser can send requests here, and all of them hold one of these lines.
TEST(RequestParser, RefusesHttp) {
  const std::string why = "this is not an HTTP server";
  EXPECT_EQ(why_refused("POST / HTTP/1.1\r\n"), why);
  EXPECT_EQ(why_refused("post x\n"), why);
  EXPECT_EQ(why_refused("Host: localhost:7001\r\n"), why);
  EXPECT_EQ(why_refused("hOST: x\r\nPROPOSE evil\r\n"), why);
  const Parsed get = parse("GET / HTTP/1.1\r\nHost: localhost\r\n\r\nPROPOSE evil\r\n");
  EXPECT_THAT(get.requests, ElementsAre(words({"GET", "/", "HTTP/1.1"})));
  EXPECT_EQ(get.error, why);
  EXPECT_THAT(parse("POSTPONE\n").requests, ElementsAre(words({"POSTPONE"})));
}

TEST(RequestWords, MayBeQuoted) {
  EXPECT_EQ(split_words(""), Words{});
  EXPECT_EQ(split_words(R"(a 'b c' "d e")"), (Words{"a", "b c", "d e"}));
  EXPECT_EQ(split_words(R"("" '')"), (Words{"", ""}));
  EXPECT_EQ(split_words(R"(a"b c"d'e')"), (Words{"ab cde"}));
  EXPECT_EQ(split_words(R"('a"b' "c'd")"), (Words{"a\"b", "c'd"}));
  EXPECT_EQ(split_words(R"(a\n "*")"), (Words{"a\\n", "*"}));
}

TEST(RequestWords, KnowEscapesInDoubleQuotesOnly) {
  EXPECT_EQ(split_words(R"("\n\r\t\\\"\'\q")"), (Words{"\n\r\t\\\"'q"}));
  EXPECT_EQ(split_words(R"("\x41\xfF\x00")"), (Words{std::string("A\xff\0", 3)}));
  EXPECT_EQ(split_words(R"("\x4" "\xg1" "\x-1")"), (Words{"x4", "xg1", "x-1"}));
  EXPECT_EQ(split_words(R"('\n\x41' '\')"), (Words{"\\n\\x41", "\\"}));
}

TEST(RequestWords, MustEndTheirQuotes) {
  for (const std::string line :
       {"\"", "'", "a \"b", "'a\"", R"("\")", R"("\)", R"("\x)", R"("\x4)"}) {
    EXPECT_EQ(why_refused(line + "\r\n"), "unbalanced quotes in request") << line;
  }
}

}  // namespace
}  // namespace net::wire
