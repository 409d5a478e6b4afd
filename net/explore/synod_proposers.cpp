#include "net/explore/synod_tables.hpp"
#include "paxos/mutants/single.hpp"

namespace net::explore {

using paxos::single::Synod;

SynodTable proposer_table(std::string_view mutant, const Setting& setting, Tables<Synod>& tables) {
  return paxos::single::mutants::with_roles(mutant, [&]<class Roles>() -> SynodTable {
    return std::make_unique<TableOf<Synod, typename Roles::Proposer>>(setting, tables);
  });
}

}  // namespace net::explore
