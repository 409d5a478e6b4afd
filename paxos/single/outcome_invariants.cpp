// What must hold of the outcome: the three requirements of PMS §2.1.

#include <optional>
#include <set>

#include "paxos/single/invariants.hpp"

namespace paxos::single {
std::optional<Violation> agreement(const History& history, const QuorumSystem& quorums) {
  const auto why = disagreement(history.accepted, history.learned, quorums);
  return why ? std::optional(Violation{"agreement", *why}) : std::nullopt;
}

std::optional<Violation> validity(const History& history) {
  for (const auto& proposal : history.issued) {
    if (history.proposed.contains(proposal.value)) continue;
    return Violation{"validity",
                     to_string(proposal) + " was issued, but no client proposed that value"};
  }
  for (const auto& [node, proposals] : history.accepted) {
    for (const auto& proposal : proposals) {
      if (history.issued.contains(proposal)) continue;
      return Violation{"validity", to_string(node) + " accepted " + to_string(proposal) +
                                       ", which no proposer issued"};
    }
  }
  return std::nullopt;
}

std::optional<Violation> learned_is_chosen(const History& history, const QuorumSystem& quorums) {
  const std::set<Value> chosen = chosen_values(history.accepted, quorums);
  for (const auto& [node, values] : history.learned) {
    for (const auto& value : values) {
      if (chosen.contains(value)) continue;
      return Violation{"learned is chosen", to_string(node) + " learned '" + to_string(value) +
                                                "', which no quorum has accepted at one ballot"};
    }
  }
  return std::nullopt;
}

std::optional<Violation> violated(const History& history, const QuorumSystem& quorums,
                                  std::string_view only) {
  const auto wanted = [only](std::string_view name) { return only.empty() || only == name; };
  std::optional<Violation> violation;
  if (wanted("B1")) violation = unique_ballots(history);
  if (!violation && wanted("P2c")) violation = p2c(history, quorums);
  if (!violation && wanted("agreement")) violation = agreement(history, quorums);
  if (!violation && wanted("validity")) violation = validity(history);
  if (!violation && wanted("learned is chosen")) violation = learned_is_chosen(history, quorums);
  return violation;
}

}  // namespace paxos::single
