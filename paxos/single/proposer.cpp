#include "paxos/single/proposer.hpp"

#include <algorithm>
#include <utility>

namespace paxos::single {
namespace {

AcceptorSet promised_by(const Promises& promises) {
  AcceptorSet set;
  for (const auto& [acceptor, accepted] : promises) set.insert(acceptor);
  return set;
}

std::optional<Ballot> current_ballot(const Proposer::Phase& phase) {
  if (const auto* preparing = std::get_if<Preparing>(&phase)) return preparing->ballot;
  if (const auto* accepting = std::get_if<Accepting>(&phase)) return accepting->proposal.ballot;
  return std::nullopt;
}

}  // namespace

std::optional<Value> constrained_value(const Promises& promises) {
  std::optional<Proposal> highest;
  for (const auto& [acceptor, accepted] : promises) {
    if (accepted && (!highest || accepted->ballot > highest->ballot)) highest = accepted;
  }
  if (!highest) return std::nullopt;
  return highest->value;
}

Proposer::Proposer(NodeId self, const Configuration& configuration, State recovered)
    : self_(self), configuration_(configuration), state_(recovered) {}

Proposer::Effects Proposer::propose(const Value& value) {
  if (learned_) return {.learned = learned_};
  if (wanted_) return {};  // An earlier client's value is under way; one value is chosen anyway.
  wanted_ = value;
  if (!std::holds_alternative<Idle>(phase_)) return {};
  return begin_ballot(state_.highest_round);
}

// PMS §2.2, phase 1(a): a new ballot, and a prepare request to a majority of the acceptors. To all
// of them here, so that any majority can answer.
Proposer::Effects Proposer::begin_ballot(std::uint64_t above) {
  // PMS §2.5, highest number: the number is in stable storage before it is used, so that no restart
  // uses it again.
  state_.highest_round = round_above(std::max(above, state_.highest_round));
  const Ballot ballot{state_.highest_round, self_.number};
  phase_ = Preparing{ballot, {}};
  return {.persist = state_,
          .send = {{configuration_.all(Role::acceptor), Prepare{ballot}}},
          .timers = {start_timer(Timer::ballot_timeout, attempt_)}};
}

// PMS §2.2, phase 2(a): once a majority has promised, an accept request with the value that P2c
// demands, or with any value if the promises report none.
Proposer::Effects Proposer::handle(NodeId from, const Promise& message) {
  auto* preparing = std::get_if<Preparing>(&phase_);
  if (!preparing || message.ballot != preparing->ballot) return {};

  preparing->promises.emplace(from, message.accepted);
  if (!configuration_.quorums.is_phase1_quorum(promised_by(preparing->promises))) return {};

  std::optional<Value> value = constrained_value(preparing->promises);
  if (!value) value = wanted_;
  // PMS §2.3, new proposal: a ballot that was begun for a learner proposes nothing of its own.
  // Nothing is chosen below it, nor can be any more; if something is above it, the learner asks
  // again.
  if (!value) return end_ballot();

  const Proposal proposal{preparing->ballot, *std::move(value)};
  phase_ = Accepting{proposal, {}};
  // PMS §2.2, any acceptors: any acceptors may be asked, not only those that promised; each decides
  // by its own promise. All are asked, so that any quorum can accept.
  return {.send = {{configuration_.all(Role::acceptor), Accept{proposal}}}};
}

// PMS §2.2, chosen: a value is chosen when a majority has accepted one proposal with it.
// Departure: the proposer counts too, to answer its client without waiting for a learner.
Proposer::Effects Proposer::handle(NodeId from, const Accepted& message) {
  auto* accepting = std::get_if<Accepting>(&phase_);
  if (!accepting || message.proposal.ballot != accepting->proposal.ballot) return {};

  accepting->accepted_by.insert(from);
  if (!configuration_.quorums.is_phase2_quorum(accepting->accepted_by)) return {};

  learned_ = accepting->proposal.value;
  Effects effects = end_ballot();
  effects.learned = learned_;
  return effects;
}

// PMS §2.2, abandoning: a proposer may abandon a proposal at any time, if it never uses the ballot
// again.
Proposer::Effects Proposer::handle(NodeId, const Nack& message) {
  // A late Nack of an older ballot says nothing of this one; and one whose promise is our own
  // ballot only says that a request came twice.
  if (message.ballot != current_ballot(phase_) || message.promised <= message.ballot) return {};
  if (!wanted_) return end_ballot();  // The learner that asked will ask again.

  // PMS §2.4, duel: two proposers that both try again at once can preempt each other for ever, so
  // wait.
  phase_ = BackingOff{message.promised.round};
  const std::uint32_t attempt = attempt_++;
  return {.timers = {stop_timer(Timer::ballot_timeout), start_timer(Timer::back_off, attempt)}};
}

// PMS §2.3, new proposal: a learner that needs to know can have a proposer issue a proposal.
Proposer::Effects Proposer::handle(NodeId, const Inquire&) {
  if (!std::holds_alternative<Idle>(phase_)) return {};
  return begin_ballot(state_.highest_round);
}

Proposer::Effects Proposer::on_timer(Timer timer) {
  if (timer == Timer::back_off) {
    const auto* backing_off = std::get_if<BackingOff>(&phase_);
    if (!backing_off) return {};
    return begin_ballot(backing_off->round);
  }
  if (timer != Timer::ballot_timeout || !current_ballot(phase_)) return {};
  if (!wanted_) return end_ballot();  // The learner that asked will ask again.
  ++attempt_;
  return begin_ballot(state_.highest_round);
}

/// With a chosen value or without: nothing more is wanted.
Proposer::Effects Proposer::end_ballot() {
  phase_ = Idle{};
  wanted_.reset();
  attempt_ = 0;
  return {.timers = {stop_timer(Timer::ballot_timeout)}};
}

}  // namespace paxos::single
