// What the invariants say of a state: of the histories of all processes, those that are interleaved
// and those that are not.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/explore/roster.hpp"
#include "net/explore/row_set.hpp"
#include "net/explore/state.hpp"

namespace net::explore {

/// A process that sends nothing need not be interleaved with the others: what it takes in commutes
/// with all that they do, in a network from which nothing vanishes. So it stands still, and of each
/// state is asked which local states it could be in by now, having received whatever messages in
/// whatever order, and after how few crashes. That depends only on the messages to it, so that it
/// is worked out once for each set of them. Throws Unsound where that is too much to work out.
class Outcomes {
 public:
  /// `silent` are the places of such processes; there are at most so many crashes.
  Outcomes(Roster& roster, std::vector<std::uint32_t> silent, std::uint32_t most_crashes)
      : roster_(roster), silent_(std::move(silent)), most_crashes_(most_crashes) {}

  [[nodiscard]] bool is_silent(std::uint32_t place) const {
    return std::ranges::find(silent_, place) != silent_.end();
  }
  /// `crashes` may still happen, to all silent processes together.
  std::optional<paxos::Violation> violated(const State& state, std::uint32_t crashes);

  [[nodiscard]] std::size_t bytes() const { return fine_.bytes() + bytes_of_reachable_; }

 private:
  using Numbers = std::vector<std::uint32_t>;
  struct HashNumbers {
    std::size_t operator()(const Numbers& numbers) const;
  };
  struct Reachable {
    /// What the process can know, and after how few crashes of it.
    std::vector<std::pair<HistoryId, std::uint32_t>> histories;
    /// What a step of it violates by itself, and after how few crashes.
    std::optional<std::pair<paxos::Violation, std::uint32_t>> broken;
  };

  const Reachable& reachable(std::uint32_t place, const State& state);
  Reachable explore(LocalId initial, std::span<const MessageId> messages);
  std::optional<paxos::Violation> violated_in_any(std::size_t from, std::uint32_t crashes);

  Roster& roster_;
  std::vector<std::uint32_t> silent_;
  std::uint32_t most_crashes_;
  Numbers histories_;                        // of each place, of the state in hand
  std::vector<const Reachable*> of_silent_;  // in the state in hand
  Numbers received_;                         // scratch
  std::unordered_map<Numbers, Reachable, HashNumbers> reachable_;
  RowSet fine_;                         // histories that violate nothing together
  std::size_t bytes_of_reachable_ = 0;  // about
};

}  // namespace net::explore
