#include "net/sim/shrink.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "net/sim/plan.hpp"
#include "paxos/assert.hpp"

namespace net::sim {
namespace {

using Indices = std::vector<std::uint32_t>;

class Shrinker {
 public:
  Shrinker(const Simulate& simulate, const Options& options, std::uint64_t seed,
           const std::atomic<bool>& interrupted)
      : simulate_(simulate), seed_(seed), interrupted_(interrupted) {
    const Outcome outcome = simulate_(options, seed_, {});
    PAXOS_ASSERT(outcome.failure);
    best_.options = options;
    best_.failure = *outcome.failure;
    best_.events = best_.fewer = outcome.tally.role_events();
    if (!best_.options.keep) best_.options.keep = whole_plan();
    best_.planned = best_.kept = best_.options.keep->size();
  }

  Shrunk run() {
    do {
      thin_plan();
    } while (turn_off());
    return best_;
  }

 private:
  [[nodiscard]] Indices whole_plan() const {
    const auto knobs = strengths(best_.options.faults.knobs, seed_);
    Indices all(make_plan(best_.options.configuration, knobs, seed_).size());
    std::iota(all.begin(), all.end(), 0U);
    return all;
  }

  /// Whether the run with these options still fails in the same way; if so, it is the best so far.
  bool fails(const Options& options) {
    if (interrupted_) return false;
    ++best_.tried;
    const Outcome outcome = simulate_(options, seed_, {.interrupted = &interrupted_});
    if (!outcome.failure) return false;
    if (outcome.failure->violation.invariant != best_.failure.violation.invariant) return false;
    best_.options = options;
    best_.failure = *outcome.failure;
    best_.kept = options.keep->size();
    best_.fewer = outcome.tally.role_events();
    return true;
  }

  bool fails_with(Indices kept) {
    Options options = best_.options;
    options.keep = std::move(kept);
    return fails(options);
  }

  /// Leaves out ever smaller pieces, until no single entry can be left out.
  void thin_plan() {
    std::size_t pieces = 2;
    if (!best_.options.keep->empty() && fails_with({})) return;
    while (best_.kept >= 2 && !interrupted_) {
      if (leave_out_one_of(pieces)) {
        pieces = std::max<std::size_t>(pieces - 1, 2);
      } else if (pieces >= best_.kept) {
        return;
      } else {
        pieces = std::min(2 * pieces, best_.kept);
      }
    }
  }

  bool leave_out_one_of(std::size_t pieces) {
    const Indices all = *best_.options.keep;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      const auto begin = static_cast<std::ptrdiff_t>(all.size() * piece / pieces);
      const auto end = static_cast<std::ptrdiff_t>(all.size() * (piece + 1) / pieces);
      Indices rest(all.begin(), all.begin() + begin);
      rest.insert(rest.end(), all.begin() + end, all.end());
      if (fails_with(std::move(rest))) return true;
    }
    return false;
  }

  /// Each fault that is not in the plan, as a whole. True if that changed anything.
  bool turn_off() {
    bool changed = false;
    for (const auto& knob : all_knobs()) {
      Options options = best_.options;
      auto& strength = options.faults.knobs.*(knob.value);
      if (knob.kind != Knob::Kind::fault || strength == 0) continue;
      strength = 0;
      changed |= fails(options);
    }
    return changed;
  }

  const Simulate& simulate_;
  std::uint64_t seed_;
  const std::atomic<bool>& interrupted_;
  Shrunk best_;
};

}  // namespace

Shrunk shrink(const Simulate& simulate, const Options& options, std::uint64_t seed,
              const std::atomic<bool>& interrupted) {
  return Shrinker(simulate, options, seed, interrupted).run();
}

}  // namespace net::sim
