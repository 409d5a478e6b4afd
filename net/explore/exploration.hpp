// One exploration from the question to the verdict.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/explore/hotspots.hpp"
#include "net/explore/recorded.hpp"
#include "net/explore/search.hpp"
#include "net/explore/setting.hpp"
#include "net/explore/story.hpp"

namespace net::explore {

struct Question {
  std::string protocol = "single";
  std::string mutant;  ///< or empty
  /// A recorded run that it goes on from, or null.
  std::shared_ptr<const Recorded> from;
  Setting setting;
  Limits limits;
  /// Where the traces of a counterexample go.
  std::filesystem::path folder;
  /// Whether to find out which fields blow the state space up.
  bool hotspots = false;
};

struct Verdict {
  Result result;
  Reductions reductions;  ///< that were in force in the end
  std::vector<std::string> notes;
  std::optional<Story> story;
  std::optional<std::string> untold;  ///< why there is no story of a violation, if there is none
  std::vector<Hotspot> hotspots;
};

/// Searches, without a reduction that turns out not to hold for the roles. A violation is searched
/// for once more without partial-order reduction and on one thread, so that its story is a shortest
/// one and always the same. If this second search reaches a bound, the run of the first is told,
/// with the steps that the reduction has left out. If the traces cannot be written, the verdict has
/// no story, but says why.
Verdict explore(const Question& question, const std::atomic<bool>& interrupted, const Watch& watch);

}  // namespace net::explore
