// An acceptor of Multi-Paxos.
#include "cmd/acceptor/protocols.hpp"
#include "net/tcp/role_process.hpp"
#include "paxos/multi/acceptor.hpp"

namespace {

using paxos::multi::Acceptor;

void equip(const net::tcp::RoleProcess<Acceptor>& process) {
  process.add_status = [&host = process.host](net::tcp::StatusFields& fields) {
    fields.insert(fields.end(), {"ballot", paxos::print(host.role().promised()), "forgotten",
                                 std::to_string(host.role().forgotten().number - 1)});
  };
}

}  // namespace

int run_multi(const net::tcp::RoleOptions& options) {
  return net::tcp::run_role<Acceptor>(options, equip);
}
