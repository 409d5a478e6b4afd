#include "paxos/single/learner.hpp"

namespace paxos::single {

Learner::Learner(NodeId self, const Configuration& configuration, State recovered)
    : self_(self), configuration_(configuration), state_(recovered) {}

// A learner that restarts may have missed everything, so it asks soon.
Learner::Effects Learner::start() {
  return {.timers = {start_timer(Timer::inquiry, attempt_)}};
}

// PMS §2.3, learning: a value is known to be chosen when a majority is known to have accepted one
// proposal with it. One proposal, so one ballot: the same value accepted at two ballots by the two
// halves of a majority does not count.
Learner::Effects Learner::handle(NodeId from, const Accepted& message) {
  if (learned_) return {};
  const auto known = accepted_.find(from);
  if (known != accepted_.end() && known->second.ballot >= message.proposal.ballot) return {};
  // One proposal an acceptor, the latest, is all that is kept. So a learner never holds more than
  // there are acceptors; what it overlooks that way, an inquiry finds.
  accepted_.insert_or_assign(from, message.proposal);

  AcceptorSet accepted_by;
  for (const auto& [acceptor, proposal] : accepted_) {
    if (proposal.ballot == message.proposal.ballot) accepted_by.insert(acceptor);
  }
  if (!configuration_.quorums.is_phase2_quorum(accepted_by)) return {};

  learned_ = message.proposal.value;
  accepted_.clear();
  return {.timers = {stop_timer(Timer::inquiry)}, .learned = learned_};
}

// PMS §2.3, asking: a learner that missed messages can ask the acceptors. PMS §2.3, unknowable: if
// one of them has failed, their answers may not tell whether a majority has accepted; then only a
// new ballot tells, and a proposer must run it.
Learner::Effects Learner::on_timer(Timer timer) {
  if (timer != Timer::inquiry || learned_) return {};

  std::vector<NodeId> asked = configuration_.all(Role::acceptor);
  if (!accepted_.empty()) {
    asked.push_back(proposer(1 + (self_.number + attempt_) % configuration_.proposers));
  }
  ++attempt_;
  return {.send = {{std::move(asked), Inquire{}}},
          .timers = {start_timer(Timer::inquiry, attempt_)}};
}

}  // namespace paxos::single
