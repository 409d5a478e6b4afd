// acceptor: runs one acceptor as a process.

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

int main(int argc, char** argv) {
  return net::tcp::run_guarded("acceptor", [&] {
    const auto options = net::tcp::parse_role_options(argc, argv, paxos::Role::acceptor);
    return options ? net::tcp::run_role<Acceptor>(*options, equip) : 0;
  });
}
