// cluster demo: each protocol as a story with real processes, every claim of it checked.
#pragma once

#include "cmd/cluster/launcher.hpp"

namespace launcher {

/// Returns the exit status: 0 only if every check held. Throws UsageError if the plan is not that
/// of the story.
int demo(Plan plan);

int demo_single(Plan plan);
int demo_multi(Plan plan);

}  // namespace launcher
