// A learner of Multi-Paxos. Clients read from it what it has executed, which may be behind: GET,
// EXISTS, STRLEN, MGET; and the log: LOG from count, CHOSEN slot.
#include <memory>
#include <utility>

#include "cmd/learner/protocols.hpp"
#include "net/tcp/role_process.hpp"
#include "net/tcp/store_replica.hpp"
#include "paxos/multi/learner.hpp"

namespace {

using paxos::multi::Learner;

void equip(const net::tcp::RoleProcess<Learner>& process,
           const std::shared_ptr<net::tcp::StoreReplica>& store) {
  auto& host = process.host;
  store->begin(host.role().ledger());
  host.on_learned = [store](const paxos::multi::Learned& learned) {
    static_cast<void>(store->execute(learned));
  };
  host.on_performed = [&host, store] {
    store->snapshots().received(host.role().ledger().snapshots().download);
  };
  store->snapshots().on_changed = [&host] { host.on_snapshots(); };
  store->snapshots().on_received = [store](net::clients::Snapshot snapshot) {
    store->replica().restore(std::move(snapshot));
  };
  store->add_log(process.commands);
  store->add_reads(process.commands);
  store->add_snapshot(process.commands,
                      [&host](const auto& recall) { return host.recall(recall); });
  process.add_status = [store](net::tcp::StatusFields& fields) { store->add_status(fields); };
}

}  // namespace

int run_multi(const net::tcp::RoleOptions& options) {
  return net::tcp::run_role<Learner>(options, net::tcp::StoreReplica::open(options), equip);
}
