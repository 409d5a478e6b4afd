#include "net/explore/row_set.hpp"

#include <set>

#include <gtest/gtest.h>

namespace net::explore {
namespace {

TEST(RowSet, HoldsWhatWasPutInAndNothingElse) {
  RowSet set;
  std::set<std::vector<std::uint32_t>> expected;
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::vector<std::uint32_t> row{static_cast<std::uint32_t>(random.below(40)), 7,
                                         static_cast<std::uint32_t>(random.below(40))};
    ASSERT_EQ(set.contains(row), expected.contains(row));
    if (expected.insert(row).second) set.insert(row);
  }
  EXPECT_EQ(expected.size(), 1600U);
  EXPECT_FALSE(set.contains(std::vector<std::uint32_t>{7, 0, 0}));
}

TEST(RowSet, TakesLittleMoreThanItsNumbers) {
  RowSet set;
  for (std::uint32_t i = 0; i < 100'000; ++i) set.insert(std::vector<std::uint32_t>{i, i, i});
  EXPECT_LT(set.bytes(), 100'000U * (3 * 4 * 2 + 4 * 4));
}

}  // namespace
}  // namespace net::explore
