// What must hold of the outcome: the three requirements of PMS §2.1.

#include <map>
#include <set>

#include "paxos/single/invariants.hpp"

namespace paxos::single {
namespace {

/// Two proposals that are chosen, and what their quorums have in common. PMS §2.2: two majorities
/// share an acceptor, and that one should have prevented it.
std::string both_chosen(const std::pair<Proposal, AcceptorSet>& a,
                        const std::pair<Proposal, AcceptorSet>& b) {
  AcceptorSet common;
  for (std::uint32_t number = 1; number <= AcceptorSet::max_acceptors; ++number) {
    if (a.second.contains(acceptor(number)) && b.second.contains(acceptor(number))) {
      common.insert(acceptor(number));
    }
  }
  return to_string(a.first) + " is chosen by acceptors " + to_string(a.second) + ", and " +
         to_string(b.first) + " by " + to_string(b.second) +
         (common.size() == 0 ? ": two quorums that do not meet"
                             : ": they meet in " + to_string(common) + ", which accepted both");
}

}  // namespace

std::optional<Violation> agreement(const History& history, const QuorumSystem& quorums) {
  const auto chosen = chosen_proposals(history.accepted, quorums);
  for (const auto& one : chosen) {
    if (one.first.value == chosen.begin()->first.value) continue;
    return Violation{"agreement", both_chosen(*chosen.begin(), one)};
  }
  std::set<Value> decided = chosen_values(history.accepted, quorums);
  for (const auto& [node, values] : history.learned) decided.insert(values.begin(), values.end());
  if (decided.size() <= 1) return std::nullopt;
  return Violation{"agreement", "both '" + to_string(*decided.begin()) + "' and '" +
                                    to_string(*std::next(decided.begin())) +
                                    "' are chosen or learned"};
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
