#include "net/wire/codec.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/net/wire/samples.hpp"

namespace net::wire {
namespace {

using paxos::Ballot;
using paxos::single::Message;
using test::Sent;

/// Why `bytes` are no T; empty if they are one.
template <class T>
std::string why_malformed(std::string_view bytes) {
  try {
    (void)decode<T>(bytes);
    return "";
  } catch (const Malformed& error) {
    return error.what();
  }
}

TEST(Codec, BringsBackEveryMessage) {
  auto samples = test::small_samples();
  for (const auto& large : test::large_samples(std::size_t{1} << 20)) samples.push_back(large);
  for (const auto& sent : samples) EXPECT_EQ(decode<Sent>(encode(sent)), sent);
}

TEST(Codec, SamplesHoldEveryMessage) {
  std::set<std::size_t> tags;
  for (const auto& sent : test::small_samples()) tags.insert(sent.message.index());
  EXPECT_EQ(tags.size(), std::variant_size_v<Message>);
}

TEST(Codec, WritesDifferentMessagesDifferently) {
  std::set<std::string> encodings;
  for (const auto& sent : test::small_samples()) encodings.insert(encode(sent));
  EXPECT_EQ(encodings.size(), test::small_samples().size());
}

TEST(Codec, BringsBackAHello) {
  for (const std::string& name : {std::string(), std::string("demo"), std::string(70000, 'n')}) {
    for (const auto node : {paxos::acceptor(1), paxos::proposer(2), paxos::learner(~0U)}) {
      const Hello hello{protocol_version, name, "single", node};
      EXPECT_EQ(decode<Hello>(encode(hello)), hello);
    }
  }
}

TEST(Codec, TagsMessagesInTheOrderOfTheVariant) {
  EXPECT_EQ(encode(Message(paxos::single::Prepare{{1, 1}})).front(), 0);
  EXPECT_EQ(encode(Message(paxos::single::Promise{{1, 1}, {}})).front(), 1);
  EXPECT_EQ(encode(Message(paxos::single::Accept{})).front(), 2);
  EXPECT_EQ(encode(Message(paxos::single::Accepted{})).front(), 3);
  EXPECT_EQ(encode(Message(paxos::single::Nack{})).front(), 4);
  EXPECT_EQ(encode(Message(paxos::single::Inquire{})), "\5");
}

TEST(Codec, RefusesEveryTruncation) {
  for (const auto& sent : test::small_samples()) {
    const std::string bytes = encode(sent);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_EQ(why_malformed<Sent>(std::string_view(bytes).substr(0, size)), "truncated message")
          << paxos::print(sent) << ", its first " << size << " bytes";
    }
  }
}

TEST(Codec, RefusesTrailingBytes) {
  for (const auto& sent : test::small_samples()) {
    EXPECT_EQ(why_malformed<Sent>(encode(sent) + '\0'), "1 trailing bytes");
    EXPECT_NE(why_malformed<Sent>(encode(sent) + encode(sent)), "");
  }
}

// What is not refused says something else, and has only this one encoding: there are no two ways to
// write one message.
TEST(Codec, RefusesEveryChangedByteOrReadsWhatItSays) {
  for (const auto& sent : test::small_samples()) {
    const std::string good = encode(sent);
    for (std::size_t at = 0; at < good.size(); ++at) {
      std::string bytes = good;
      for (int change = 1; change < 256; ++change) {
        bytes[at] = static_cast<char>(good[at] ^ change);
        try {
          const auto other = decode<Sent>(bytes);
          ASSERT_NE(other, sent) << "byte " << at << " changed by " << change;
          ASSERT_EQ(encode(other), bytes) << paxos::print(other);
        } catch (const Malformed&) {
          continue;
        }
      }
    }
  }
}

TEST(Codec, RefusesUnknownTags) {
  for (int tag = 6; tag < 256; ++tag) {
    EXPECT_EQ(why_malformed<Message>(std::string(1, static_cast<char>(tag))),
              "unknown message tag " + std::to_string(tag));
  }
}

TEST(Codec, RefusesPresenceFlagsOtherThanZeroAndOne) {
  const std::string promise = encode(paxos::single::Promise{{1, 1}, {}});
  for (int flag = 2; flag < 256; ++flag) {
    std::string bytes = promise;
    bytes.back() = static_cast<char>(flag);
    EXPECT_EQ(why_malformed<paxos::single::Promise>(bytes),
              "a presence flag that is neither 0 nor 1");
  }
}

TEST(Codec, RefusesUnknownRoles) {
  std::string bytes = encode(paxos::acceptor(1));
  for (int role = 0; role < 256; ++role) {
    bytes.front() = static_cast<char>(role);
    EXPECT_EQ(why_malformed<paxos::NodeId>(bytes),
              role >= 1 && role <= 3 ? "" : "unknown enumerator");
  }
}

TEST(Codec, RefusesImpossibleBallots) {
  const auto why = [](const Ballot& ballot) { return why_malformed<Ballot>(encode(ballot)); };
  EXPECT_EQ(why({1, 1}), "");
  EXPECT_EQ(why({Ballot::max_round, 1}), "");
  EXPECT_EQ(why({0, 1}), "an impossible Ballot: 0.1");
  EXPECT_EQ(why({1, 0}), "an impossible Ballot: 1.0");
  EXPECT_NE(why({Ballot::max_round + 1, 1}), "");
  EXPECT_NE(why({std::numeric_limits<std::uint64_t>::max(), 1}), "");
}

// The count is compared with the bytes that are there before anything is allocated. If it were not,
// 4 GiB would be asked for here, and "truncated message" would come too late or not at all.
TEST(Codec, BelievesNoCountBeyondTheBytesThatAreThere) {
  for (const std::uint32_t count : {1U, 1U << 20, 1U << 31, ~0U}) {
    EXPECT_EQ(why_malformed<std::string>(encode(count)), "truncated message");
    EXPECT_EQ(why_malformed<paxos::Value>(encode(count)), "truncated message");
    EXPECT_EQ(why_malformed<Message>("\2" + encode(Ballot{1, 1}) + encode(count)),
              "truncated message");
  }
}

}  // namespace
}  // namespace net::wire
