#include "paxos/multi/acceptor.hpp"

#include <utility>

namespace paxos::multi {

void apply(const AcceptorChange& change, AcceptorState& state) {
  state.promised = change.promised;
  if (!change.accepted) return;
  state.accepted.insert_or_assign(change.accepted->slot, change.accepted->proposal);
}

Acceptor::Acceptor(NodeId, const Configuration& configuration, const State& recovered)
    : page_(configuration.page), promised_(recovered.promised) {}

// PMS §3: a prepare request for all slots from some slot on, answered by one promise for all slots,
// with the highest proposal accepted in each of those asked for.
Acceptor::Effects Acceptor::handle(NodeId from, const Prepare& message) {
  // PMS §2.2, phase 1(b): above, not equal; a promise that was lost costs a higher ballot.
  if (message.ballot <= promised_) return refuse(from, message.ballot);

  // The promise covers the slots below `from` too. They are known to be chosen, so that nothing
  // else can be accepted there, and one ballot for all slots is all that need be remembered.
  promised_ = message.ballot;
  return {.persist = AcceptorChange{message.ballot, {}},
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

// PMS §2.2, phase 2(b) and P1a, in one slot: accepted unless a higher ballot was promised.
Acceptor::Effects Acceptor::handle(NodeId from, const Accept& message) {
  if (message.proposal.ballot < promised_) return refuse(from, message.proposal.ballot);

  // Accepting raises the promise, as in single-decree Paxos, here for all slots at once.
  promised_ = message.proposal.ballot;
  // PMS §2.3: only the distinguished learner is told, which is the leader.
  return {.persist = AcceptorChange{message.proposal.ballot, message},
          .send = {{{from}, Accepted{message.slot, message.proposal.ballot}}}};
}

// PMS §2.4: a leader that has lost its quorum should know, so that another can lead. It changes
// nothing: a heartbeat is no prepare request.
Acceptor::Effects Acceptor::handle(NodeId from, const Heartbeat& message) {
  if (message.ballot < promised_) return refuse(from, message.ballot);
  return {.send = {{{from}, Heard{message.ballot}}}};
}

// PMS §2.2: it helps to tell a proposer that it is out of date. Nothing depends on it.
Acceptor::Effects Acceptor::refuse(NodeId proposer, const Ballot& ballot) const {
  return {.send = {{{proposer}, Nack{ballot, *promised_}}}};
}

Send<Message> page_of(const Recall& recall, const AcceptorState& stored) {
  Page page(recall);
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
