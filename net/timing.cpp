#include "net/timing.hpp"

#include <algorithm>

#include "paxos/assert.hpp"

namespace net {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

/// A duration lies between an upper end, which starts at `first` and doubles up to `cap`, and the
/// `spread`th part of it.
struct Range {
  microseconds first;
  microseconds cap;
  int spread;
};

constexpr Range range_of(paxos::single::Timer timer) {
  using paxos::single::Timer;
  switch (timer) {
    // At first longer than a round trip and two disk syncs take on a busy machine; in the end
    // longer than the largest value takes.
    case Timer::ballot_timeout:
      return {milliseconds(300), milliseconds(8000), 2};
    // Soon comparable to a whole ballot, and spread widely, so that one of two duelling proposers
    // gets through.
    case Timer::back_off:
      return {milliseconds(10), milliseconds(640), 10};
    case Timer::inquiry:
      return {milliseconds(200), milliseconds(4000), 2};
  }
  PAXOS_ASSERT(!"a timer without a range");
}

constexpr Range range_of(paxos::multi::Timer timer) {
  using paxos::multi::Timer;
  switch (timer) {
    // Several heartbeats, so that one that is late deposes nobody; spread, so that mostly one
    // follower wakes first and wins before the others do.
    case Timer::election:
      return {milliseconds(600), milliseconds(2400), 2};
    case Timer::heartbeat:
      return {milliseconds(75), milliseconds(75), 1};
    // Shorter than an election, so that a leader that is cut off has stepped down by the time that
    // another begins.
    case Timer::quorum:
      return {milliseconds(250), milliseconds(250), 1};
    // Longer than a round trip and a disk sync take on a busy machine.
    case Timer::resend:
      return {milliseconds(150), milliseconds(150), 2};
    case Timer::catch_up:
      return {milliseconds(400), milliseconds(4000), 2};
  }
  PAXOS_ASSERT(!"a timer without a range");
}

microseconds within(const Range& range, std::uint32_t attempt, Random& random) {
  const auto longest = std::min(range.cap, range.first * (1 << std::min(attempt, 16U)));
  return microseconds(random.between((longest / range.spread).count(), longest.count()));
}

}  // namespace

microseconds duration_of(paxos::single::Timer timer, std::uint32_t attempt, Random& random) {
  return within(range_of(timer), attempt, random);
}

microseconds duration_of(paxos::multi::Timer timer, std::uint32_t attempt, Random& random) {
  return within(range_of(timer), attempt, random);
}

}  // namespace net
