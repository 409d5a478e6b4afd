// What a run is: with its seed, this decides all that happens in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/sim/faults.hpp"
#include "paxos/quorum.hpp"

namespace net::sim {

/// The faults of a run of a protocol unless others are given: of Multi-Paxos, for as long as
/// several leaders take to come and go.
Faults usual_faults(const std::string& protocol);

struct Options {
  std::string protocol = "single";
  std::string mutant = {};  // none: the right roles
  paxos::Configuration configuration{2, 2, paxos::QuorumSystem::majority(3)};
  Faults faults = usual_faults("single");
  /// The round that all proposers believe to be used up when they start for the first time.
  std::uint64_t first_round = 0;
  /// Mutant B46: a frame whose checksum is wrong is parsed all the same.
  bool unchecked_frames = false;
  /// Mutants B27 and B43: reads are not through the log; clients without a session ask again.
  bool local_reads = false;
  bool plain_retries = false;
  /// Mutant S2: snapshots lack the books.
  bool snapshots_without_sessions = false;
  /// What is kept of the plan, by its indices; all of it if absent.
  std::optional<std::vector<std::uint32_t>> keep = {};
};

/// The options of the command line that differ from the usual, each with a blank before it.
std::string to_string(const Options& options);

}  // namespace net::sim
