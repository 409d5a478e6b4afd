// What can be simulated: each protocol with its right roles, and with wrong ones.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "net/sim/options.hpp"
#include "net/sim/outcome.hpp"

namespace net::sim {

/// Runs one seed.
using Simulate = std::function<Outcome(const Options&, std::uint64_t seed, const Watch&)>;

/// How to simulate the protocol with the roles that the options name; completes the options by
/// what the mutant needs. Throws UsageError if there is none such.
Simulate simulate_with(Options& options);

}  // namespace net::sim
