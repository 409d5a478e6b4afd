// The protocols and the mutants that can be explored.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "net/explore/cast.hpp"
#include "net/explore/lamport.hpp"
#include "net/explore/recorded.hpp"
#include "net/explore/setting.hpp"

namespace net::explore {

/// The processes of a protocol by its name, and with the wrong roles of a mutant unless its name is
/// empty. Throws UsageError for a name that is unknown.
std::unique_ptr<Cast> make_cast(std::string_view protocol, std::string_view mutant,
                                const Setting& setting);

/// The invariants of a protocol, by their names in the papers.
std::span<const std::string_view> invariants_of(std::string_view protocol);

/// The processes of a recorded run, which go on where they stand.
std::unique_ptr<Cast> make_cast(const Recorded& recorded, const Setting& setting);

/// The roles of single-decree Paxos, or of one of its mutants, for the yardstick.
std::unique_ptr<SpecRoles> make_spec_roles(std::string_view mutant, std::uint32_t acceptors);

}  // namespace net::explore
