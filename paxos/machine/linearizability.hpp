// Whether what clients of the store saw can be explained by one store that executes one operation
// after the other. Herlihy & Wing 1990: a history is linearizable if every operation can be placed
// at one moment between its call and its return, so that a sequential store gives the same answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/machine/client_history.hpp"

namespace paxos::machine {

enum class Outcome : std::uint8_t { linearizable, not_linearizable, gave_up };
BOOST_DESCRIBE_ENUM(Outcome, linearizable, not_linearizable, gave_up)

struct Verdict {
  Outcome outcome = Outcome::linearizable;
  /// One line: of which key, and which operation fits nowhere. Empty if it is linearizable.
  std::string why = {};
  /// If it is not: the longest order that was found for the operations on the same key, and the
  /// operation that fits nowhere then, by their places in the history. If the search gave up, both
  /// tell how far it came.
  std::vector<std::size_t> longest = {};
  std::optional<std::size_t> misfit = {};
  std::uint64_t states = 0;  // visited

  [[nodiscard]] bool holds() const { return outcome == Outcome::linearizable; }
};

/// Most histories take a few states an operation; a hard one visits about a million a second.
inline constexpr std::uint64_t default_most_states = 1'000'000;

/// Checks a history of a store that is empty at first. Operations of different clients at the same
/// nanosecond are concurrent; those of one client follow each other. Each key is checked alone, and
/// may take `most_states`; keys that one operation names together are checked together.
///
/// Throws UsageError if the history is malformed: a return before its call; an outcome without a
/// return, or a return without an outcome; a call of a client before the return of its last
/// operation (after one of unknown outcome it may go on); a value that is missing, or keys.
Verdict check_linearizable(std::span<const Operation> history,
                           std::uint64_t most_states = default_most_states);

}  // namespace paxos::machine
