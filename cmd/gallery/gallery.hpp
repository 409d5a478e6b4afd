// The gallery: every wrong Paxos, and what tells it from the right one.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "paxos/mutants/mutant.hpp"

namespace gallery {

/// How a mutant is searched for. Options are those of the programs explore and simulate.
struct Exhibit {
  paxos::mutants::Mutant mutant;
  std::string explore;   ///< options
  std::string simulate;  ///< options
  bool is_role = true;   ///< otherwise it is wrong outside of the roles: only the simulator has it
  std::string remark;    ///< why it cannot be run, or what else is to be said
};

/// All of them, in the order of their ids.
std::vector<Exhibit> exhibits();

/// What a search with one of the three tools came to.
struct Kill {
  std::string violated;                ///< the invariant, or what else differs
  std::string after;                   ///< "259 states", "seed 11"
  std::optional<std::uint64_t> steps;  ///< of the shortest counterexample
};

struct Row {
  std::optional<Kill> explorer;
  std::optional<std::uint64_t> steps_to_disagreement;  ///< until two values are chosen or learned
  std::optional<Kill> simulator;
  std::optional<Kill> specification;
  double seconds = 0;

  [[nodiscard]] bool killed() const { return explorer || simulator || specification; }
};

/// Runs the three searches; the right roles if `mutant` is empty. Traces go into the folder.
Row search(const Exhibit& exhibit, std::string_view mutant, const std::filesystem::path& folder,
           const std::atomic<bool>& interrupted);

}  // namespace gallery
