#include "paxos/ballot.hpp"

#include <limits>
#include <optional>
#include <set>
#include <vector>

#include <boost/container_hash/hash.hpp>
#include <gtest/gtest.h>

#include "tests/paxos/print_to.hpp"

namespace paxos {
namespace {

TEST(Ballot, IsOrderedByRoundThenByProposer) {
  const std::vector<Ballot> ascending{{1, 1}, {1, 2}, {1, 9}, {2, 1}, {2, 3}, {10, 1}};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(ascending[i] <=> ascending[j], i <=> j) << i << " and " << j;
    }
  }
}

// PMS §2.5: proposers take their numbers from disjoint sets.
TEST(Ballot, NoTwoProposersShareOne) {
  std::set<Ballot> seen;
  for (std::uint32_t proposer = 1; proposer <= 5; ++proposer) {
    for (std::uint64_t round = 1; round <= 20; ++round) {
      EXPECT_TRUE(seen.insert({round, proposer}).second);
    }
  }
}

TEST(Ballot, HasOneOfEveryProposerAboveAnyGivenOne) {
  const Ballot high{7, 3};
  for (std::uint32_t proposer = 1; proposer <= 5; ++proposer) {
    EXPECT_GT((Ballot{round_above(high.round), proposer}), high);
  }
}

TEST(Ballot, NoBallotIsLessThanEveryBallot) {
  const std::optional<Ballot> none;
  EXPECT_LT(none, (Ballot{0, 0}));
  EXPECT_LT(none, (Ballot{1, 1}));
}

TEST(Ballot, IsValidIfAProposerCanHaveIssuedIt) {
  EXPECT_TRUE((Ballot{1, 1}).valid());
  EXPECT_TRUE((Ballot{Ballot::max_round, std::numeric_limits<std::uint32_t>::max()}).valid());
  EXPECT_FALSE(Ballot{}.valid());
  EXPECT_FALSE((Ballot{0, 1}).valid());
  EXPECT_FALSE((Ballot{1, 0}).valid());
  EXPECT_FALSE((Ballot{Ballot::max_round + 1, 1}).valid());
}

TEST(Ballot, RoundAboveIsTheNextRound) {
  EXPECT_EQ(round_above(0), 1U);
  EXPECT_EQ(round_above(41), 42U);
  EXPECT_EQ(round_above(Ballot::max_round - 1), Ballot::max_round);
}

TEST(Ballot, RoundsNeverWrap) {
  EXPECT_THROW(round_above(Ballot::max_round), std::overflow_error);
  EXPECT_THROW(round_above(Ballot::max_round + 1), std::overflow_error);
  EXPECT_THROW(round_above(std::numeric_limits<std::uint64_t>::max()), std::overflow_error);
}

TEST(Ballot, TheLargestRoundFitsASignedColumn) {
  EXPECT_EQ(static_cast<std::int64_t>(Ballot::max_round), std::numeric_limits<std::int64_t>::max());
}

TEST(Ballot, PrintsAsRoundDotProposer) {
  EXPECT_EQ(to_string(Ballot{3, 1}), "3.1");
  EXPECT_EQ(to_string(Ballot{Ballot::max_round, 12}), "9223372036854775807.12");
}

TEST(Ballot, HashesByContent) {
  const boost::hash<Ballot> hash;
  EXPECT_EQ(hash({3, 1}), hash({3, 1}));
  EXPECT_NE(hash({3, 1}), hash({1, 3}));
}

}  // namespace
}  // namespace paxos
