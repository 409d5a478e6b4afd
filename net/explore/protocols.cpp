#include "net/explore/protocols.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "net/explore/protocol_cast.hpp"
#include "net/explore/recorded_of.hpp"
#include "net/explore/synod_tables.hpp"
#include "paxos/mutants/single.hpp"
#include "paxos/usage_error.hpp"

namespace net::explore {
namespace {

using paxos::single::Synod;

std::unique_ptr<Cast> make_synod_cast(std::string_view mutant, const Setting& setting) {
  return std::make_unique<ProtocolCast<Synod>>(
      setting, [mutant](const Setting& in_it, Tables<Synod>& tables) {
        return ProtocolCast<Synod>::RoleTables{proposer_table(mutant, in_it, tables),
                                               acceptor_table(mutant, in_it, tables),
                                               learner_table(mutant, in_it, tables)};
      });
}

template <class System>
std::shared_ptr<const Recorded> read_recorded(const std::vector<std::filesystem::path>& files,
                                              const std::optional<trace::EventId>& at) {
  return std::make_shared<RecordedOf<System>>(files, at);
}

constexpr std::array protocols{
    Protocol{Synod::name, Synod::invariants, make_synod_cast, read_recorded<Synod>}};

}  // namespace

const Protocol& protocol_named(std::string_view name) {
  const auto* const found = std::ranges::find(protocols, name, &Protocol::name);
  if (found != protocols.end()) return *found;
  std::string known;
  for (const auto& protocol : protocols) known += " " + std::string(protocol.name);
  throw paxos::UsageError("--protocol " + std::string(name) + ": no such protocol; there is" +
                          known);
}

std::unique_ptr<SpecRoles> make_spec_roles(std::string_view mutant, std::uint32_t acceptors) {
  return paxos::single::mutants::with_roles(
      mutant, [acceptors]<class Roles>() -> std::unique_ptr<SpecRoles> {
        return std::make_unique<SpecRolesOf<typename Roles::Acceptor, typename Roles::Proposer>>(
            acceptors);
      });
}

}  // namespace net::explore
