#include "paxos/single/acceptor.hpp"

#include <utility>

namespace paxos::single {

Acceptor::Acceptor(NodeId self, const Configuration& configuration, State recovered)
    : self_(self), configuration_(configuration), state_(std::move(recovered)) {}

// PMS §2.2, phase 1(b): a prepare request above every one answered so far is answered with a
// promise to accept nothing lower, and with the highest proposal accepted so far, if any.
Acceptor::Effects Acceptor::handle(NodeId from, const Prepare& message) {
  // Above, not equal: a repeated request gets no second promise, and a promise that was lost costs
  // its proposer a higher ballot.
  if (message.ballot <= state_.promised) return refuse(from, message.ballot);

  state_.promised = message.ballot;
  return {.persist = state_, .send = {{{from}, Promise{message.ballot, state_.accepted}}}};
}

// PMS §2.2, phase 2(b) and P1a: a proposal is accepted unless a higher ballot was promised.
Acceptor::Effects Acceptor::handle(NodeId from, const Accept& message) {
  if (message.proposal.ballot < state_.promised) return refuse(from, message.proposal.ballot);

  // The paper's prose leaves open whether accepting raises the promise, which matters if this
  // acceptor missed the prepare request. Lamport's TLA+ raises it (Phase2b sets maxBal), and so do
  // we: only then is the latest acceptance, all that is kept here, the highest too.
  state_.promised = message.proposal.ballot;
  state_.accepted = message.proposal;

  // PMS §2.3, every learner: an acceptor tells all learners whenever it accepts; and its proposer,
  // for its client.
  std::vector<NodeId> listeners = configuration_.all(Role::learner);
  listeners.push_back(from);
  return {.persist = state_, .send = {{std::move(listeners), Accepted{message.proposal}}}};
}

// PMS §2.3, asking: a learner that may have missed a message can ask what was accepted.
Acceptor::Effects Acceptor::handle(NodeId from, const Inquire&) {
  if (!state_.accepted) return {};
  return {.send = {{{from}, Accepted{*state_.accepted}}}};
}

// PMS §2.2, out of date: it helps to tell a proposer that it is out of date. Nothing depends on it.
Acceptor::Effects Acceptor::refuse(NodeId proposer, const Ballot& ballot) const {
  return {.send = {{{proposer}, Nack{ballot, *state_.promised}}}};
}

}  // namespace paxos::single
