#include "paxos/multi/acceptor.hpp"

#include <algorithm>
#include <utility>

namespace paxos::multi {

void apply(const AcceptorChange& change, AcceptorState& state) {
  state.promised = change.promised;
  state.forgotten = std::max(state.forgotten, change.forgotten);
  state.accepted.erase(state.accepted.begin(), state.accepted.lower_bound(state.forgotten));
  if (!change.accepted) return;
  state.accepted.insert_or_assign(change.accepted->slot, change.accepted->proposal);
}

Acceptor::Acceptor(NodeId, const Configuration& configuration, const State& recovered)
    : page_(configuration.page),
      promised_(recovered.promised),
      forgotten_(std::max(recovered.forgotten, Slot{configuration.first_slot})) {}

// PMS §3, one answer: a prepare request for all slots from some slot on, answered by one promise
// for all slots, with the highest proposal accepted in each of those asked for.
Acceptor::Effects Acceptor::handle(NodeId from, const Prepare& message) {
  // PMS §2.2, phase 1(b): above, not equal; a promise that was lost costs a higher ballot.
  if (message.ballot <= promised_) return refuse(from, message.ballot);

  // The promise covers the slots below `from` too. They are known to be chosen, so that nothing
  // else can be accepted there, and one ballot for all slots is all that need be remembered.
  promised_ = message.ballot;
  return {.persist = AcceptorChange{message.ballot, {}, forgotten_},
          .recall = Recall{from, message.ballot, message.from, page_}};
}

// The next page of a promise. It stands as long as nothing higher is promised, and until then only
// that ballot's own proposals can be accepted. Those are issued once a quorum's pages are complete,
// and then no page is looked at any more.
Acceptor::Effects Acceptor::handle(NodeId from, const More& message) {
  if (message.ballot < promised_) return refuse(from, message.ballot);
  if (message.ballot != promised_) return {};  // It never promised that.
  return {.recall = Recall{from, message.ballot, message.from, page_}};
}

// PMS §2.2, phase 2(b) and P1a, in one slot: accepted unless a higher ballot was promised. PMS §3,
// several leaders: whoever else leads.
Acceptor::Effects Acceptor::handle(NodeId from, const Accept& message) {
  if (message.proposal.ballot < promised_) return refuse(from, message.proposal.ballot);
  // PMMC §4.2, the bound: a request that has been on the way for long; what is chosen in that slot
  // is known.
  if (message.slot < forgotten_) return {};

  // Accepting raises the promise, as in single-decree Paxos, here for all slots at once.
  promised_ = message.proposal.ballot;
  // PMS §2.3, distinguished learner: only the distinguished learner is told, which is the leader.
  return {.persist = AcceptorChange{message.proposal.ballot, message, forgotten_},
          .send = {{{from}, Accepted{message.slot, message.proposal.ballot}}}};
}

// PMS §2.4, distinguished proposer: a leader that has lost its quorum should know, so that another
// can lead. A heartbeat is no prepare request, and changes no promise.
Acceptor::Effects Acceptor::handle(NodeId from, const Heartbeat& message) {
  if (message.ballot < promised_) return refuse(from, message.ballot);
  Effects effects{.send = {{{from}, Heard{message.ballot}}}};
  // PMMC §4.2, forgetting: forgets what it accepted in slots that are chosen, and in the snapshots
  // of enough others. Not while it may owe another the next page of a promise, which would lack
  // them.
  if (message.ballot == promised_ && message.forget > forgotten_) {
    forgotten_ = message.forget;
    effects.persist = AcceptorChange{message.ballot, {}, forgotten_};
  }
  return effects;
}

// PMS §2.2, out of date: it helps to tell a proposer that it is out of date. Nothing depends on it.
Acceptor::Effects Acceptor::refuse(NodeId proposer, const Ballot& ballot) const {
  return {.send = {{{proposer}, Nack{ballot, *promised_}}}};
}

Send<Message> page_of(const Recall& recall, const AcceptorState& stored) {
  Page page(recall, stored.forgotten);
  for (auto entry = stored.accepted.lower_bound(recall.from); entry != stored.accepted.end();
       ++entry) {
    if (!page.add(entry->first, entry->second)) break;
  }
  return std::move(page).send();
}

bool Page::add(Slot slot, const Proposal& proposal) {
  bytes_ += proposal.value.size() + sizeof(Proposal);
  if (bytes_ > most_ && !promise_.accepted.empty()) {
    promise_.next = slot;
    return false;
  }
  promise_.accepted.emplace_hint(promise_.accepted.end(), slot, proposal);
  return true;
}

}  // namespace paxos::multi
