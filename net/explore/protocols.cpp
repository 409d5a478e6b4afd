#include "net/explore/protocols.hpp"

#include <string>

#include "net/explore/protocol_cast.hpp"
#include "net/explore/synod_tables.hpp"
#include "paxos/mutants/single.hpp"
#include "paxos/usage_error.hpp"

namespace net::explore {

using paxos::single::Synod;

std::unique_ptr<Cast> make_cast(std::string_view protocol, std::string_view mutant,
                                const Setting& setting) {
  if (protocol != Synod::name) {
    throw paxos::UsageError("--protocol " + std::string(protocol) +
                            ": no such protocol; there is " + std::string(Synod::name));
  }
  return std::make_unique<ProtocolCast<Synod>>(
      setting, [mutant](const Setting& in_it, Tables<Synod>& tables) {
        return ProtocolCast<Synod>::RoleTables{proposer_table(mutant, in_it, tables),
                                               acceptor_table(mutant, in_it, tables),
                                               learner_table(mutant, in_it, tables)};
      });
}

std::span<const std::string_view> invariants_of(std::string_view) {
  return Synod::invariants;
}

std::unique_ptr<Cast> make_cast(const Recorded& recorded, const Setting& setting) {
  const auto& run = recorded.replayed();
  auto cast = std::make_unique<ProtocolCast<Synod>>(setting, [&run](const Setting& in_it,
                                                                    Tables<Synod>& tables) {
    return ProtocolCast<Synod>::RoleTables{table_from(run.proposers, run.history, in_it, tables),
                                           table_from(run.acceptors, run.history, in_it, tables),
                                           table_from(run.learners, run.history, in_it, tables)};
  });
  for (const auto& [from, to, message] : run.sent) cast->was_sent({from, to, message});
  return cast;
}

std::unique_ptr<SpecRoles> make_spec_roles(std::string_view mutant, std::uint32_t acceptors) {
  return paxos::single::mutants::with_roles(
      mutant, [acceptors]<class Roles>() -> std::unique_ptr<SpecRoles> {
        return std::make_unique<SpecRolesOf<typename Roles::Acceptor, typename Roles::Proposer>>(
            acceptors);
      });
}

}  // namespace net::explore
