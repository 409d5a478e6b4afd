#include "net/timing.hpp"

#include <algorithm>

#include "paxos/assert.hpp"

namespace net {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

/// A duration lies between `least` and an upper end that starts at `first` and doubles up to `cap`.
struct Range {
  microseconds least;
  microseconds first;
  microseconds cap;
};

constexpr Range range_of(paxos::single::Timer timer) {
  using paxos::single::Timer;
  switch (timer) {
    // Longer than a round trip and two disk syncs take on a busy machine.
    case Timer::ballot_timeout:
      return {milliseconds(150), milliseconds(300), milliseconds(2000)};
    // Soon comparable to a whole ballot, so that one of two duelling proposers gets through.
    case Timer::back_off:
      return {milliseconds(1), milliseconds(10), milliseconds(640)};
    case Timer::inquiry:
      return {milliseconds(100), milliseconds(200), milliseconds(2000)};
  }
  PAXOS_ASSERT(!"a timer without a range");
}

}  // namespace

microseconds duration_of(paxos::single::Timer timer, std::uint32_t attempt,
                         std::minstd_rand& random) {
  const Range range = range_of(timer);
  const auto longest = std::min(range.cap, range.first * (1 << std::min(attempt, 16U)));
  return microseconds(std::uniform_int_distribution<microseconds::rep>(range.least.count(),
                                                                       longest.count())(random));
}

}  // namespace net
