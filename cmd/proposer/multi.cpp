// A proposer of Multi-Paxos, which leads or follows. Clients use the replicated store through it,
// as they would use Redis; LEADER tells where the leader is, and LOG, CHOSEN what the log holds.
#include <memory>
#include <utility>

#include "cmd/proposer/protocols.hpp"
#include "net/tcp/role_process.hpp"
#include "net/tcp/store_server.hpp"
#include "paxos/multi/proposer.hpp"

namespace {

using net::wire::Reply;
using paxos::multi::Proposer;

void equip(const net::tcp::RoleProcess<Proposer>& process,
           const std::shared_ptr<net::tcp::StoreReplica>& store) {
  auto& host = process.host;
  const Proposer& proposer = host.role();
  store->begin(proposer.ledger());
  const auto server = std::make_shared<net::tcp::StoreServer>(
      process.context, process.options.cluster.limits, *store, proposer,
      [&host](const paxos::Value& batch) {
        host.request(batch, [&](Proposer& role) { return role.propose(batch); });
      });

  host.on_learned = [server](const paxos::multi::Learned& learned) { server->learned(learned); };
  host.on_performed = [&proposer, store, server] {
    server->watch_leader();
    store->snapshots().received(proposer.ledger().snapshots().download);
  };
  store->snapshots().on_changed = [&host] { host.on_snapshots(); };
  store->snapshots().on_received = [server](net::clients::Snapshot snapshot) {
    server->restore(std::move(snapshot));
  };
  server->add_commands(process.commands);
  store->add_log(process.commands);
  store->add_snapshot(process.commands,
                      [&host](const auto& recall) { return host.recall(recall); });
  process.commands.add(
      "LEADER", 0, 0,
      [&proposer, &cluster = process.options.cluster](const auto&, const auto& respond) {
        const auto leader = net::tcp::leader_of(proposer);
        if (!leader) return respond(Reply::nil());
        respond(Reply::bulk(to_string(cluster.address(paxos::proposer(leader->proposer)))));
      });
  process.add_status = [&proposer, store, server](net::tcp::StatusFields& fields) {
    const auto leader = net::tcp::leader_of(proposer);
    const bool leading = std::holds_alternative<paxos::multi::Leading>(proposer.phase());
    fields.insert(fields.end(), {"ballot", paxos::print(leader), "leading", leading ? "1" : "0",
                                 "waiting", std::to_string(server->waiting())});
    store->add_status(fields);
  };
}

}  // namespace

int run_multi(const net::tcp::RoleOptions& options) {
  return net::tcp::run_role<Proposer>(options, net::tcp::StoreReplica::open(options), equip);
}
