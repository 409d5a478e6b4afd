#include "paxos/multi/history.hpp"

#include <algorithm>
#include <variant>

namespace paxos::multi {
namespace {

template <class K, class V>
void merge(std::map<K, std::set<V>>& into, const std::map<K, std::set<V>>& other) {
  for (const auto& [key, set] : other) into[key].insert(set.begin(), set.end());
}

}  // namespace

History& History::operator+=(const History& other) {
  first = std::max(first, other.first);
  proposed.insert(other.proposed.begin(), other.proposed.end());
  for (const auto& [slot, happened] : other.slots) {
    SlotHistory& mine = in(slot);
    mine.issued.insert(happened.issued.begin(), happened.issued.end());
    merge(mine.accepted, happened.accepted);
    merge(mine.learned, happened.learned);
  }
  for (const auto& [node, theirs] : other.told) {
    Told& mine = told[node];
    if (theirs.promised) mine.promises(*theirs.promised);
    for (const auto& [slot, ballot] : theirs.accepted) mine.accepts(slot, ballot);
  }
  delivered.insert(other.delivered.begin(), other.delivered.end());
  out_of_order.insert(other.out_of_order.begin(), other.out_of_order.end());
  covered.insert(other.covered.begin(), other.covered.end());
  for (const auto& [node, below] : other.forgotten) forgets(node, below);
  return *this;
}

SlotHistory& History::in(Slot slot) {
  news.insert(slot);
  return slots[slot];
}

Slot History::highest_forgotten() const {
  Slot highest = first;
  for (const auto& [node, below] : forgotten) highest = std::max(highest, below);
  return highest;
}

void History::forgets(NodeId acceptor, Slot below) {
  for (Slot slot = highest_forgotten(); slot < below; slot = slot.next()) in(slot);
  Slot& before = forgotten[acceptor];
  before = std::max(before, below);
}

void History::persisted(NodeId acceptor, const AcceptorChange& change) {
  if (change.forgotten > first) forgets(acceptor, change.forgotten);
  if (!change.accepted) return;
  in(change.accepted->slot).accepted[acceptor].insert(change.accepted->proposal);
}

void History::starts(NodeId acceptor, const AcceptorState& state) {
  if (state.forgotten > first) forgets(acceptor, state.forgotten);
  for (const auto& [slot, proposal] : state.accepted) in(slot).accepted[acceptor].insert(proposal);
}

void History::starts(NodeId node, const LedgerState& state) {
  delivered[node] = state.chosen.first_unchosen();
  covered[node] = state.snapshots.own.of.end;
}

void History::has_snapshot(NodeId node, const Snapshot& snapshot) {
  covered[node] = snapshot.end;
  delivered[node] = std::max(delivered[node], snapshot.end);
}

void History::sent(NodeId from, const Message& message) {
  if (const auto* accept = std::get_if<Accept>(&message)) {
    in(accept->slot).issued.insert(accept->proposal);
  } else if (const auto* promise = std::get_if<Promise>(&message)) {
    told[from].promises(promise->ballot);
    for (const auto& [slot, proposal] : promise->accepted) {
      told[from].accepts(slot, proposal.ballot);
    }
  } else if (const auto* answer = std::get_if<Accepted>(&message)) {
    // Accepting in one slot promises for all.
    told[from].promises(answer->ballot);
    told[from].accepts(answer->slot, answer->ballot);
  } else if (const auto* refusal = std::get_if<Nack>(&message)) {
    told[from].promises(refusal->promised);
  }
}

void History::knows(NodeId node, const Learned& learned) {
  Slot& next = delivered[node];
  if (learned.from != next) out_of_order.emplace(node, learned.from);
  for (std::size_t i = 0; i < learned.values.size(); ++i) {
    in(learned.from.next(i)).learned[node].insert(learned.values[i]);
  }
  next = learned.from.next(learned.values.size());
}

}  // namespace paxos::multi
