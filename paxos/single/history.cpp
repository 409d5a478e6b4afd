#include "paxos/single/history.hpp"

#include <algorithm>
#include <optional>
#include <variant>

namespace paxos::single {

namespace {

/// Each acceptor's promises rise, so that the higher of two is the later.
void raise(AcceptorState& told, const AcceptorState& other) {
  told.promised = std::max(told.promised, other.promised);
  if (!told.accepted || (other.accepted && told.accepted->ballot < other.accepted->ballot)) {
    told.accepted = other.accepted;
  }
}

}  // namespace

History& History::operator+=(const History& other) {
  proposed.insert(other.proposed.begin(), other.proposed.end());
  issued.insert(other.issued.begin(), other.issued.end());
  for (const auto& [node, set] : other.accepted) accepted[node].insert(set.begin(), set.end());
  for (const auto& [node, state] : other.told) raise(told[node], state);
  for (const auto& [node, set] : other.learned) learned[node].insert(set.begin(), set.end());
  return *this;
}

void History::persisted(NodeId acceptor, const AcceptorState& state) {
  if (state.accepted) accepted[acceptor].insert(*state.accepted);
}

void History::sent(NodeId from, const Message& message) {
  if (const auto* accept = std::get_if<Accept>(&message)) {
    issued.insert(accept->proposal);
  } else if (const auto* promise = std::get_if<Promise>(&message)) {
    raise(told[from], {.promised = promise->ballot, .accepted = {}});
  } else if (const auto* answer = std::get_if<Accepted>(&message)) {
    raise(told[from], {.promised = {}, .accepted = answer->proposal});
  }
}

std::map<Proposal, AcceptorSet> chosen_proposals(const History& history,
                                                 const QuorumSystem& quorums) {
  std::map<Proposal, AcceptorSet> accepted_by;
  for (const auto& [node, proposals] : history.accepted) {
    for (const auto& proposal : proposals) accepted_by[proposal].insert(node);
  }
  std::erase_if(accepted_by,
                [&](const auto& entry) { return !quorums.is_phase2_quorum(entry.second); });
  return accepted_by;
}

std::set<Value> chosen_values(const History& history, const QuorumSystem& quorums) {
  std::set<Value> chosen;
  for (const auto& [proposal, acceptors] : chosen_proposals(history, quorums)) {
    chosen.insert(proposal.value);
  }
  return chosen;
}

}  // namespace paxos::single
