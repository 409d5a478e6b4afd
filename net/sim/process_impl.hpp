// The members of Process.
#pragma once

#include "net/sim/process.hpp"
#include "net/timing.hpp"

namespace net::sim {

template <class System>
void Process<System>::start() {
  up_ = true;
  ++run_.tally.starts;
  begin();
  flush();
}

template <class System>
void Process<System>::restart(const Event& event) {
  if (!up_ && !stopped_ && event.count == life_) restart_now();
}

template <class System>
void Process<System>::restart_now() {
  ++run_.tally.restarts;
  run_.tell([&] { return to_string(self_) + " starts again"; });
  start();
}

template <class System>
void Process<System>::happen(const Event& event) {
  if (busy_) {
    inbox_.push_back(event);
    return;
  }
  handle(event);
  if (up_) flush();
}

template <class System>
void Process<System>::handle(const Event& event) {
  try {
    switch (event.what) {
      case What::delivery:
        return receive(event);
      case What::timer:
        return fire(event);
      case What::stored:
        if (up_ && event.count == life_) take_snapshot(event.item != 0);
        return;
      default:
        return answer(event);
    }
  } catch (const std::overflow_error&) {
    stop();
  }
}

template <class System>
void Process<System>::receive(const Event& event) {
  const auto envelope = up_ ? read(event) : std::nullopt;
  run_.tally.to_the_dead += !up_;
  run_.network.release(event.item);
  if (!envelope) return;
  const paxos::NodeId from = run_.nodes[event.from];
  const auto& [time, message] = *envelope;
  ++run_.tally.deliveries;
  recorder_.advance(time);
  const Cause received{self_,
                       recorder_.record(trace::Kind::receive, Cause{from, time}, from, message)};
  take(received, from, message);
}

/// What the codec makes of the bytes that have come. It must read all that a correct peer sends.
template <class System>
std::optional<wire::Envelope<typename System::Message>> Process<System>::read(const Event& event) {
  const auto payload = run_.network.open(event);
  if (!payload) return std::nullopt;
  const bool altered = run_.network.altered(event);
  const paxos::NodeId from = run_.nodes[event.from];
  try {
    auto envelope = wire::decode<wire::Envelope<Message>>(*payload);
    if (envelope.time > last_time || !may_send(from, envelope.message, self_)) {
      throw wire::Malformed("a " + to_string(from.role) + " may not send " +
                            paxos::print(envelope.message) + " to a " + to_string(self_.role));
    }
    run_.tally.delivered_altered += altered;
    return envelope;
  } catch (const wire::Malformed& error) {
    if (!altered) {
      run_.report(paxos::Violation{"wire", to_string(self_) + " cannot read what " +
                                               to_string(from) + " sent: " + error.what()});
    }
    return std::nullopt;
  }
}

template <class System>
void Process<System>::fire(const Event& event) {
  if (!up_) return;
  RunningTimer& running = timers_[event.item];
  if (running.start != event.count) return;
  running.start = 0;
  ++run_.tally.time_outs;
  const Timer timer = running.timer;
  take(record(trace::Kind::timer, running.cause, timer), timer);
}

template <class System>
void Process<System>::answer(const Event& event) {
  if (!up_) return run_.clients.arrives_in_vain(event, self_);
  const auto request = run_.clients.arrives(event, self_);
  if (!request) return;
  ++run_.tally.requests;
  System::asked(run_.history, *request);
  take(record(trace::Kind::request, std::nullopt, *request), *request);
}

/// Performs all that is gathered, once the disk has done its part.
template <class System>
void Process<System>::flush() {
  if (!dirty()) return complete();
  auto dice = roll(run_.seed, Purpose::disk, index_, ++commits_);
  const Time latency = dice.between(run_.knobs.disk / 4, run_.knobs.disk);
  busy_ = true;
  const Event done{
      .at = run_.now + latency, .process = index_, .what = What::committed, .count = life_};
  if (latency > 0) {
    run_.queue.push(done);
  } else {
    committed(done);
  }
}

template <class System>
void Process<System>::committed(const Event& event) {
  if (event.count != life_ || !busy_) return;
  if (doom_) return crash(std::exchange(doom_, std::nullopt));
  if (changes_snapshots() && (crash_here(false) || crash_here(true))) return;
  busy_ = false;
  ++run_.tally.commits;
  complete();
  if (inbox_.empty()) return;
  std::vector<Event> waiting;
  waiting.swap(inbox_);
  for (const auto& waited : waiting) handle(waited);
  if (up_) flush();
}

template <class System>
void Process<System>::complete() {
  perform_steps();
  check_store();
}

template <class System>
bool Process<System>::crash_here(std::optional<bool> durable) {
  constexpr Time lasts = 50'000;
  if (++run_.tally.points != static_cast<std::uint64_t>(run_.knobs.point)) return false;
  crash(lasts, durable);
  return true;
}

template <class System>
void Process<System>::crash(std::optional<Time> lasts, std::optional<bool> durable) {
  if (!up_) return;
  const auto role = self_.role;
  run_.tally.acceptor_crashes += role == paxos::Role::acceptor;
  run_.tally.proposer_crashes += role == paxos::Role::proposer;
  run_.tally.learner_crashes += role == paxos::Role::learner;
  if (busy_) {
    auto dice = roll(run_.seed, Purpose::crash, index_, commits_);
    dying_ = durable.value_or(dice.below(2) == 0);
    (dying_ ? run_.tally.commits_unanswered : run_.tally.commits_lost) += 1;
    if (dying_) perform_steps();
    run_.tell([&] {
      return to_string(self_) + " crashes in a commit, which is " +
             (dying_ ? "durable, but nothing is sent" : "lost");
    });
    dying_ = false;
  } else {
    run_.tell([&] { return to_string(self_) + " crashes"; });
  }
  go_down();
  if (!lasts) return;
  run_.queue.push(
      {.at = run_.now + *lasts, .process = index_, .what = What::restart, .count = life_});
}

/// PTP §2.1, B1: every ballot is unique, so a proposer whose rounds are used up can only stop.
template <class System>
void Process<System>::stop() {
  ++run_.tally.rounds_used_up;
  run_.tell([&] { return to_string(self_) + " has used up its rounds and stops for good"; });
  stopped_ = true;
  go_down();
}

template <class System>
void Process<System>::go_down() {
  record(trace::Kind::crash, std::nullopt, boost::json::value());
  recorder_.flush();
  up_ = busy_ = false;
  ++life_;
  run_.clients.goes_down(self_);
  for (auto& timer : timers_) timer.start = 0;
  forget_steps();
  end();
  check_store();
  std::vector<Event> lost;
  lost.swap(inbox_);
  for (const auto& event : lost) handle(event);
}

template <class System>
void Process<System>::transmit(const Cause& cause, const paxos::Send<Message>& send) {
  if (dying_) return;
  run_.history.sent(self_, send.message);
  run_.history_told = true;
  const std::uint64_t time = recorder_.record_send(cause, send.to, send.message);
  run_.network.send(run_.now, self_, send.to, static_cast<std::uint8_t>(send.message.index()),
                    wire::Envelope<Message>{time, send.message});
}

template <class System>
void Process<System>::change_timer(const Cause& cause, const paxos::TimerChange<Timer>& change) {
  if (dying_) return;
  auto running = std::ranges::find(timers_, change.timer, &RunningTimer::timer);
  if (running == timers_.end()) {
    running = timers_.insert(timers_.end(), RunningTimer{.timer = change.timer, .cause = {}});
  }
  running->start = 0;
  if (!change.attempt) return;
  running->start = ++timer_starts_;
  running->cause = cause;
  auto dice = roll(run_.seed, Purpose::timer, index_, timer_starts_);
  const Time duration = duration_of(change.timer, *change.attempt, dice).count();
  run_.queue.push({.at = run_.now + duration * slow_ / fast_,
                   .process = index_,
                   .item = static_cast<std::uint32_t>(running - timers_.begin()),
                   .what = What::timer,
                   .count = running->start});
}

template <class System>
void Process<System>::know(const Cause& cause, const typename System::Learned& learned) {
  record(trace::kind_of_learning(self_), cause, learned);
  run_.history.knows(self_, learned);
  run_.history_told = true;
  run_.clients.learned(self_, learned);
  if (!std::exchange(run_.decided, true)) {
    (run_.tally.ballots == 1 ? run_.tally.decided_by_one_ballot : run_.tally.decided_by_several) +=
        1;
  }
}

}  // namespace net::sim
