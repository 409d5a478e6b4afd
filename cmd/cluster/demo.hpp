// cluster demo: single-decree Paxos as a story with real processes, every claim of it checked.
#pragma once

#include "cmd/cluster/launcher.hpp"

namespace launcher {

/// Returns the exit status: 0 only if every check held.
int demo(Plan plan);

}  // namespace launcher
