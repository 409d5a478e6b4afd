// The members of Simulation.
#pragma once

#include <algorithm>
#include <string>

#include "net/sim/simulation.hpp"
#include "paxos/assert.hpp"

namespace net::sim {

template <class System>
void Simulation<System>::keep(const std::vector<std::uint32_t>& indices) {
  std::vector<Fault> kept;
  for (const auto index : indices) {
    PAXOS_ASSERT(index < plan_.size());
    kept.push_back(plan_[index]);
  }
  plan_ = std::move(kept);
}

template <class System>
void Simulation<System>::schedule() {
  for (std::uint32_t index = 0; index < plan_.size(); ++index) {
    run_.queue.push({.at = plan_[index].at, .item = index, .what = What::fault});
  }
  run_.queue.push({.at = calm_from(run_.knobs), .what = What::calm});
}

template <class System>
Outcome Simulation<System>::run() {
  schedule();
  for (auto& process : processes_) process->start();
  check();
  constexpr Time microseconds_per_millisecond = 1000;
  const Time end = calm_from(run_.knobs) + run_.knobs.bound * microseconds_per_millisecond;
  const Time last_arrival = calm_from(run_.knobs) + longest_delay(run_.knobs);
  while (!run_.violation && !run_.queue.empty() && !interrupted()) {
    const Event event = run_.queue.pop();
    if (event.at > end || (event.at > last_arrival && satisfied())) break;
    run_.now = event.at;
    ++run_.tally.steps;
    happen(event);
    check();
  }
  return outcome();
}

template <class System>
void Simulation<System>::happen(const Event& event) {
  switch (event.what) {
    case What::delivery:
    case What::timer:
    case What::stored:
    case What::request:
      return processes_[event.process]->happen(event);
    case What::committed:
      return processes_[event.process]->committed(event);
    case What::restart:
      return processes_[event.process]->restart(event);
    case What::answer:
    case What::patience:
      return run_.clients.happen(event);
    case What::fault:
      return strike(plan_[event.item], event.item);
    case What::heal:
      return heal(std::get<Partition>(plan_[event.item].what));
    case What::calm:
      return cease();
  }
}

template <class System>
void Simulation<System>::strike(const Fault& fault, std::uint32_t index) {
  std::visit([&](const auto& what) { strike(what, index); }, fault.what);
}

template <class System>
void Simulation<System>::strike(const Request& request, std::uint32_t) {
  run_.clients.ask(request, 0);
}

template <class System>
void Simulation<System>::strike(const Crash& crash, std::uint32_t) {
  if (crash.in_commit) return process(crash.node).doom(crash.lasts);
  process(crash.node).crash(crash.lasts);
  if (crash.again) run_.clients.ask(*crash.again, crash.lasts + 1);
}

template <class System>
void Simulation<System>::strike(const Partition& partition, std::uint32_t index) {
  ++run_.tally.partitions;
  run_.tell([&] { return to_string(plan_[index]); });
  run_.network.begin(partition);
  run_.queue.push({.at = run_.now + partition.lasts, .item = index, .what = What::heal});
}

template <class System>
void Simulation<System>::heal(const Partition& partition) {
  if (run_.calm) return;  // All are healed already.
  run_.network.heal(partition);
  run_.tell([&] { return "it is over that " + to_string(partition); });
}

/// From here on liveness is demanded. PMS §2.4, time: progress needs enough of the system to work.
template <class System>
void Simulation<System>::cease() {
  run_.tell([] { return std::string("all faults cease"); });
  run_.calm = true;
  run_.network.become_calm();
  constexpr Time usual_commit = 1000;
  run_.knobs.disk = std::min(run_.knobs.disk, usual_commit);
  for (auto& process : processes_) {
    process->reprieve();
    if (process->up() || process->stopped()) continue;
    process->restart_now();
  }
  for (const auto& request : last_requests(run_.options.configuration, run_.seed)) {
    if (!process(request.proposer).stopped()) run_.clients.ask(request, 0);
  }
}

/// The invariants of the whole, if there is anything new.
template <class System>
void Simulation<System>::check() {
  if (!std::exchange(run_.history_told, false)) return;
  if (!news_.in(run_.history)) return;
  run_.report(System::violated(run_.history, run_.options.configuration));
  System::has_looked(run_.history);
}

template <class System>
bool Simulation<System>::satisfied() {
  if (std::exchange(run_.demands_changed, false)) satisfied_ = unmet().empty();
  return satisfied_;
}

/// Whether there is a proposer that has not stopped for good.
template <class System>
bool Simulation<System>::proposers_left() const {
  return std::ranges::any_of(processes_, [](const auto& process) {
    return process->self().role == paxos::Role::proposer && !process->stopped();
  });
}

/// What is still owed to clients, and by whom; nothing if no proposer is left.
template <class System>
std::string Simulation<System>::unmet() const {
  if (!proposers_left()) return "";
  return run_.clients.unmet(
      [this](paxos::NodeId node) { return processes_[run_.nodes.index(node)]->stopped(); });
}

template <class System>
Outcome Simulation<System>::outcome() {
  run_.tally.runs = 1;
  run_.tally.without_liveness = !proposers_left();
  run_.tally.microseconds = static_cast<std::uint64_t>(run_.now);
  if (!interrupted()) run_.report(run_.clients.violated());
  Outcome outcome{run_.tally, std::nullopt, interrupted()};
  if (run_.violation) {
    outcome.failure = Failure{false, *run_.violation, run_.tally.steps, run_.now};
  } else if (const std::string owed = outcome.interrupted ? "" : unmet(); !owed.empty()) {
    const std::string why = to_seconds(run_.now - calm_from(run_.knobs)) +
                            " after all faults ceased" +
                            (run_.queue.empty() ? ", with nothing left to happen, " : ", ") + owed;
    outcome.failure = Failure{true, {"liveness", why}, run_.tally.steps, run_.now};
  }
  if (outcome.failure) {
    run_.tell([&] {
      return outcome.failure->violation.invariant + ": " + outcome.failure->violation.why;
    });
  }
  return outcome;
}

}  // namespace net::sim
