#include "net/sim/campaign.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/net/sim/wrong_roles.hpp"

namespace net::sim::test {
namespace {

const Simulate right = simulate<Synod, Roles<>>;
const Simulate forgetful = simulate<Synod, Roles<ForgetsItsPromise>>;

CampaignResult campaign(const Simulate& simulate, Seeds seeds, unsigned jobs,
                        const std::string& faults = "all") {
  const std::atomic<bool> interrupted = false;
  return run_campaign(simulate, with_faults(faults), {seeds, jobs, {}}, interrupted);
}

TEST(Campaign, HasTheSameResultWithAnyNumberOfJobs) {
  const CampaignResult one = campaign(right, {100, 399}, 1);
  EXPECT_EQ(one.tally.runs, 300U);
  EXPECT_FALSE(one.failure);
  EXPECT_FALSE(one.interrupted);
  for (const unsigned jobs : {2U, 5U}) {
    EXPECT_EQ(campaign(right, {100, 399}, jobs).tally, one.tally);
  }
}

TEST(Campaign, EndsWithTheSmallestFailingSeed) {
  const auto rarely = [](Seeds seeds, unsigned jobs) {
    return campaign(forgetful, seeds, jobs, "calm,crashes=1");
  };
  const CampaignResult one = rarely({1, 1000}, 1);
  ASSERT_TRUE(one.failure);
  const std::uint64_t seed = one.failure->first;
  EXPECT_EQ(one.tally.runs, seed);
  ASSERT_GT(seed, 1U);
  for (int again = 0; again < 5; ++again) {
    const CampaignResult many = rarely({1, 1000}, 4);
    EXPECT_EQ(many.failure, one.failure);
    EXPECT_EQ(many.tally, one.tally);
  }
  EXPECT_EQ(rarely({seed, seed}, 2).failure, one.failure);
  EXPECT_FALSE(rarely({1, seed - 1}, 2).failure);
}

TEST(Campaign, RunsUpToTheLastSeedThatThereIs) {
  constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(campaign(right, {last - 40, last}, 2).tally.runs, 41U);
}

TEST(Campaign, SaysThatItWasInterruptedAndHowFarItCame) {
  std::atomic<bool> interrupted = false;
  std::atomic<int> runs = 0;
  const Simulate interrupting = [&](const Options& options, std::uint64_t seed,
                                    const Watch& watch) {
    if (++runs == 200) interrupted = true;
    return right(options, seed, watch);
  };
  const auto result = run_campaign(interrupting, {}, {{1, 100'000}, 1, {}}, interrupted);
  EXPECT_TRUE(result.interrupted);
  EXPECT_LE(result.tally.runs, 200U);
  EXPECT_GE(result.tally.runs, 150U);
}

TEST(Campaign, PassesOnWhatAJobThrows) {
  const Simulate throwing = [](const Options&, std::uint64_t, const Watch&) -> Outcome {
    throw std::runtime_error("no memory");
  };
  EXPECT_THROW(campaign(throwing, {1, 100}, 2), std::runtime_error);
}

}  // namespace
}  // namespace net::sim::test
