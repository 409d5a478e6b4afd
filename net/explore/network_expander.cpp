#include "net/explore/network_expander.hpp"

#include <algorithm>

#include "paxos/assert.hpp"

namespace net::explore {

namespace {

/// Keeps the memory.
void clear(Step& step) {
  step.changes.clear();
  step.added.clear();
  step.removed.clear();
}

}  // namespace

NetworkExpander::NetworkExpander(Cast& cast, const Bounds& bounds,
                                 const std::vector<std::uint32_t>& silent,
                                 const Reductions& reductions,
                                 const std::map<Spent, LocalId>& spent)
    : roster_(cast),
      outcomes_(roster_, silent, bounds.crashes),
      bounds_(bounds),
      reductions_(reductions),
      spent_ids_(spent),
      received_at_(cast.nodes().size()) {
  for (const auto& [what, id] : spent) spent_.emplace(id, what);
}

void NetworkExpander::expand(const State& state, StepSink& sink) {
  spent_now_ = spent_.at(state.locals.back());
  mark(state);
  deliver_all(state, sink);
  for (std::uint32_t place = 0; place + 1 < state.locals.size(); ++place) {
    if (!outcomes_.is_silent(place)) move_all(state, place, sink);
  }
}

void NetworkExpander::mark(const State& state) {
  ++states_;
  for (auto& messages : received_at_) messages.clear();
  for (const MessageId message : state.messages) {
    if (message >= marks_.size()) marks_.resize(message + message / 2 + 64);
    marks_[message].state = states_;
    received_at_[roster_.receiver(message)].push_back(message);
  }
}

void NetworkExpander::deliver_all(const State& state, StepSink& sink) {
  for (std::size_t i = 0; i < state.messages.size(); ++i) {
    const MessageId message = state.messages[i];
    if (i > 0 && state.messages[i - 1] == message) continue;
    const std::uint32_t place = roster_.receiver(message);
    if (outcomes_.is_silent(place)) continue;
    action_ = {.kind = Action::deliver, .place = place, .message = message};
    clear(step_);
    const bool vanishes = bounds_.network == Network::bag;
    if (vanishes) step_.removed.push_back(message);
    const Transition* transition = roster_.deliver(state.locals[place], message);
    if (transition) take(state, place, *transition, sink);
    if (vanishes) lose_and_repeat(state, message, sink);
  }
}

void NetworkExpander::lose_and_repeat(const State& state, MessageId message, StepSink& sink) {
  action_.kind = Action::drop;
  clear(step_);
  step_.removed.push_back(message);
  if (spend(state, &Spent::drops, bounds_.drops)) sink.take(step_);

  action_.kind = Action::duplicate;
  clear(step_);
  step_.added.push_back(message);
  if (spend(state, &Spent::duplicates, bounds_.duplicates)) sink.take(step_);
}

void NetworkExpander::move_all(const State& state, std::uint32_t place, StepSink& sink) {
  for (const auto& [kind, which, transition] : roster_.moves(state.locals[place])) {
    action_ = {.kind = kind, .place = place, .which = which, .message = 0};
    clear(step_);
    const bool is_crash = kind == Action::crash;
    // A crash that nobody notices is none.
    if (is_crash && transition.next == state.locals[place] && transition.sent.empty()) continue;
    if (is_crash && !spend(state, &Spent::crashes, bounds_.crashes)) continue;
    take(state, place, transition, sink);
  }
}

/// Adds to the step in hand what a process does, and gives it away unless it changes nothing.
void NetworkExpander::take(const State& state, std::uint32_t place, const Transition& transition,
                           StepSink& sink) {
  if (transition.next != state.locals[place]) step_.changes.push_back({place, transition.next});
  ++steps_;
  for (const MessageId message : transition.sent) add(state, message);
  if (reductions_.staleness && transition.turns_stale) forget(place, transition.next);
  if (reductions_.partial_order) saturate(state, place, transition.next);
  if (step_.changes.empty() && step_.added.empty() && step_.removed.empty()) return;
  sink.take(step_);
}

/// Adds to the step in hand a message that is sent, unless that changes nothing.
void NetworkExpander::add(const State& state, MessageId message) {
  if (bounds_.network == Network::set) {
    if (message >= marks_.size()) marks_.resize(message + message / 2 + 64);
    Mark& mark = marks_[message];
    if (mark.state == states_ || mark.step == steps_) return;
    mark.step = steps_;
  }
  const std::uint32_t receiver = roster_.receiver(message);
  if (reductions_.staleness && roster_.ignores(state.locals[receiver], message)) return;
  step_.added.push_back(message);
}

/// Adds to the step in hand all that can be sent without a process changing. Such a delivery
/// commutes with every other step, and nothing that was possible before it is impossible after it,
/// in a network from which nothing vanishes. So it is taken at once, instead of at every time.
/// `place` is the process that has changed, and its local state is `next` now.
void NetworkExpander::saturate(const State& state, std::uint32_t place, LocalId next) {
  const auto answer = [&](MessageId message) {
    const std::uint32_t receiver = roster_.receiver(message);
    if (outcomes_.is_silent(receiver)) return;
    const LocalId local = receiver == place ? next : state.locals[receiver];
    const Transition* transition = roster_.deliver(local, message);
    if (!transition || transition->next != local) return;
    for (const MessageId sent : transition->sent) add(state, sent);
  };
  if (next != state.locals[place]) {
    for (const MessageId message : received_at_[place]) answer(message);
  }
  // What is added meanwhile is answered too.
  // NOLINTNEXTLINE(modernize-loop-convert): it grows.
  for (std::size_t i = 0; i < step_.added.size(); ++i) answer(step_.added[i]);
}

/// Adds to the step in hand that messages vanish which a process will ignore from now on. Whatever
/// can happen with them in the network can happen without them.
void NetworkExpander::forget(std::uint32_t place, LocalId next) {
  for (const MessageId message : received_at_[place]) {
    if (roster_.ignores(next, message)) step_.removed.push_back(message);
  }
}

/// Adds to the step in hand that one more of `what` is used up; false if `most` are already.
bool NetworkExpander::spend(const State& state, std::uint32_t Spent::* what, std::uint32_t most) {
  if (spent_now_.*what == most) return false;
  Spent after = spent_now_;
  ++(after.*what);
  const auto place = static_cast<std::uint32_t>(state.locals.size() - 1);
  step_.changes.push_back({place, spent_ids_.at(after)});
  return true;
}

std::optional<paxos::Violation> NetworkExpander::violated(const State& state) {
  return outcomes_.violated(state, bounds_.crashes - spent_.at(state.locals.back()).crashes);
}

}  // namespace net::explore
