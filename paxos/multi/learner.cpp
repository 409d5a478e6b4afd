#include "paxos/multi/learner.hpp"

#include <utility>

namespace paxos::multi {

Learner::Learner(NodeId self, const Configuration& configuration, State recovered)
    : self_(self), configuration_(configuration), state_(std::move(recovered)) {}

// A learner that starts may have missed much, so it asks soon.
Learner::Effects Learner::start() {
  return {.timers = {start_timer(Timer::catch_up, attempt_)}};
}

// PMS §2.3: the distinguished learner tells what is chosen, in each slot by itself; it is learned
// in the order of the slots.
Learner::Effects Learner::handle(NodeId, const Chosen& message) {
  return {.learned = state_.chosen.learn(message.slot, message.value)};
}

// The leader says how far it is. Whoever is behind has missed messages, and asks for them.
Learner::Effects Learner::handle(NodeId from, const Heartbeat& message) {
  attempt_ = 0;
  Effects effects{.timers = {start_timer(Timer::catch_up, attempt_)}};
  const Slot first = state_.chosen.first_unchosen();
  if (message.first_unchosen > first) effects.send.push_back({{from}, Fetch{first}});
  return effects;
}

// Whoever knows what is chosen can tell another, in pieces.
Learner::Effects Learner::handle(NodeId from, const Fetch& message) {
  if (message.from >= state_.chosen.first_unchosen()) return {};
  return {.send = {{{from}, state_.chosen.page(message.from, configuration_.page)}}};
}

Learner::Effects Learner::handle(NodeId from, const Fetched& message) {
  Effects effects{.learned = state_.chosen.learn(message)};
  if (effects.learned) {
    effects.send.push_back({{from}, Fetch{state_.chosen.first_unchosen()}});
  }
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
  return {.send = {{{asked}, Fetch{state_.chosen.first_unchosen()}}},
          .timers = {start_timer(Timer::catch_up, attempt_)}};
}

}  // namespace paxos::multi
