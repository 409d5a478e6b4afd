// The protocols and the mutants that can be explored.
#pragma once

#include <memory>
#include <string_view>

#include "net/explore/cast.hpp"
#include "net/explore/lamport.hpp"
#include "net/explore/role_table.hpp"

namespace net::explore {

/// The processes of a protocol by its name, and with the wrong roles of a mutant unless its name is
/// empty. Throws UsageError for a name that is unknown.
std::unique_ptr<Cast> make_cast(std::string_view protocol, std::string_view mutant,
                                const Setting& setting);

/// The roles of single-decree Paxos, or of one of its mutants, for the yardstick.
std::unique_ptr<SpecRoles> make_spec_roles(std::string_view mutant, std::uint32_t acceptors);

}  // namespace net::explore
