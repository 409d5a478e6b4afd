#include "net/explore/seen.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "net/random.hpp"

namespace net::explore {
namespace {

/// Many different ones, the same in every run.
std::vector<Fingerprint> fingerprints(std::size_t count) {
  Random random(1);
  std::vector<Fingerprint> all(count);
  for (auto& fingerprint : all) fingerprint = {random.next(), random.next()};
  return all;
}

TEST(SeenSet, TellsNewFromOld) {
  SeenSet seen;
  EXPECT_EQ(seen.size(), 0U);
  EXPECT_TRUE(seen.insert({1, 2}));
  EXPECT_FALSE(seen.insert({1, 2}));
  EXPECT_EQ(seen.size(), 1U);
}

TEST(SeenSet, LooksAtBothLanes) {
  SeenSet seen;
  EXPECT_TRUE(seen.insert({1, 2}));
  EXPECT_TRUE(seen.insert({2, 2}));
  EXPECT_TRUE(seen.insert({1, 1}));
  EXPECT_TRUE(seen.insert({2, 1}));
  EXPECT_EQ(seen.size(), 4U);
}

TEST(SeenSet, HoldsTheFingerprintThatLooksLikeAnEmptyPlace) {
  SeenSet seen;
  EXPECT_TRUE(seen.insert({0, 0}));
  EXPECT_FALSE(seen.insert({0, 0}));
  EXPECT_EQ(seen.size(), 1U);
}

// All have one home in one part of the set, and the last home wraps round to the first place.
TEST(SeenSet, TellsFingerprintsWithTheSameHomeApart) {
  SeenSet seen;
  constexpr std::uint64_t last = ~std::uint64_t{0};
  for (std::uint64_t i = 0; i < 500; ++i) EXPECT_TRUE(seen.insert({i, last}));
  for (std::uint64_t i = 0; i < 500; ++i) EXPECT_FALSE(seen.insert({i, last}));
  EXPECT_EQ(seen.size(), 500U);
}

TEST(SeenSet, GrowsWithoutForgetting) {
  const auto all = fingerprints(1'000'000);
  SeenSet seen;
  const std::size_t before = seen.bytes();
  std::size_t added = 0;
  for (const auto& fingerprint : all) added += seen.insert(fingerprint);
  EXPECT_EQ(added, all.size());
  std::size_t added_again = 0;
  for (const auto& fingerprint : all) {
    seen.prefetch(fingerprint);
    added_again += seen.insert(fingerprint);
  }
  EXPECT_EQ(added_again, 0U);
  EXPECT_EQ(seen.size(), all.size());
  EXPECT_GT(seen.bytes(), before);
  EXPECT_GE(seen.bytes(), all.size() * sizeof(Fingerprint) * 4 / 3);
  EXPECT_LE(seen.bytes(), all.size() * sizeof(Fingerprint) * 2);
}

TEST(SeenSet, AddsEachOnceIfTwoThreadsInsertTheSame) {
  const auto all = fingerprints(300'000);
  SeenSet seen;
  std::size_t added[2] = {};
  {
    // The first two thirds and the last two thirds.
    const auto insert = [&](int thread, std::size_t from) {
      for (std::size_t i = from; i < from + 200'000; ++i) added[thread] += seen.insert(all[i]);
    };
    const std::jthread first(insert, 0, 0);
    const std::jthread second(insert, 1, 100'000);
  }
  EXPECT_GE(added[0], 100'000U);
  EXPECT_GE(added[1], 100'000U);
  EXPECT_EQ(added[0] + added[1], all.size());
  EXPECT_EQ(seen.size(), all.size());
}

}  // namespace
}  // namespace net::explore
