#include "net/explore/frontier.hpp"

#include <limits>
#include <utility>

#include <gtest/gtest.h>

namespace net::explore {
namespace {

using Numbered = std::pair<StateNumber, State>;

Block packed(const std::vector<Numbered>& states) {
  Block block;
  for (const auto& [number, state] : states) block.put(number, state);
  return block;
}

/// All that a block holds, read into a state that holds something else before.
std::vector<Numbered> unpacked(const Block& block) {
  std::vector<Numbered> states;
  Block::Reader reader(block);
  StateNumber number = 7;
  State state{{7, 7, 7, 7}, {7, 8, 9}};
  while (reader.next(number, state)) states.emplace_back(number, state);
  return states;
}

TEST(Frontier, OfNoStatesIsRead) {
  EXPECT_EQ(Block().states(), 0U);
  EXPECT_TRUE(unpacked({}).empty());
}

TEST(Frontier, KeepsStatesInOrder) {
  const std::vector<Numbered> states{
      {0, {{1, 2, 3}, {4, 5}}}, {1, {{}, {}}}, {2, {{0}, {0, 0, 1}}}, {3, {{9, 8, 7, 6}, {}}}};
  const Block block = packed(states);
  EXPECT_EQ(block.states(), 4U);
  EXPECT_EQ(unpacked(block), states);
}

TEST(Frontier, KeepsNumbersOfEverySize) {
  std::vector<Numbered> states;
  for (int bit = 0; bit < 64; ++bit) {
    const StateNumber number = StateNumber{1} << bit;
    for (const StateNumber near : {number - 1, number, number + 1}) {
      const auto item = static_cast<LocalId>(near);
      states.push_back({near, {{item, 0, item}, {0, item}}});
    }
  }
  constexpr auto most = std::numeric_limits<MessageId>::max();
  states.push_back({std::numeric_limits<StateNumber>::max(), {{most, most}, {0, most, most}}});
  EXPECT_EQ(unpacked(packed(states)), states);
}

TEST(Frontier, TakesAboutAByteAMessage) {
  State state;
  for (MessageId message = 1000; message < 1100; ++message) state.messages.push_back(message);
  Block block;
  for (StateNumber number = 0; number < 1000; ++number) block.put(number, state);
  // Twice, for a vector that grows may have so much room to spare.
  EXPECT_LE(block.bytes(), 2 * 1000 * (state.messages.size() + 6));
}

}  // namespace
}  // namespace net::explore
