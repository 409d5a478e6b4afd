// Maps and vectors on the wire.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "net/wire/codec.hpp"
#include "paxos/multi/messages.hpp"

namespace net::wire {
namespace {

using namespace paxos::multi;
using paxos::Proposal;
using paxos::Value;

template <class T>
std::string why_malformed(const std::string& bytes) {
  try {
    (void)decode<T>(bytes);
    return "";
  } catch (const Malformed& error) {
    return error.what();
  }
}

const Message promise = Promise{
    {2, 1}, Slot{3}, {{Slot{3}, {{1, 1}, Value("a")}}, {Slot{7}, {{1, 2}, Value()}}}, Slot{9}};
const Message fetched = Fetched{Slot{1}, {Value("a"), Value(), Value("bc")}};

TEST(Containers, ComeBackAsTheyWere) {
  for (const auto& message :
       {promise, fetched, Message(Fetched{}), Message(Promise{{1, 1}, {}, {}, {}})}) {
    EXPECT_EQ(decode<Message>(encode(message)), message);
  }
}

TEST(Containers, AreMalformedIfCutAnywhere) {
  for (const auto& message : {promise, fetched}) {
    const std::string bytes = encode(message);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_NE(why_malformed<Message>(bytes.substr(0, size)), "") << size;
    }
  }
}

TEST(Containers, TakeNoMoreMemoryThanThereAreBytesWhateverTheyAnnounce) {
  const std::string count(4, '\xff');
  EXPECT_EQ((why_malformed<std::vector<Value>>(count)), "truncated message");
  EXPECT_EQ((why_malformed<std::map<Slot, Proposal>>(count)), "truncated message");
}

TEST(Containers, HaveOneEncodingOfAMap) {
  const std::string two_times = std::string("\2\0\0\0", 4) + encode(Slot{5}) + encode(Value("a")) +
                                encode(Slot{5}) + encode(Value("b"));
  EXPECT_EQ((why_malformed<std::map<Slot, Value>>(two_times)), "keys that do not ascend");
}

TEST(Containers, HoldNoImpossibleSlot) {
  EXPECT_NE(why_malformed<Slot>(encode(Slot{0})), "");
  EXPECT_NE(why_malformed<Slot>(encode(Slot{std::uint64_t{1} << 63})), "");
  EXPECT_EQ(why_malformed<Slot>(encode(Slot{(std::uint64_t{1} << 63) - 1})), "");
}

}  // namespace
}  // namespace net::wire
