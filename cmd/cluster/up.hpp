// cluster up: a cluster to play with.
#pragma once

#include "cmd/cluster/launcher.hpp"

namespace launcher {

/// Starts all processes, shows their status until Ctrl-C, then ends them. Returns the exit status.
int up(const Plan& plan);

}  // namespace launcher
