// The tables of the roles of single-decree Paxos and of its mutants; a source file each, for they
// take long to compile.
#pragma once

#include <memory>
#include <string_view>

#include "net/explore/recorded.hpp"
#include "net/explore/table_of.hpp"
#include "paxos/single/synod.hpp"

namespace net::explore {

using SynodTable = std::unique_ptr<RoleTable<paxos::single::Synod>>;

/// Processes of the right role that go on where those of a recorded run stand. One that was not
/// running starts anew from what it had stored.
template <class R>
SynodTable table_from(
    const std::map<paxos::NodeId, trace::Replayed<paxos::single::Synod>::Process<R>>& processes,
    const paxos::single::History& history, const Setting& setting,
    Tables<paxos::single::Synod>& tables) {
  auto table = std::make_unique<TableOf<paxos::single::Synod, R>>(setting, tables);
  for (const auto& [node, process] : processes) {
    Local<paxos::single::Synod, R> local;
    local.node = node;
    local.role = process.role;
    local.durable = process.durable;
    local.timers = process.timers;
    local.known = history;
    table->begin_with(local.role ? local : start(setting.configuration, local).next);
  }
  return table;
}

/// The right role if the mutant has no other, or if its name is empty. Throws UsageError for a name
/// that is unknown.
SynodTable proposer_table(std::string_view mutant, const Setting& setting,
                          Tables<paxos::single::Synod>& tables);
SynodTable acceptor_table(std::string_view mutant, const Setting& setting,
                          Tables<paxos::single::Synod>& tables);
SynodTable learner_table(std::string_view mutant, const Setting& setting,
                         Tables<paxos::single::Synod>& tables);

}  // namespace net::explore
