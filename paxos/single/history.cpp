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

}  // namespace paxos::single
