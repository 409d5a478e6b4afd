// Ballot numbers. PMS §2.2, numbers: those of proposals. PTP §2.1, B1: those of ballots.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include <boost/describe.hpp>

namespace paxos {

/// A ballot number, ordered by round, then by proposer. PMS §2.5, disjoint numbers: proposers take
/// their numbers from disjoint sets; here the proposer's own number, which is part of the ballot,
/// makes them disjoint.
///
/// "No ballot yet" is an empty std::optional<Ballot>, which compares less than every ballot.
struct Ballot {
  /// Rounds run from 1 to this, the largest that a signed 64-bit column of a store holds.
  static constexpr std::uint64_t max_round = std::numeric_limits<std::int64_t>::max();

  std::uint64_t round = 0;
  std::uint32_t proposer = 0;

  auto operator<=>(const Ballot&) const = default;

  /// Whether a proposer can have issued it. A peer that sends another one is faulty.
  [[nodiscard]] constexpr bool valid() const {
    return round >= 1 && round <= max_round && proposer >= 1;
  }
};
BOOST_DESCRIBE_STRUCT(Ballot, (), (round, proposer))

/// The first round above `round`. PTP §2.1, B1: every ballot is unique, so a round at its
/// maximum is an error and never wraps. Throws std::overflow_error.
constexpr std::uint64_t round_above(std::uint64_t round) {
  if (round >= Ballot::max_round) throw std::overflow_error("ballot rounds are used up");
  return round + 1;
}

/// As `round.proposer`, for example 3.1.
std::string to_string(const Ballot& ballot);

}  // namespace paxos
