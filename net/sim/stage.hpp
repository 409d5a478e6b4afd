// What the processes of one run share, and its clients, whatever the protocol.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "net/sim/network.hpp"
#include "net/sim/nodes.hpp"
#include "net/sim/options.hpp"
#include "net/sim/outcome.hpp"
#include "net/sim/plan.hpp"
#include "net/sim/queue.hpp"
#include "net/sim/tally.hpp"
#include "paxos/violation.hpp"

namespace net::sim {

struct Stage {
  Stage(const Options& run_options, std::uint64_t run_seed, Watch run_watch)
      : options(run_options),
        seed(run_seed),
        watch(std::move(run_watch)),
        knobs(strengths(run_options.faults.knobs, run_seed)),
        nodes(run_options.configuration),
        network(knobs, run_seed, nodes, run_options.unchecked_frames, queue, tally) {}
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Keeps the first.
  void report(std::optional<paxos::Violation> found) {
    if (found && !violation) violation = std::move(found);
  }

  /// `words` makes the text, and is called only if somebody listens.
  template <class Words>
  void tell(Words words) {
    if (watch.narrative) *watch.narrative << to_seconds(now) << "  " << words() << '\n';
  }

  const Options& options;
  std::uint64_t seed;
  Watch watch;
  Knobs knobs;
  Nodes nodes;
  Tally tally;
  Queue queue;
  Network network;
  Time now = 0;
  bool calm = false;             // all faults have ceased
  bool demands_changed = false;  // or who has met them, since that was last looked at
  bool decided = false;          // something was learned
  std::optional<paxos::Violation> violation;
};

}  // namespace net::sim
