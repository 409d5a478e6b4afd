#include "net/explore/protocols.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "net/explore/parliament.hpp"
#include "net/explore/protocol_cast.hpp"
#include "net/explore/recorded_of.hpp"
#include "net/explore/synod_tables.hpp"
#include "paxos/multi/parliament.hpp"
#include "paxos/mutants/single.hpp"
#include "paxos/usage_error.hpp"

namespace net::explore {
namespace {

using paxos::multi::Parliament;
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

constexpr std::array protocols{Protocol{.name = Synod::name,
                                        .what = "single-decree Paxos",
                                        .usual = {.acceptors = 3, .proposers = 2, .learners = 1},
                                        .invariants = Synod::invariants,
                                        .make_cast = make_synod_cast,
                                        .read_recorded = read_recorded<Synod>},
                               Protocol{.name = Parliament::name,
                                        .what = "Multi-Paxos",
                                        .usual = {.acceptors = 3, .proposers = 2, .learners = 0},
                                        .has_slots = true,
                                        .invariants = Parliament::invariants,
                                        .make_cast = make_parliament_cast,
                                        .read_recorded = read_recorded<Parliament>}};

}  // namespace

const Protocol& protocol_named(std::string_view name) {
  const auto* const found = std::ranges::find(protocols, name, &Protocol::name);
  if (found != protocols.end()) return *found;
  std::string known;
  for (const auto& protocol : protocols) {
    known += (known.empty() ? "" : " and ") + std::string(protocol.name);
  }
  throw paxos::UsageError("--protocol " + std::string(name) + ": the protocols are " + known);
}

std::unique_ptr<SpecRoles> make_spec_roles(std::string_view mutant, std::uint32_t acceptors) {
  return paxos::single::mutants::with_roles(
      mutant, [acceptors]<class Roles>() -> std::unique_ptr<SpecRoles> {
        return std::make_unique<SpecRolesOf<typename Roles::Acceptor, typename Roles::Proposer>>(
            acceptors);
      });
}

}  // namespace net::explore
