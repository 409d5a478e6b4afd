// A crash at each point of a run at which the disk changes what there is of snapshots, or what an
// acceptor forgets because of them.
#include <string>

#include <gtest/gtest.h>

#include "net/sim/protocols.hpp"

namespace net::sim {
namespace {

Outcome run_with(const std::string& faults, std::int64_t point, std::uint64_t seed) {
  Options options;
  options.protocol = "multi";
  options.faults = read_faults(faults);
  options.faults.knobs.point = point;
  return simulate_with(options)(options, seed, {});
}

/// Crashes at every one of them, and returns how many there are.
std::int64_t crash_at_each(const std::string& faults, std::uint64_t seed) {
  for (std::int64_t point = 1;; ++point) {
    const Outcome outcome = run_with(faults, point, seed);
    const auto& [tally, failure] = std::tie(outcome.tally, outcome.failure);
    if (failure) {
      ADD_FAILURE() << "seed " << seed << " point " << point << ": " << failure->violation.why;
      return point;
    }
    if (tally.points < static_cast<std::uint64_t>(point)) return point - 1;
    EXPECT_GT(tally.acceptor_crashes + tally.proposer_crashes + tally.learner_crashes, 0U);
  }
}

TEST(FaultPoints, InACalmRunLoseNothing) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    EXPECT_GT(crash_at_each("calm,snapshot=2,requests=12", seed), 40);
  }
}

// A learner that nobody can reach for a while is given a snapshot by another, in pieces.
TEST(FaultPoints, WithSnapshotsThatAreReceivedLoseNothing) {
  std::uint64_t received = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::string faults = "partitions,snapshot=2,requests=12";
    received += run_with(faults, 0, seed).tally.snapshots_received;
    EXPECT_GT(crash_at_each(faults, seed), 40);
  }
  EXPECT_GT(received, 0U);
}

}  // namespace
}  // namespace net::sim
