// Many seeds, on all cores.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "net/sim/outcome.hpp"
#include "net/sim/protocols.hpp"

namespace net::sim {

/// From the first to the last, both included.
struct Seeds {
  std::uint64_t first = 1;
  std::uint64_t last = 1000;
};

struct CampaignResult {
  Tally tally;  // of all seeds up to the failing one, or to the last
  std::optional<std::pair<std::uint64_t, Failure>> failure;  // of the smallest failing seed
  bool interrupted = false;
};

struct CampaignOptions {
  Seeds seeds;
  unsigned jobs = 1;
  std::function<void(std::uint64_t done)> progress = {};  // called now and then, if given
};

/// Runs the seeds until one fails. What it returns does not depend on the number of jobs, unless it
/// is interrupted.
CampaignResult run_campaign(const Simulate& simulate, const Options& options,
                            const CampaignOptions& campaign, const std::atomic<bool>& interrupted);

}  // namespace net::sim
