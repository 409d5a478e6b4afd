// An acceptor of single-decree Paxos.
#include "cmd/acceptor/protocols.hpp"
#include "net/tcp/role_process.hpp"
#include "paxos/single/acceptor.hpp"

namespace {

using paxos::single::Acceptor;

void equip(const net::tcp::RoleProcess<Acceptor>& process) {
  process.add_status = [&host = process.host](net::tcp::StatusFields& fields) {
    const auto& [promised, accepted] = host.role().state();
    const auto accepted_ballot = accepted ? std::optional(accepted->ballot) : std::nullopt;
    const auto value = accepted ? std::optional(accepted->value) : std::nullopt;
    fields.insert(fields.end(), {"ballot", paxos::print(promised), "accepted_ballot",
                                 paxos::print(accepted_ballot), "value", paxos::print(value)});
  };
}

}  // namespace

int run_single(const net::tcp::RoleOptions& options) {
  return net::tcp::run_role<Acceptor>(options, equip);
}
