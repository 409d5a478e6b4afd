#include "net/explore/parliament.hpp"

#include "net/explore/protocol_cast.hpp"
#include "net/explore/table_of.hpp"
#include "paxos/multi/parliament.hpp"
#include "paxos/mutants/multi.hpp"

namespace net::explore {

std::unique_ptr<Cast> make_parliament_cast(std::string_view mutant, const Setting& setting) {
  using paxos::multi::Parliament;
  const auto make = [mutant](const Setting& in_it, Tables<Parliament>& tables) {
    return paxos::multi::mutants::with_roles(mutant, [&]<class Roles>() {
      return ProtocolCast<Parliament>::RoleTables{
          std::make_unique<TableOf<Parliament, typename Roles::Proposer>>(in_it, tables),
          std::make_unique<TableOf<Parliament, typename Roles::Acceptor>>(in_it, tables),
          std::make_unique<TableOf<Parliament, typename Roles::Learner>>(in_it, tables)};
    });
  };
  return std::make_unique<ProtocolCast<Parliament>>(setting, make);
}

}  // namespace net::explore
