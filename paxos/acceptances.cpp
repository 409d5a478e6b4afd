#include "paxos/acceptances.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace paxos {
namespace {

/// A value that somebody may act on: by whom it was accepted, and how it was decided, in words.
struct Decision {
  const Value* value;
  AcceptorSet by;
  std::string how;
};

/// A process learned a value that is not chosen: at one ballot, these at most have accepted it.
Decision mislearned(NodeId node, const Value& value,
                    const std::map<Proposal, AcceptorSet>& accepted_by) {
  Decision decision{&value, {}, to_string(node) + " learned '" + to_string(value) + "', which "};
  std::string where;
  for (const auto& [proposal, acceptors] : accepted_by) {
    if (proposal.value != value || acceptors.size() <= decision.by.size()) continue;
    decision.by = acceptors;
    where = " accepted at ballot " + to_string(proposal.ballot);
  }
  decision.how +=
      where.empty() ? "no acceptor accepted" : "acceptors " + to_string(decision.by) + where;
  return decision;
}

/// Who accepted which proposal.
std::map<Proposal, AcceptorSet> by_proposal(const Acceptances& accepted) {
  std::map<Proposal, AcceptorSet> accepted_by;
  for (const auto& [node, proposals] : accepted) {
    for (const auto& proposal : proposals) accepted_by[proposal].insert(node);
  }
  return accepted_by;
}

std::string meeting(const AcceptorSet& a, const AcceptorSet& b) {
  AcceptorSet common;
  for (std::uint32_t number = 1; number <= AcceptorSet::max_acceptors; ++number) {
    if (a.contains(acceptor(number)) && b.contains(acceptor(number))) {
      common.insert(acceptor(number));
    }
  }
  return common.size() == 0 ? "no acceptor accepted both"
                            : "they meet in " + to_string(common) + ", which accepted both";
}

}  // namespace

std::map<Proposal, AcceptorSet> chosen_proposals(const Acceptances& accepted,
                                                 const QuorumSystem& quorums) {
  std::map<Proposal, AcceptorSet> accepted_by = by_proposal(accepted);
  std::erase_if(accepted_by,
                [&](const auto& entry) { return !quorums.is_phase2_quorum(entry.second); });
  return accepted_by;
}

std::optional<std::string> disagreement(const Acceptances& accepted,
                                        const std::map<NodeId, std::set<Value>>& learned,
                                        const QuorumSystem& quorums) {
  std::vector<Decision> decisions;
  const auto is_decided = [&decisions](const Value& value) {
    return std::ranges::any_of(decisions, [&](const Decision& d) { return *d.value == value; });
  };
  const auto chosen = chosen_proposals(accepted, quorums);
  for (const auto& [proposal, by] : chosen) {
    if (is_decided(proposal.value)) continue;
    decisions.push_back(
        {&proposal.value, by, to_string(proposal) + " is chosen by acceptors " + to_string(by)});
  }
  for (const auto& [node, values] : learned) {
    for (const auto& value : values) {
      if (!is_decided(value)) decisions.push_back(mislearned(node, value, by_proposal(accepted)));
    }
  }
  if (decisions.size() <= 1) return std::nullopt;
  return decisions[0].how + ", and " + decisions[1].how + ": " +
         meeting(decisions[0].by, decisions[1].by);
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
