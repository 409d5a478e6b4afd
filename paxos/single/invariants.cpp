#include "paxos/single/invariants.hpp"

#include <map>
#include <set>

namespace paxos::single {
namespace {

std::string text(const Proposal& proposal) {
  return "'" + to_string(proposal.value) + "' at ballot " + to_string(proposal.ballot);
}

std::string text(const std::optional<Ballot>& ballot) {
  return ballot ? "ballot " + to_string(*ballot) : "none";
}

std::optional<Ballot> ballot_of(const std::optional<Proposal>& proposal) {
  if (!proposal) return std::nullopt;
  return proposal->ballot;
}

/// The highest-numbered proposal below `ballot` that one acceptor has accepted.
std::optional<Proposal> highest_below(const std::set<Proposal>& accepted, const Ballot& ballot) {
  const auto end = accepted.lower_bound(Proposal{ballot, {}});
  if (end == accepted.begin()) return std::nullopt;
  return *std::prev(end);
}

/// Whether P2c holds for one proposal, given unique ballots. If some quorum will do, and k is the
/// highest ballot accepted in it below the proposal's, then all acceptors whose last ballot below
/// is at most k will do too, and are no fewer. So one set is tried for each k that carries the
/// value, and one for none.
bool safe_to_issue(const Proposal& issued, const History& history, const QuorumSystem& quorums) {
  std::map<NodeId, std::optional<Proposal>> last;
  std::set<std::optional<Ballot>> candidates{std::nullopt};
  for (std::uint32_t number = 1; number <= quorums.acceptors; ++number) {
    const auto found = history.accepted.find(acceptor(number));
    auto& proposal = last[acceptor(number)];
    if (found != history.accepted.end()) proposal = highest_below(found->second, issued.ballot);
    if (proposal && proposal->value == issued.value) candidates.insert(proposal->ballot);
  }
  for (const auto& candidate : candidates) {
    AcceptorSet set;
    for (const auto& [node, proposal] : last) {
      if (ballot_of(proposal) <= candidate) set.insert(node);
    }
    if (quorums.is_phase1_quorum(set)) return true;
  }
  return false;
}

}  // namespace

std::optional<Violation> p1a(const AcceptorState& before, const AcceptorState& after) {
  if (after.promised < before.promised) {
    return Violation{
        "P1a", "the promise fell from " + text(before.promised) + " to " + text(after.promised)};
  }
  if (ballot_of(after.accepted) < ballot_of(before.accepted)) {
    return Violation{"P1a", "the last accepted proposal fell from " + text(*before.accepted) +
                                " to " + text(ballot_of(after.accepted))};
  }
  if (after.accepted != before.accepted && ballot_of(after.accepted) < before.promised) {
    return Violation{
        "P1a", text(*after.accepted) + " was accepted after a promise of " + text(before.promised)};
  }
  if (ballot_of(after.accepted) > after.promised) {
    return Violation{"P1a", text(*after.accepted) + " was accepted and the promise left at " +
                                text(after.promised)};
  }
  return std::nullopt;
}

std::optional<Violation> remembers(const History& history, NodeId acceptor,
                                   const AcceptorState& durable) {
  const auto found = history.told.find(acceptor);
  if (found == history.told.end()) return std::nullopt;
  const auto& [promised, accepted] = found->second;
  if (durable.promised < promised) {
    return Violation{"remembers", to_string(acceptor) + " has promised " + text(promised) +
                                      ", but its storage says " + text(durable.promised)};
  }
  if (ballot_of(durable.accepted) < ballot_of(accepted)) {
    return Violation{"remembers", to_string(acceptor) + " has told that it accepted " +
                                      text(*accepted) + ", but its storage says " +
                                      text(ballot_of(durable.accepted))};
  }
  return std::nullopt;
}

std::optional<Violation> unique_ballots(const History& history) {
  const Proposal* previous = nullptr;
  for (const auto& proposal : history.issued) {
    if (previous && previous->ballot == proposal.ballot) {
      return Violation{"B1", text(*previous) + " and " + text(proposal) + " were both issued"};
    }
    previous = &proposal;
  }
  return std::nullopt;
}

std::optional<Violation> p2c(const History& history, const QuorumSystem& quorums) {
  for (const auto& proposal : history.issued) {
    if (safe_to_issue(proposal, history, quorums)) continue;
    return Violation{"P2c", text(proposal) +
                                " was issued, but no quorum of acceptors allows that value: each "
                                "has a member whose highest accepted proposal below it differs"};
  }
  return std::nullopt;
}

std::optional<Violation> agreement(const History& history, const QuorumSystem& quorums) {
  std::set<Value> decided = chosen_values(history, quorums);
  for (const auto& [node, values] : history.learned) decided.insert(values.begin(), values.end());
  if (decided.size() <= 1) return std::nullopt;
  return Violation{"agreement", "both '" + to_string(*decided.begin()) + "' and '" +
                                    to_string(*std::next(decided.begin())) +
                                    "' are chosen or learned"};
}

std::optional<Violation> validity(const History& history) {
  for (const auto& proposal : history.issued) {
    if (history.proposed.contains(proposal.value)) continue;
    return Violation{"validity", text(proposal) + " was issued, but no client proposed that value"};
  }
  for (const auto& [node, proposals] : history.accepted) {
    for (const auto& proposal : proposals) {
      if (history.issued.contains(proposal)) continue;
      return Violation{"validity", to_string(node) + " accepted " + text(proposal) +
                                       ", which no proposer issued"};
    }
  }
  return std::nullopt;
}

std::optional<Violation> learned_is_chosen(const History& history, const QuorumSystem& quorums) {
  const std::set<Value> chosen = chosen_values(history, quorums);
  for (const auto& [node, values] : history.learned) {
    for (const auto& value : values) {
      if (chosen.contains(value)) continue;
      return Violation{"learned is chosen", to_string(node) + " learned '" + to_string(value) +
                                                "', which no quorum has accepted at one ballot"};
    }
  }
  return std::nullopt;
}

std::optional<Violation> violated(const History& history, const QuorumSystem& quorums) {
  if (auto violation = unique_ballots(history)) return violation;
  if (auto violation = p2c(history, quorums)) return violation;
  if (auto violation = agreement(history, quorums)) return violation;
  if (auto violation = validity(history)) return violation;
  return learned_is_chosen(history, quorums);
}

}  // namespace paxos::single
