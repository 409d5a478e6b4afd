// The searches that a mutant goes through, and what came of them.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "cmd/gallery/exhibits.hpp"

namespace gallery {

/// What one search came to.
struct Found {
  std::string violated;  ///< the invariant, or what else does not hold; empty if all holds
  std::string after;     ///< states, a seed, or how much was looked at in vain
  std::string steps;     ///< of a shortest run that shows it, if the explorer has found it

  [[nodiscard]] bool kills() const { return !violated.empty(); }
};

/// Absent is a search that does not apply.
struct Row {
  /// Looks only at the invariant that the mutant violates, if it does.
  std::optional<Found> explorer;
  /// If the explorer kills: until two values are chosen or learned.
  std::optional<Found> agreement;
  std::optional<Found> simulator;
  std::optional<Found> specification;
  std::optional<Found> wire;
  double seconds = 0;

  /// Whether any search tells it from the right one.
  [[nodiscard]] bool killed() const;
  /// Whether it is told from the right one by what its description says.
  [[nodiscard]] bool killed_by(std::string_view violated) const;
};

/// The distinct states of Lamport's specification with 3 acceptors, 3 ballots and 2 values.
inline constexpr std::uint64_t specified_states = 185'369;

/// The folders of the traces of one exhibit: of the explorer, until two values, of the simulator.
inline constexpr std::array<std::string_view, 3> trace_folders{"explored", "agreement",
                                                               "simulated"};

/// Runs all searches, with the right roles if the mutant has no id. Each writes what it found into
/// a folder of its own in `folder`.
Row search(const Exhibit& exhibit, const std::filesystem::path& folder,
           const std::atomic<bool>& interrupted);

}  // namespace gallery
