#include "net/sim/protocols.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paxos/ballot.hpp"
#include "paxos/usage_error.hpp"

namespace net::sim {
namespace {

Options wrong_roles(const std::string& mutant, const std::string& faults = "all") {
  Options options;
  options.mutant = mutant;
  options.faults = read_faults(faults);
  return options;
}

/// The first failure in so many seeds.
std::optional<Failure> first_failure(Options options, std::uint64_t seeds) {
  const Simulate simulate = simulate_with(options);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Outcome outcome = simulate(options, seed, {});
    if (outcome.failure) return outcome.failure;
  }
  return std::nullopt;
}

std::string error_of(Options options) {
  try {
    simulate_with(options);
  } catch (const paxos::UsageError& error) {
    return error.what();
  }
  return {};
}

// About three times as many seeds as it took when this was written.
TEST(Protocols, WrongRolesOfSinglePaxosViolateSafety) {
  const std::pair<const char*, std::uint64_t> mutants[] = {
      {"B01", 12}, {"B02", 12}, {"B03", 12}, {"B04", 3},   {"B05", 250}, {"B07", 12},
      {"B08", 3},  {"B10", 3},  {"B11", 24}, {"B12", 130}, {"B14", 42},  {"B15", 66},
      {"B32", 3},  {"B46", 60}, {"A1", 3},   {"A2", 3},    {"A3", 15},   {"A5", 66},
  };
  for (const auto& [mutant, seeds] : mutants) {
    const auto failure = first_failure(wrong_roles(mutant), seeds);
    ASSERT_TRUE(failure) << mutant;
    EXPECT_FALSE(failure->liveness) << mutant << " " << failure->violation.why;
  }
}

TEST(Protocols, ARoundThatWrapsAroundViolatesSafety) {
  Options options = wrong_roles("B47");
  options.first_round = paxos::Ballot::max_round - 1;
  const auto failure = first_failure(options, 10);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->violation.invariant, "B1");
}

TEST(Protocols, WrongRolesOfSinglePaxosFailToMakeProgress) {
  for (const auto& options :
       {wrong_roles("B24"), wrong_roles("B25", "lockstep"), wrong_roles("A4")}) {
    const auto failure = first_failure(options, 15);
    ASSERT_TRUE(failure) << options.mutant;
    EXPECT_TRUE(failure->liveness) << options.mutant;
  }
}

TEST(Protocols, AnAcceptorThatTakesOnlyWhatItPromisedStaysWithinTheInvariants) {
  EXPECT_EQ(first_failure(wrong_roles("B26"), 200), std::nullopt);
}

TEST(Protocols, RefuseWhatTheyDoNotKnow) {
  EXPECT_THAT(error_of(wrong_roles("B33")), testing::HasSubstr("no torn tail"));
  EXPECT_THAT(error_of(wrong_roles("B46", "calm")), testing::HasSubstr("no frame is damaged"));
  EXPECT_THAT(error_of(wrong_roles("b03")), testing::StartsWith("--mutant b03: "));
  Options other;
  other.protocol = "raft";
  EXPECT_THAT(error_of(other), testing::HasSubstr("--protocol raft: the protocols are single"));
}

}  // namespace
}  // namespace net::sim
