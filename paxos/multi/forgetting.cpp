// What a leader knows of the snapshots of others, and how much acceptors may forget by it.
#include <algorithm>
#include <functional>
#include <utility>

#include "paxos/multi/proposer.hpp"

namespace paxos::multi {

Proposer::Effects Proposer::handle(NodeId from, const Covered& message) {
  auto* leading = std::get_if<Leading>(&phase_);
  if (!leading) return {};
  Slot& end = leading->covered[from];
  end = std::max(end, message.end);
  return learn(ledger_.handle(from, message));
}

Proposer::Effects Proposer::handle(NodeId from, const Fetch& message) {
  if (auto* leading = std::get_if<Leading>(&phase_)) {
    // Whoever lacks what his snapshot covered has lost it, and nobody may count on it any more.
    const auto known = leading->covered.find(from);
    if (known != leading->covered.end() && message.from < known->second) {
      leading->covered.erase(known);
    }
  }
  return learn(ledger_.handle(from, message));
}

/// PMMC §4.2, forgetting: the slots below it are in the snapshots of a majority of the proposers
/// and learners, any of which can tell what is chosen there, and in that of this leader or its log.
Slot Proposer::forgettable() const {
  std::vector<Slot> ends{ledger_.snapshots().own.of.end};
  for (const auto& [node, end] : std::get<Leading>(phase_).covered) ends.push_back(end);
  ends.resize(configuration_.proposers + configuration_.learners);
  std::ranges::sort(ends, std::greater());
  return std::min(ends[ends.size() / 2], ledger_.first_unchosen());
}

}  // namespace paxos::multi
