#include "net/sim/shrink.hpp"

#include <gtest/gtest.h>

#include "tests/net/sim/wrong_roles.hpp"

namespace net::sim::test {
namespace {

const Simulate forgetful = simulate<Synod, Roles<ForgetsItsPromise>>;
const std::atomic<bool> never = false;

TEST(Shrink, LeavesARunThatStillFailsTheSameWay) {
  const auto found = first_failure<Roles<ForgetsItsPromise>>({}, 1000);
  ASSERT_TRUE(found);
  const auto& [seed, failure] = *found;
  const Shrunk shrunk = shrink(forgetful, {}, seed, never);
  EXPECT_EQ(shrunk.failure.violation.invariant, failure.violation.invariant);
  EXPECT_LT(shrunk.kept, shrunk.planned);
  EXPECT_EQ(shrunk.options.keep->size(), shrunk.kept);

  const Outcome replayed = forgetful(shrunk.options, seed, {});
  EXPECT_EQ(replayed.failure, shrunk.failure);
  EXPECT_EQ(replayed.tally.role_events(), shrunk.fewer);
}

TEST(Shrink, KeepsNothingThatIsNotNeeded) {
  const auto found = first_failure<Roles<ForgetsItsPromise>>({}, 1000);
  ASSERT_TRUE(found);
  const Shrunk shrunk = shrink(forgetful, {}, found->first, never);
  const auto still_fails = [&](const Options& options) {
    const auto failure = forgetful(options, found->first, {}).failure;
    return failure && failure->violation.invariant == shrunk.failure.violation.invariant;
  };
  // A promise that is forgotten takes a crash of an acceptor, at least.
  ASSERT_FALSE(shrunk.options.keep->empty());
  for (std::size_t i = 0; i < shrunk.kept; ++i) {
    Options options = shrunk.options;
    std::vector<std::uint32_t> fewer = *shrunk.options.keep;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    options.keep = fewer;
    EXPECT_FALSE(still_fails(options)) << "without entry " << i;
  }
  for (const auto& knob : all_knobs()) {
    Options options = shrunk.options;
    auto& strength = options.faults.knobs.*(knob.value);
    if (knob.kind != Knob::Kind::fault || strength == 0) continue;
    strength = 0;
    EXPECT_FALSE(still_fails(options)) << "without " << knob.name;
  }
}

TEST(Shrink, TakesAwayAllOfARunThatFailsByItself) {
  const Simulate early = simulate<Synod, Roles<AnswersBeforeItPersists>>;
  const Shrunk shrunk = shrink(early, {}, 1, never);
  EXPECT_EQ(shrunk.kept, 0U);
  EXPECT_GT(shrunk.planned, 10U);
  EXPECT_EQ(shrunk.options.faults.knobs.drop, 0);
}

TEST(Shrink, EndsWithTheBestSoFarIfInterrupted) {
  const std::atomic<bool> interrupted = true;
  const auto found = first_failure<Roles<ForgetsItsPromise>>({}, 1000);
  ASSERT_TRUE(found);
  const Shrunk shrunk = shrink(forgetful, {}, found->first, interrupted);
  EXPECT_EQ(shrunk.kept, shrunk.planned);
  EXPECT_EQ(shrunk.failure, found->second);
}

}  // namespace
}  // namespace net::sim::test
