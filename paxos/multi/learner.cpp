#include "paxos/multi/learner.hpp"

#include <utility>

namespace paxos::multi {

Learner::Learner(NodeId self, const Configuration& configuration, State recovered)
    : self_(self),
      configuration_(configuration),
      ledger_(self, configuration, std::move(recovered)) {}

// A learner that starts may have missed much, so it asks soon.
Learner::Effects Learner::start() {
  return {.timers = {start_timer(Timer::catch_up, attempt_)}};
}

// The leader lives, and can be asked.
Learner::Effects Learner::handle(NodeId from, const Heartbeat& message) {
  attempt_ = 0;
  Effects effects = ledger_.handle(from, message);
  effects.timers.push_back(start_timer(Timer::catch_up, attempt_));
  return effects;
}

// A large snapshot comes for a long time, during which nobody else need be asked.
Learner::Effects Learner::handle(NodeId from, const Piece& message) {
  Effects effects = ledger_.handle(from, message);
  if (effects.persist) effects.timers.push_back(start_timer(Timer::catch_up, attempt_));
  return effects;
}

// While nobody leads, the others still know what was chosen: one after the other is asked.
Learner::Effects Learner::on_timer(Timer timer) {
  if (timer != Timer::catch_up) return {};

  std::vector<NodeId> others = configuration_.all(Role::proposer);
  for (const NodeId learner : configuration_.all(Role::learner)) {
    if (learner != self_) others.push_back(learner);
  }
  const NodeId asked = others[(self_.number + attempt_) % others.size()];
  ++attempt_;
  return {.send = {{{asked}, ledger_.next()}}, .timers = {start_timer(Timer::catch_up, attempt_)}};
}

}  // namespace paxos::multi
