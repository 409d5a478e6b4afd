// The tables of the roles of single-decree Paxos and of its mutants; a source file each, for they
// take long to compile.
#pragma once

#include <memory>
#include <string_view>

#include "net/explore/table_of.hpp"
#include "paxos/single/synod.hpp"

namespace net::explore {

using SynodTable = std::unique_ptr<RoleTable<paxos::single::Synod>>;

/// The right role if the mutant has no other, or if its name is empty. Throws UsageError for a name
/// that is unknown.
SynodTable proposer_table(std::string_view mutant, const Setting& setting,
                          Tables<paxos::single::Synod>& tables);
SynodTable acceptor_table(std::string_view mutant, const Setting& setting,
                          Tables<paxos::single::Synod>& tables);
SynodTable learner_table(std::string_view mutant, const Setting& setting,
                         Tables<paxos::single::Synod>& tables);

}  // namespace net::explore
