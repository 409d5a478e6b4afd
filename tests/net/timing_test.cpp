#include "net/timing.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "paxos/print.hpp"

namespace net {
namespace {

using paxos::single::Timer;
using std::chrono::microseconds;
using std::chrono::milliseconds;

struct Range {
  Timer timer;
  milliseconds first, cap;
  int spread;
};

const std::vector<Range> ranges{{Timer::ballot_timeout, milliseconds(300), milliseconds(8000), 2},
                                {Timer::back_off, milliseconds(10), milliseconds(640), 10},
                                {Timer::inquiry, milliseconds(200), milliseconds(4000), 2}};

/// The shortest and the longest of many.
std::pair<microseconds, microseconds> extremes(Timer timer, std::uint32_t attempt) {
  Random random(20260101);
  std::vector<microseconds> drawn(2000);
  for (auto& one : drawn) one = duration_of(timer, attempt, random);
  const auto [shortest, longest] = std::ranges::minmax_element(drawn);
  return {*shortest, *longest};
}

TEST(Timing, StaysInARangeThatDoublesUpToACap) {
  for (const auto& [timer, first, cap, spread] : ranges) {
    for (std::uint32_t attempt = 0; attempt < 20; ++attempt) {
      const microseconds end = std::min<microseconds>(cap, first * (1 << attempt));
      const microseconds least = end / spread;
      const auto [shortest, longest] = extremes(timer, attempt);
      EXPECT_GE(shortest, least) << paxos::print(timer) << ", attempt " << attempt;
      EXPECT_LE(longest, end) << paxos::print(timer) << ", attempt " << attempt;
      EXPECT_LT(shortest, least + (end - least) / 10) << "it does not use the lower end";
      EXPECT_GT(longest, end - (end - least) / 10) << "it does not use the upper end";
    }
  }
}

TEST(Timing, DoesNotOverflow) {
  for (const auto& [timer, first, cap, spread] : ranges) {
    for (const std::uint32_t attempt : {31U, 32U, 63U, 64U, ~0U}) {
      const auto [shortest, longest] = extremes(timer, attempt);
      EXPECT_GE(shortest, cap / spread);
      EXPECT_LE(longest, cap);
    }
  }
}

// Two duelling proposers that drew alike would go on duelling.
TEST(Timing, IsRandom) {
  Random random(1);
  const auto one = duration_of(Timer::back_off, 0, random);
  EXPECT_NE(duration_of(Timer::back_off, 0, random), one);
}

}  // namespace
}  // namespace net
