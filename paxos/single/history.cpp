#include "paxos/single/history.hpp"

#include <algorithm>
#include <optional>
#include <variant>

namespace paxos::single {

void History::persisted(NodeId acceptor, const AcceptorState& state) {
  if (state.accepted) accepted[acceptor].insert(*state.accepted);
}

void History::sent(NodeId from, const Message& message) {
  if (const auto* accept = std::get_if<Accept>(&message)) {
    issued.insert(accept->proposal);
  } else if (const auto* promise = std::get_if<Promise>(&message)) {
    auto& promised = told[from].promised;
    promised = std::max(promised, std::optional(promise->ballot));
  } else if (const auto* answer = std::get_if<Accepted>(&message)) {
    auto& highest = told[from].accepted;
    if (!highest || highest->ballot < answer->proposal.ballot) highest = answer->proposal;
  }
}

std::set<Value> chosen_values(const History& history, const QuorumSystem& quorums) {
  std::map<Proposal, AcceptorSet> accepted_by;
  for (const auto& [node, proposals] : history.accepted) {
    for (const auto& proposal : proposals) accepted_by[proposal].insert(node);
  }
  std::set<Value> chosen;
  for (const auto& [proposal, acceptors] : accepted_by) {
    if (quorums.is_phase2_quorum(acceptors)) chosen.insert(proposal.value);
  }
  return chosen;
}

}  // namespace paxos::single
