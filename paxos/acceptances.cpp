#include "paxos/acceptances.hpp"

namespace paxos {

std::map<Proposal, AcceptorSet> chosen_proposals(const Acceptances& accepted,
                                                 const QuorumSystem& quorums) {
  std::map<Proposal, AcceptorSet> accepted_by;
  for (const auto& [node, proposals] : accepted) {
    for (const auto& proposal : proposals) accepted_by[proposal].insert(node);
  }
  std::erase_if(accepted_by,
                [&](const auto& entry) { return !quorums.is_phase2_quorum(entry.second); });
  return accepted_by;
}

std::set<Value> chosen_values(const Acceptances& accepted, const QuorumSystem& quorums) {
  std::set<Value> chosen;
  for (const auto& [proposal, acceptors] : chosen_proposals(accepted, quorums)) {
    chosen.insert(proposal.value);
  }
  return chosen;
}

std::optional<Proposal> highest_below(const std::set<Proposal>& accepted, const Ballot& ballot) {
  const auto end = accepted.lower_bound(Proposal{ballot, {}});
  if (end == accepted.begin()) return std::nullopt;
  return *std::prev(end);
}

// If some quorum will do, and k is the highest ballot accepted in it below the proposal's, then all
// acceptors whose last ballot below is at most k will do too, and are no fewer. So one set is tried
// for each k that carries the value, and one for none.
bool safe_to_issue(const Proposal& issued, const Acceptances& accepted,
                   const QuorumSystem& quorums) {
  std::map<NodeId, std::optional<Proposal>> last;
  std::set<std::optional<Ballot>> candidates{std::nullopt};
  for (std::uint32_t number = 1; number <= quorums.acceptors; ++number) {
    const auto found = accepted.find(acceptor(number));
    auto& proposal = last[acceptor(number)];
    if (found != accepted.end()) proposal = highest_below(found->second, issued.ballot);
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

}  // namespace paxos
