// Runs a seed.
#pragma once

#include <cstdint>

#include "net/sim/askers.hpp"
#include "net/sim/options.hpp"
#include "net/sim/outcome.hpp"
#include "net/sim/simulation_impl.hpp"

namespace net::sim {

/// The run with this seed of a protocol whose processes have these roles.
template <class System, class Roles>
Outcome simulate(const Options& options, std::uint64_t seed, const Watch& watch = {}) {
  Simulation<System> simulation(options, seed, watch);
  simulation.template populate<Roles>();
  return simulation.run();
}

}  // namespace net::sim
