#include "net/explore/fingerprint.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "net/random.hpp"

namespace net::explore {
namespace {

constexpr std::uint64_t most = ~std::uint64_t{0};

TEST(Fingerprint, IsAddedLaneByLane) {
  Fingerprint sum{1, most};
  sum += {2, 1};
  EXPECT_EQ(sum, (Fingerprint{3, 0}));  // no carry
  sum -= {4, 1};
  EXPECT_EQ(sum, (Fingerprint{most, most}));
}

TEST(Fingerprint, IsTheSameHoweverItWasReached) {
  std::vector<Fingerprint> keys;
  for (int item = 0; item < 100; ++item) keys.push_back(key_of(std::to_string(item)));
  Random random(1);
  std::vector<int> counts(keys.size());
  Fingerprint incremental;
  for (int step = 0; step < 10'000; ++step) {
    const auto item = random.below(keys.size());
    if (counts[item] > 0 && random.below(2) == 0) {
      --counts[item];
      incremental -= keys[item];
    } else {
      ++counts[item];
      incremental += keys[item];
    }
  }
  Fingerprint from_scratch;
  for (std::size_t item = 0; item < keys.size(); ++item) {
    for (int i = 0; i < counts[item]; ++i) from_scratch += keys[item];
  }
  EXPECT_EQ(incremental, from_scratch);
  EXPECT_NE(incremental, Fingerprint{});
}

// Worked out from SHA-1 with other software.
TEST(Fingerprint, IsTheSameOnEveryMachine) {
  EXPECT_EQ(key_of(""), (Fingerprint{0xEDAFA44E59258EC1, 0x0708D506D8E8947A}));
  EXPECT_EQ(key_of("Paxos"), (Fingerprint{0x3C6BA3E152921AC3, 0x63684A8370B76428}));
  EXPECT_EQ(key_of(std::string(1000, 'a')), (Fingerprint{0x2FC8A691D656D356, 0xDCA25422741FE5F4}));
}

TEST(Fingerprint, HasNoFixedBits) {
  Fingerprint ones{0, 0};
  Fingerprint zeros{0, 0};
  for (int item = 0; item < 200; ++item) {
    const Fingerprint key = key_of(std::to_string(item));
    ones.high |= key.high;
    ones.low |= key.low;
    zeros.high |= ~key.high;
    zeros.low |= ~key.low;
  }
  EXPECT_EQ(ones, (Fingerprint{most, most}));
  EXPECT_EQ(zeros, (Fingerprint{most, most}));
}

// Half the number of pairs, divided by the number of fingerprints, is the chance to be bounded.
TEST(CollisionChance, IsBoundedFromAbove) {
  const auto chance = [](double fingerprints) {
    return fingerprints * fingerprints / 2 / std::ldexp(1, 122);
  };
  EXPECT_EQ(collision_chance(0, 1), 0);
  for (const std::uint64_t states : {1ULL, 3921ULL, 1'000'000ULL, 100'000'000'000ULL}) {
    for (const std::size_t images : {1, 6, 120}) {
      const double fingerprints = static_cast<double>(states) * static_cast<double>(images);
      EXPECT_GE(collision_chance(states, images), chance(fingerprints));
      EXPECT_LE(collision_chance(states, images), 4 * chance(fingerprints));
    }
  }
  EXPECT_LT(collision_chance(1'000'000'000, 120), 1e-13);
}

}  // namespace
}  // namespace net::explore
