#include "net/timing.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "paxos/print.hpp"

namespace net {
namespace {

using Single = paxos::single::Timer;
using Multi = paxos::multi::Timer;
using std::chrono::microseconds;
using std::chrono::milliseconds;

struct Range {
  std::variant<Single, Multi> timer;
  milliseconds first, cap;
  int spread;
};

const std::vector<Range> ranges{{Single::ballot_timeout, milliseconds(300), milliseconds(8000), 2},
                                {Single::back_off, milliseconds(10), milliseconds(640), 10},
                                {Single::inquiry, milliseconds(200), milliseconds(4000), 2},
                                {Multi::election, milliseconds(600), milliseconds(2400), 2},
                                {Multi::heartbeat, milliseconds(75), milliseconds(75), 1},
                                {Multi::quorum, milliseconds(250), milliseconds(250), 1},
                                {Multi::resend, milliseconds(150), milliseconds(150), 2},
                                {Multi::catch_up, milliseconds(400), milliseconds(4000), 2}};

microseconds draw(const std::variant<Single, Multi>& timer, std::uint32_t attempt, Random& random) {
  return std::visit([&](auto which) { return duration_of(which, attempt, random); }, timer);
}

std::string print_of(const std::variant<Single, Multi>& timer) {
  return std::visit([](auto which) { return paxos::print(which); }, timer);
}

/// The shortest and the longest of many.
std::pair<microseconds, microseconds> extremes(const std::variant<Single, Multi>& timer,
                                               std::uint32_t attempt) {
  Random random(20260101);
  std::vector<microseconds> drawn(2000);
  for (auto& one : drawn) one = draw(timer, attempt, random);
  const auto [shortest, longest] = std::ranges::minmax_element(drawn);
  return {*shortest, *longest};
}

TEST(Timing, StaysInARangeThatDoublesUpToACap) {
  for (const auto& [timer, first, cap, spread] : ranges) {
    for (std::uint32_t attempt = 0; attempt < 20; ++attempt) {
      const microseconds end = std::min<microseconds>(cap, first * (1 << attempt));
      const microseconds least = end / spread;
      const auto [shortest, longest] = extremes(timer, attempt);
      EXPECT_GE(shortest, least) << print_of(timer) << ", attempt " << attempt;
      EXPECT_LE(longest, end) << print_of(timer) << ", attempt " << attempt;
      EXPECT_LE(shortest, least + (end - least) / 10) << "it does not use the lower end";
      EXPECT_GE(longest, end - (end - least) / 10) << "it does not use the upper end";
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
  const auto one = duration_of(Single::back_off, 0, random);
  EXPECT_NE(duration_of(Single::back_off, 0, random), one);
}

}  // namespace
}  // namespace net
