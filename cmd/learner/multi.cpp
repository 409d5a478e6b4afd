// A learner of Multi-Paxos. Clients read from it what it has executed, which may be behind: GET,
// EXISTS, STRLEN, MGET; and the log: LOG from count, CHOSEN slot.
#include <memory>

#include "cmd/learner/protocols.hpp"
#include "net/tcp/role_process.hpp"
#include "net/tcp/store_commands.hpp"
#include "paxos/multi/learner.hpp"

namespace {

using paxos::multi::Learner;

void equip(const net::tcp::RoleProcess<Learner>& process) {
  const auto& log = process.host.role().state().chosen;
  const auto store =
      std::make_shared<net::tcp::StoreReplica>(process.context, process.options, process.life, log);
  process.host.on_learned = [store](const paxos::multi::Learned& learned) {
    static_cast<void>(store->execute(learned));
  };
  store->add_log(process.commands);
  store->add_reads(process.commands);
  store->add_snapshot(process.commands);
  process.add_status = [store](net::tcp::StatusFields& fields) { store->add_status(fields); };
}

}  // namespace

int run_multi(const net::tcp::RoleOptions& options) {
  return net::tcp::run_role<Learner>(options, equip);
}
