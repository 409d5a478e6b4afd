// What a proposer does while it leads.
#include <algorithm>
#include <utility>

#include "paxos/multi/proposer.hpp"

namespace paxos::multi {

// PMS §3, phase 2 alone: phase 1 is done for all slots; what is left of each is phase 2.
Proposer::Effects Proposer::lead(Campaigning won) {
  phase_ = Leading{won.ballot, won.from, std::move(won.reported), {}, {}, {}};
  attempt_ = 0;
  Effects effects = on_timer(Timer::heartbeat);
  effects.timers.push_back(stop_timer(Timer::election));
  effects.timers.push_back(start_timer(Timer::quorum, 0));
  advance(effects);
  return effects;
}

// PMS §2.2, abandoning: a proposer may abandon its proposals. What it proposed may still be chosen,
// by the next leader; what waits has been proposed by nobody, and waits on.
Proposer::Effects Proposer::follow(Following whom) {
  Effects effects;
  if (std::holds_alternative<Leading>(phase_)) {
    effects.timers = {stop_timer(Timer::heartbeat), stop_timer(Timer::quorum),
                      stop_timer(Timer::resend)};
  }
  phase_ = whom;
  effects.timers.push_back(start_timer(Timer::election, attempt_));
  return effects;
}

/// Proposes in every slot of the window for which there is a value. PMS §3, alpha: the leader may
/// propose up to α slots ahead of the first of which it does not know what is chosen.
void Proposer::advance(Effects& effects) {
  auto& leading = std::get<Leading>(phase_);
  const Slot first = ledger_.first_unchosen();
  leading.next = std::max(leading.next, first);
  while (leading.next < first.next(configuration_.window)) {
    if (!ledger_.chosen().contains(leading.next)) {
      std::optional<Value> value = value_for(leading.next);
      if (!value) return;
      propose_in(leading.next, *std::move(value), effects);
    }
    leading.next = leading.next.next();
  }
}

/// What is to be proposed in a slot, if anything.
std::optional<Value> Proposer::value_for(Slot slot) {
  auto& reported = std::get<Leading>(phase_).reported;
  // PMS §2.2, P2c: the value of the highest-numbered proposal that the promises report.
  if (const auto found = reported.find(slot); found != reported.end()) {
    return reported.extract(found).mapped().value;
  }
  // PMS §3, no-ops: a gap before a slot that is not free is filled with a no-op, so that what is
  // behind it can be executed. PTP §3.1, olive-day decrees. It is the batch of no commands.
  if (reported.upper_bound(slot) != reported.end() || ledger_.chosen().knows_above(slot)) {
    return Value{};
  }
  if (waiting_.empty()) return std::nullopt;
  return next_batch();
}

// PMS §2.2, phase 2(a), in one slot.
void Proposer::propose_in(Slot slot, Value value, Effects& effects) {
  auto& leading = std::get<Leading>(phase_);
  const Proposal proposal{leading.ballot, std::move(value)};
  if (leading.in_flight.empty()) effects.timers.push_back(start_timer(Timer::resend, 0));
  leading.in_flight.emplace(slot, InFlight{proposal.value, {}});
  effects.send.push_back({configuration_.all(Role::acceptor), Accept{slot, proposal}});
}

// PMS §2.2, chosen: a value is chosen in a slot when a quorum has accepted one proposal with it
// there. PMS §2.3, distinguished learner: the leader is, and tells the others.
Proposer::Effects Proposer::handle(NodeId from, const Accepted& message) {
  auto* leading = std::get_if<Leading>(&phase_);
  if (!leading || message.ballot != leading->ballot) return {};
  const auto found = leading->in_flight.find(message.slot);
  if (found == leading->in_flight.end()) return {};

  auto& [value, accepted_by] = found->second;
  accepted_by.insert(from);
  if (!configuration_.quorums.is_phase2_quorum(accepted_by)) return {};

  Ledger::Effects chosen{.send = {{others(), Chosen{message.slot, value}}}};
  chosen.learned = ledger_.learn(message.slot, value);
  return learn(std::move(chosen));
}

Proposer::Effects Proposer::handle(NodeId from, const Heard& message) {
  auto* leading = std::get_if<Leading>(&phase_);
  if (leading && message.ballot == leading->ballot) leading->heard.insert(from);
  return {};
}

Proposer::Effects Proposer::on_timer(Timer timer) {
  if (timer == Timer::election) {
    // A campaign that came to nothing is followed by a time in which any leader is heard, for this
    // proposer may be the one that no acceptor hears.
    const auto* campaigning = std::get_if<Campaigning>(&phase_);
    if (campaigning) return follow({std::nullopt, campaigning->ballot.round});
    if (!std::holds_alternative<Following>(phase_)) return {};
    return forgotten_ > ledger_.first_unchosen() ? catch_up() : campaign();
  }
  auto* leading = std::get_if<Leading>(&phase_);
  if (!leading) return {};

  if (timer == Timer::heartbeat) {
    const Heartbeat heartbeat{leading->ballot, ledger_.first_unchosen(), forgettable()};
    std::vector<NodeId> all = configuration_.all(Role::acceptor);
    std::ranges::copy(others(), std::back_inserter(all));
    return {.send = {{std::move(all), heartbeat}}, .timers = {start_timer(Timer::heartbeat, 0)}};
  }
  if (timer == Timer::quorum) {
    // One that is cut off from the acceptors, though not from the other proposers, must not keep
    // them from leading.
    const AcceptorSet heard = std::exchange(leading->heard, {});
    if (!configuration_.quorums.is_phase2_quorum(heard))
      return follow({std::nullopt, leading->ballot.round});
    return {.timers = {start_timer(Timer::quorum, 0)}};
  }
  if (timer == Timer::resend && !leading->in_flight.empty()) {
    Effects effects{.timers = {start_timer(Timer::resend, 0)}};
    for (const auto& [slot, in_flight] : leading->in_flight) {
      std::vector<NodeId> silent = configuration_.all(Role::acceptor);
      std::erase_if(silent, [&](NodeId node) { return in_flight.accepted_by.contains(node); });
      effects.send.push_back({silent, Accept{slot, {leading->ballot, in_flight.value}}});
    }
    return effects;
  }
  return {};
}

}  // namespace paxos::multi
