// Makes a failing run smaller.
#pragma once

#include <atomic>
#include <cstdint>

#include "net/sim/options.hpp"
#include "net/sim/outcome.hpp"
#include "net/sim/protocols.hpp"

namespace net::sim {

struct Shrunk {
  Options options;           // of the smaller run, which has the same seed
  Failure failure;           // its own, of the same invariant
  std::size_t planned = 0;   // faults and requests in the plan of the given run
  std::size_t kept = 0;      // and in that of the smaller one
  std::uint64_t events = 0;  // that the roles of the given run were told of
  std::uint64_t fewer = 0;   // and those of the one with fewer faults, which may take longer
  std::uint64_t tried = 0;   // runs
};

/// Leaves out of a failing run what is not needed for it to violate the same invariant: entries of
/// its plan by delta debugging (Zeller, Hildebrandt: *Simplifying and Isolating Failure-Inducing
/// Input*, 2002), and each fault of single messages, commits and clocks as a whole. What remains is
/// needed, each by itself, unless it is interrupted.
Shrunk shrink(const Simulate& simulate, const Options& options, std::uint64_t seed,
              const std::atomic<bool>& interrupted);

}  // namespace net::sim
