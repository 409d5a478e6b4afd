// Breadth-first search over the states of a model, on several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "net/explore/state.hpp"

namespace net::explore {

/// Where a search ends if the states do not.
struct Limits {
  std::uint64_t depth =
      std::numeric_limits<std::uint64_t>::max();  ///< of which the initial state is 1
  std::uint64_t states = std::numeric_limits<std::uint64_t>::max();
  std::size_t memory = std::numeric_limits<std::size_t>::max();  ///< bytes
  unsigned threads = 1;
};

enum class Bound { depth, states, memory, interrupted };
std::string_view name_of(Bound bound);

/// How far a search is.
struct Progress {
  std::uint64_t distinct = 0;  ///< states
  std::uint64_t expanded = 0;  ///< of them
  std::uint64_t depth = 0;     ///< that of the initial state is 1
  std::size_t bytes = 0;
  double seconds = 0;
};

/// A violation, and the numbers of the steps that lead to it from the initial state.
struct Counterexample {
  paxos::Violation violation;
  std::vector<std::uint32_t> steps;
};

struct Result {
  std::uint64_t distinct = 0;
  std::uint64_t pending = 0;    ///< distinct states whose steps were not all taken
  std::uint64_t generated = 0;  ///< steps taken
  /// How many states have each depth, from 1 on; the last may be incomplete.
  std::vector<std::uint64_t> levels;
  std::optional<Bound> bound;  ///< absent if every state was expanded, or one violates
  std::optional<Counterexample> counterexample;
  std::size_t images = 1;          ///< fingerprints of a state, of which the least stands for it
  std::size_t bytes = 0;           ///< at most at any time, by our own count
  std::size_t bytes_for_seen = 0;  ///< of them beyond the frontier and the model
  double seconds = 0;
};

using Watch = std::function<void(const Progress&)>;

/// Ends at the first violation; with one thread always at the same one, and always at one that no
/// fewer steps reach. `interrupted` may be set by a signal. Calls `watch` now and then.
Result search(Model& model, const Limits& limits, const std::atomic<bool>& interrupted,
              const Watch& watch);

}  // namespace net::explore
