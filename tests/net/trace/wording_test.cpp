#include "net/trace/wording.hpp"

#include <gtest/gtest.h>

namespace net::trace {
namespace {

namespace json = boost::json;
using paxos::Value;

std::string words_of(const std::string& text, const Values& values = {}) {
  return words(json::parse(text), values);
}

TEST(Wording, SaysAMessageThatItWasNeverTold) {
  const Values values{{"d", Value("blue")}};
  EXPECT_EQ(words_of(R"({"type":"Accept","ballot":{"round":2,"proposer":1},"slot":7,)"
                     R"("value":{"digest":"d"}})",
                     values),
            "Accept 2.1, slot 7, 'blue'");
  EXPECT_EQ(words_of(R"({"type":"Heartbeat","leader":{"role":"proposer","number":2},)"
                     R"("chosen_below":9,"more":false,"slots":[1,2]})"),
            "Heartbeat leader P2, chosen below 9, more false, slots [1, 2]");
}

TEST(Wording, SaysThatTheBytesOfAValueAreUnknown) {
  EXPECT_EQ(words_of(R"({"digest":"d"})"), "a value of unknown bytes");
}

TEST(Wording, CutsALongValue) {
  EXPECT_EQ(words_of(R"({"digest":"d"})", {{"d", Value(std::string(100, 'x'))}}),
            "'xxxxxxxxxxxxxxxxxxxxxxxx... (100 bytes)'");
}

TEST(Wording, StaysOnOneLineWhateverTheTraceSays) {
  EXPECT_EQ(words_of(R"({"type":"A\nB","c\nd":"\u001b[2J"})"), "A\\x0aB c\\x0ad \\x1b[2J");
}

TEST(Wording, TakesWhatOnlyLooksLikeABallotAsItIs) {
  EXPECT_EQ(words_of(R"({"round":"x","proposer":null})"), "round x, proposer nothing");
  EXPECT_FALSE(ballot_in(json::parse(R"({"ballot":{"round":-1,"proposer":1}})")));
}

TEST(Wording, FindsTheBallotOfAMessage) {
  const paxos::Ballot ballot{2, 1};
  EXPECT_EQ(ballot_in(json::parse(R"({"round":2,"proposer":1})")), ballot);
  EXPECT_EQ(ballot_in(json::parse(R"({"ballot":{"round":2,"proposer":1}})")), ballot);
  EXPECT_EQ(ballot_in(json::parse(R"({"proposal":{"ballot":{"round":2,"proposer":1}}})")), ballot);
  EXPECT_FALSE(ballot_in(json::parse("7")));
  EXPECT_FALSE(ballot_in(json::parse("{}")));
}

}  // namespace
}  // namespace net::trace
