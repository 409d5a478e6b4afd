#include "net/sim/dice.hpp"

#include <set>

#include <gtest/gtest.h>

namespace net::sim {
namespace {

TEST(Dice, AreOthersForSeedsThatDifferInAnyBit) {
  std::set<std::uint64_t> drawn;
  std::size_t rolls = 0;
  const auto draw = [&](std::uint64_t seed) {
    for (const auto purpose : {Purpose::strength, Purpose::plan, Purpose::message, Purpose::timer,
                               Purpose::disk, Purpose::crash, Purpose::clock}) {
      drawn.insert(roll(seed, purpose, 3).next());
      ++rolls;
    }
  };
  draw(17);
  for (int bit = 0; bit < 64; ++bit) draw(17 ^ (std::uint64_t{1} << bit));
  EXPECT_EQ(drawn.size(), rolls);
}

}  // namespace
}  // namespace net::sim
