#include "net/sim/protocols.hpp"

#include "net/sim/simulate.hpp"
#include "net/sim/store_clients.hpp"
#include "paxos/multi/parliament.hpp"
#include "paxos/mutants/multi.hpp"
#include "paxos/mutants/single.hpp"
#include "paxos/single/synod.hpp"
#include "paxos/usage_error.hpp"

namespace net::sim {
namespace {

using paxos::UsageError;

Simulate simulate_single(Options& options) {
  namespace mutants = paxos::single::mutants;
  using paxos::single::Synod;
  const std::string& mutant = options.mutant;
  if (mutant == mutants::torn_tail.id) {
    throw UsageError("--mutant " + mutant +
                     ": what a simulated store writes is all or nothing, so that it has no torn "
                     "tail");
  }
  // A fault of the wire, which right roles suffer from.
  options.unchecked_frames = mutant == mutants::unchecked_frames.id;
  if (options.unchecked_frames && options.faults.knobs.corrupt == 0) {
    throw UsageError("--mutant " + mutant +
                     ": no frame is damaged; give --faults with corrupt above 0");
  }
  const std::string roles = options.unchecked_frames ? "" : mutant;
  return mutants::with_roles(roles,
                             []<class Roles>() -> Simulate { return simulate<Synod, Roles>; });
}

Simulate simulate_multi(Options& options) {
  namespace mutants = paxos::multi::mutants;
  using paxos::multi::Parliament;
  // So that a promise has several pages, as it has in a cluster only after very many commands.
  options.configuration.page = 150;
  options.local_reads = options.mutant == mutants::local_reads.id;
  options.plain_retries = options.mutant == mutants::plain_retries.id;
  options.snapshots_without_sessions = options.mutant == mutants::snapshots_without_sessions.id;
  const bool is_role =
      !options.local_reads && !options.plain_retries && !options.snapshots_without_sessions;
  return mutants::with_roles(is_role ? options.mutant : "",
                             []<class Roles>() -> Simulate { return simulate<Parliament, Roles>; });
}

}  // namespace

Simulate simulate_with(Options& options) {
  if (options.protocol == paxos::single::Synod::name) return simulate_single(options);
  if (options.protocol == paxos::multi::Parliament::name) return simulate_multi(options);
  throw UsageError("--protocol " + options.protocol + ": the protocols are single and multi");
}

}  // namespace net::sim
