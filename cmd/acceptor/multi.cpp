// An acceptor of Multi-Paxos.
#include "cmd/acceptor/protocols.hpp"
#include "net/tcp/role_process.hpp"
#include "paxos/multi/acceptor.hpp"

namespace {

using paxos::multi::Acceptor;

void equip(const net::tcp::RoleProcess<Acceptor>& process) {
  process.add_status = [&host = process.host](net::tcp::StatusFields& fields) {
    const auto& [promised, accepted] = host.role().state();
    const std::uint64_t last = accepted.empty() ? 0 : accepted.rbegin()->first.number;
    fields.insert(fields.end(), {"ballot", paxos::print(promised), "last_slot",
                                 std::to_string(last), "slots", std::to_string(accepted.size())});
  };
}

}  // namespace

int run_multi(const net::tcp::RoleOptions& options) {
  return net::tcp::run_role<Acceptor>(options, equip);
}
