#include "net/trace/json.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "paxos/single/acceptor.hpp"
#include "paxos/single/learner.hpp"
#include "paxos/single/messages.hpp"
#include "paxos/single/proposer.hpp"

namespace net::trace {
namespace {

namespace json = boost::json;
namespace single = paxos::single;
using paxos::Ballot;
using paxos::Proposal;
using paxos::Value;

/// Through text and back, with all values known.
template <class T>
T round_trip(const T& object) {
  ValueNames names;
  const std::string text = json::serialize(to_json(object, names));
  return from_json<T>(json::parse(text), names.take_unwritten());
}

template <class T>
std::string why_refused(const std::string& text, const Values& values = {}) {
  try {
    from_json<T>(json::parse(text), values);
  } catch (const JsonError& error) {
    return error.what();
  }
  return "";
}

const std::string binary("\0\xff\n\x80;", 5);

TEST(Json, EveryMessageComesBack) {
  for (const char* text : {"", "blue", "bl\xc3\xa5", "\"\\\n"}) {
    const Proposal proposal{{2, 1}, Value(text)};
    for (const single::Message& message :
         {single::Message(single::Prepare{{1, 2}}), single::Message(single::Promise{{3, 1}, {}}),
          single::Message(single::Promise{{3, 1}, proposal}),
          single::Message(single::Accept{proposal}), single::Message(single::Accepted{proposal}),
          single::Message(single::Nack{{1, 1}, {2, 2}}), single::Message(single::Inquire{})}) {
      EXPECT_EQ(round_trip(message), message);
    }
  }
  const single::Message message = single::Accept{{{1, 1}, Value(binary)}};
  EXPECT_EQ(round_trip(message), message);
}

TEST(Json, EveryStateComesBack) {
  const Proposal proposal{{2, 1}, Value(binary)};
  for (const auto& state : {single::AcceptorState{}, single::AcceptorState{Ballot{2, 1}, {}},
                            single::AcceptorState{Ballot{3, 1}, proposal}}) {
    EXPECT_EQ(round_trip(state), state);
  }
  const single::ProposerState state{Ballot::max_round};
  EXPECT_EQ(round_trip(state), state);
  EXPECT_EQ(round_trip(single::LearnerState{}), single::LearnerState{});
}

TEST(Json, EveryPhaseOfAProposerComesBack) {
  const Proposal proposal{{2, 1}, Value("blue")};
  const single::Promises promises{{paxos::acceptor(1), {}}, {paxos::acceptor(3), proposal}};
  paxos::AcceptorSet set;
  set.insert(paxos::acceptor(64));
  using Phase = single::Proposer::Phase;
  for (const auto& phase :
       {Phase(single::Idle{}), Phase(single::Preparing{{3, 1}, promises}),
        Phase(single::Accepting{proposal, set}), Phase(single::BackingOff{7})}) {
    EXPECT_EQ(round_trip(phase), phase);
  }
}

TEST(Json, ExtremeNumbersComeBack) {
  EXPECT_EQ(round_trip(std::numeric_limits<std::uint64_t>::max()),
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(round_trip(std::numeric_limits<std::int64_t>::min()),
            std::numeric_limits<std::int64_t>::min());
}

TEST(Json, HasAFormThatAHumanReads) {
  ValueNames names;
  const single::Message message = single::Promise{{2, 1}, Proposal{{1, 2}, Value("blue")}};
  EXPECT_EQ(json::serialize(to_json(message, names)),
            R"({"type":"Promise","ballot":{"round":2,"proposer":1},)"
            R"("accepted":{"ballot":{"round":1,"proposer":2},)"
            R"("value":{"digest":"0e66cc99-5e48-5aad-8fca-8a94b231e39d"}}})");
  EXPECT_EQ(json::serialize(to_json(single::AcceptorState{}, names)),
            R"({"promised":null,"accepted":null})");
  EXPECT_EQ(json::serialize(to_json(paxos::acceptor(1), names)),
            R"({"role":"acceptor","number":1})");
}

TEST(Json, RefusesMembersThatAreTooManyOrMissing) {
  EXPECT_EQ(why_refused<Ballot>(R"({"round":1,"proposer":1,"epoch":2})"),
            "unknown member \"epoch\"");
  EXPECT_EQ(why_refused<Ballot>(R"({"round":1})"), "missing member \"proposer\"");
  EXPECT_EQ(why_refused<single::AcceptorState>(R"({"promised":null})"),
            "missing member \"accepted\"");
  EXPECT_EQ(why_refused<single::Message>(R"({"type":"Inquire","ballot":null})"),
            "unknown member \"ballot\"");
  EXPECT_EQ(why_refused<Value>(R"({"digest":"x","bytes":"y"})"),
            "a value has no member but its digest");
}

TEST(Json, RefusesWhatHasAnotherType) {
  EXPECT_EQ(why_refused<Ballot>("[1,1]"), "no object");
  EXPECT_EQ(why_refused<Ballot>(R"({"round":"1","proposer":1})"),
            "in \"round\": no whole number in range");
  EXPECT_EQ(why_refused<Ballot>(R"({"round":1,"proposer":-1})"),
            "in \"proposer\": no whole number in range");
  EXPECT_EQ(why_refused<Ballot>(R"({"round":1,"proposer":4294967296})"),
            "in \"proposer\": no whole number in range");
  EXPECT_EQ(why_refused<paxos::NodeId>(R"({"role":"king","number":1})"),
            "in \"role\": unknown name \"king\"");
  EXPECT_EQ(why_refused<std::string>("1"), "no string");
}

TEST(Json, RefusesAMessageOfUnknownType) {
  EXPECT_EQ(why_refused<single::Message>(R"({"type":"Vote"})"), "unknown type \"Vote\"");
  EXPECT_EQ(why_refused<single::Message>(R"({"ballot":null})"), "missing member \"type\"");
}

TEST(Json, RefusesAValueWhoseBytesAreUnknown) {
  EXPECT_EQ(why_refused<Value>(R"({"digest":"x"})"), "no value has the digest \"x\"");
}

TEST(Json, RefusesAMapThatIsNone) {
  using Map = std::map<std::uint32_t, std::uint32_t>;
  EXPECT_EQ(why_refused<Map>("{}"), "no array");
  EXPECT_EQ(why_refused<Map>("[[1]]"), "no pair of key and value");
  EXPECT_EQ(why_refused<Map>("[[1,2],[1,3]]"), "a key that stands twice");
}

TEST(ValueNames, HandsOutTheBytesOfAValueOnce) {
  ValueNames names;
  const std::string digest = names.name(Value("blue"));
  EXPECT_EQ(names.name(Value("blue")), digest);
  EXPECT_EQ(names.take_unwritten(), (Values{{digest, Value("blue")}}));
  EXPECT_EQ(names.name(Value("blue")), digest);
  EXPECT_TRUE(names.take_unwritten().empty());
}

TEST(ValueNames, NamesDifferentValuesDifferently) {
  EXPECT_NE(digest_of(Value("blue")), digest_of(Value("red")));
  EXPECT_NE(digest_of(Value()), digest_of(Value(std::string("\0", 1))));
}

}  // namespace
}  // namespace net::trace
