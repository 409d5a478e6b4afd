#include "paxos/single/acceptor.hpp"

#include <utility>

namespace paxos::single {

Acceptor::Acceptor(NodeId self, const Configuration& configuration, State recovered)
    : self_(self), configuration_(configuration), state_(std::move(recovered)) {}

// PMS §2.2, phase 1(b): "If an acceptor receives a prepare request with number n greater than that
// of any prepare request to which it has already responded, then it responds to the request with a
// promise not to accept any more proposals numbered less than n and with the highest-numbered
// proposal (if any) that it has accepted."
Acceptor::Effects Acceptor::handle(NodeId from, const Prepare& message) {
  // Greater, not equal: a repeated prepare gets no second promise, and a promise that was lost
  // costs its proposer a higher ballot.
  if (message.ballot <= state_.promised) return refuse(from, message.ballot);

  state_.promised = message.ballot;
  return {.persist = state_, .send = {{{from}, Promise{message.ballot, state_.accepted}}}};
}

// PMS §2.2, phase 2(b): "If an acceptor receives an accept request for a proposal numbered n, it
// accepts the proposal unless it has already responded to a prepare request having a number greater
// than n." This is P1a.
Acceptor::Effects Acceptor::handle(NodeId from, const Accept& message) {
  if (message.proposal.ballot < state_.promised) return refuse(from, message.proposal.ballot);

  // The prose leaves it open whether accepting raises the promise of an acceptor that never saw the
  // prepare request of this ballot. It must: otherwise a lower ballot could still be accepted
  // after this one, and the acceptor would no longer know its highest-numbered accepted proposal.
  // Lamport's TLA+ says it in Phase2b: maxBal' = [maxBal EXCEPT ![a] = m.bal].
  state_.promised = message.proposal.ballot;
  state_.accepted = message.proposal;

  // PMS §2.3: "each acceptor, whenever it accepts a proposal, respond[s] to all learners".
  std::vector<NodeId> listeners = configuration_.all(Role::learner);
  listeners.push_back(from);
  return {.persist = state_, .send = {{std::move(listeners), Accepted{message.proposal}}}};
}

// PMS §2.3: a learner that missed a message "could ask the acceptors what proposals they have
// accepted".
Acceptor::Effects Acceptor::handle(NodeId from, const Inquire&) {
  if (!state_.accepted) return {};
  return {.send = {{{from}, Accepted{*state_.accepted}}}};
}

// PMS §2.2: an acceptor that ignores a request "should probably inform the proposer".
Acceptor::Effects Acceptor::refuse(NodeId proposer, const Ballot& ballot) const {
  return {.send = {{{proposer}, Nack{ballot, *state_.promised}}}};
}

}  // namespace paxos::single
