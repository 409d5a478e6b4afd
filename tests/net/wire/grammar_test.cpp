// The examples of net/wire/GRAMMAR.md are what the code writes and reads.

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/net/wire/samples.hpp"

namespace net::wire {
namespace {

using test::Sent;

/// The bytes at the beginning of a line such as "1b 00 00 00    length: 27".
std::string bytes_of(const std::string& line) {
  std::istringstream words(line.substr(0, line.find("  ")));
  std::string bytes;
  for (std::string word; words >> word;) bytes += static_cast<char>(std::stoi(word, nullptr, 16));
  return bytes;
}

/// The bytes of each block of the document that is marked as hex.
std::vector<std::string> examples() {
  std::ifstream document("net/wire/GRAMMAR.md");
  EXPECT_TRUE(document) << "the tests must run in the root of the repository";
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("```")) {
      inside = line == "```hex";
      if (inside) blocks.emplace_back();
    } else if (inside) {
      blocks.back() += bytes_of(line);
    }
  }
  return blocks;
}

const Hello hello{protocol_version, "demo", "single", paxos::proposer(2),
                  paxos::QuorumSystem::majority(3)};
const Sent promise{7, paxos::single::Promise{{3, 2}, {{{1, 1}, paxos::Value("blue")}}}};

TEST(Grammar, ShowsWhatIsWritten) {
  const auto blocks = examples();
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0], *make_greeting(hello));
  EXPECT_EQ(blocks[1], *make_frame(promise));
}

TEST(Grammar, ShowsWhatIsRead) {
  FrameReader reader(1000);
  for (const auto& block : examples()) test::fill(reader, block);
  EXPECT_TRUE(reader.take_magic());
  EXPECT_EQ(decode<Hello>(reader.next().value()), hello);
  EXPECT_EQ(decode<Sent>(reader.next().value()), promise);
  EXPECT_EQ(reader.next(), std::nullopt);
}

// "A payload has at most max_value + 256 bytes."
TEST(Grammar, LeavesRoomForEveryMessageAroundItsValue) {
  constexpr std::size_t size = 1000;
  auto samples = test::small_samples();
  for (const auto& large : test::large_samples(size)) samples.push_back(large);
  for (const auto& sent : samples) EXPECT_LE(encode(sent).size(), size + frame_overhead);
  Hello longest{~0U, std::string(64 + 29, 'n'), "single", paxos::learner(~0U)};
  longest.terms = "max_sessions = 1000000000, max_session_bytes = 1099511627776";
  EXPECT_LE(encode(longest).size(), frame_overhead);
}

}  // namespace
}  // namespace net::wire
