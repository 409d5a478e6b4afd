// Replays a trace through the roles: whatever world it was recorded in, the same state and the same
// input must have had the same effects, and the invariants must have held all along. PTP §3.3.5,
// dishonest legislators: they are found out, and no more.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "net/trace/effects_check.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/replay_input.hpp"
#include "net/trace/replay_process.hpp"
#include "net/trace/replayed.hpp"

namespace net::trace {

template <class System>
class Replay {
 public:
  Replay(const Trace& trace, const std::optional<EventId>& at)
      : trace_(trace), at_(at), recorded_(recorded_effects(trace)) {}

  Replayed<System> run() {
    admit();
    for (const Event& event : trace_.events) {
      if (!within(trace_, event, at_)) continue;
      with(event.node, [&](auto& processes) { processes.at(event.node).take(event); });
      if (adds_to_history(event.kind)) check_history(event.id());
    }
    const auto finish = [](auto& processes) {
      for (auto& [node, process] : processes) process.finish();
    };
    finish(acceptors_);
    finish(proposers_);
    finish(learners_);
    check_history(at_ ? *at_ : trace_.events.back().id());
    std::ranges::stable_sort(result_.findings, comes_before, &Finding::event);
    return std::move(result_);
  }

 private:
  template <class Role>
  using Processes = std::map<paxos::NodeId, ProcessReplay<System, Role>>;

  static constexpr bool adds_to_history(Kind kind) {
    return is_effect(kind) || kind == Kind::restart || kind == Kind::request;
  }

  void admit() {
    result_.notes = trace_.notes;
    std::map<paxos::NodeId, const Event*> starts;
    for (const Event& event : trace_.events) {
      context_.last[event.node] = event.time;
      if (event.kind != Kind::restart) continue;
      with(event.node, [&](auto& processes) { agree(event, processes, starts.empty()); });
      starts.emplace(event.node, &event);
    }
    if (starts.empty()) throw TraceError("there is nothing to replay: no process starts");
    check_cast(trace_, result_.configuration, at_);
    result_.history = System::new_history(result_.configuration);
    for (const auto& [node, start] : starts) {
      with(node, [&](auto& processes) { add(*start, processes); });
    }
  }

  template <class Role>
  void agree(const Event& start, const Processes<Role>&, bool first) {
    const auto found = detail<Role>(start).configuration;
    if (first) {
      check_configuration(start, found);
      result_.configuration = found;
    } else if (found != result_.configuration) {
      throw cannot_replay(start,
                          "it starts in another configuration than others: " + paxos::print(found));
    }
  }

  template <class Role>
  void add(const Event& start, Processes<Role>& processes) {
    const auto state = detail<Role>(start).state;
    auto& process = made(start.node, processes);
    process.durable = state;
    processes.try_emplace(start.node, start.node, context_, process);

    auto alone = System::new_history(result_.configuration);
    System::starts(alone, start.node, state);
    if (!System::violated(alone, result_.configuration)) return;
    result_.whole = false;
    result_.notes.push_back("the trace of " + to_string(start.node) +
                            " begins in the middle of a run, with a state that nothing in it "
                            "accounts for: invariants on the whole past are not checked");
  }

  auto& made(paxos::NodeId node, const Processes<typename System::Acceptor>&) {
    return result_.acceptors[node];
  }
  auto& made(paxos::NodeId node, const Processes<typename System::Proposer>&) {
    return result_.proposers[node];
  }
  auto& made(paxos::NodeId node, const Processes<typename System::Learner>&) {
    return result_.learners[node];
  }

  void check_history(const EventId& event) {
    if (!result_.whole || result_.violation) return;
    context_.violated(event, System::violated(result_.history, result_.configuration));
    System::has_looked(result_.history);
  }

  template <class Role>
  [[nodiscard]] Restart<typename Role::State> detail(const Event& start) const {
    return detail_of<Restart<typename Role::State>>(trace_, start, System::name);
  }

  /// Calls `visit` with the processes of the role of `node`.
  template <class Visit>
  void with(paxos::NodeId node, Visit visit) {
    switch (node.role) {
      case paxos::Role::acceptor:
        return visit(acceptors_);
      case paxos::Role::proposer:
        return visit(proposers_);
      case paxos::Role::learner:
        return visit(learners_);
    }
  }

  const Trace& trace_;
  std::optional<EventId> at_;
  RecordedEffects recorded_;
  Replayed<System> result_;
  ReplayContext<System> context_{trace_, recorded_, {}, result_};
  Processes<typename System::Acceptor> acceptors_;
  Processes<typename System::Proposer> proposers_;
  Processes<typename System::Learner> learners_;
};

/// Replays all events up to `at` in the merged order, or all. Throws TraceError if `trace` is not
/// that of a run of System, with all of its processes, lacks `at`, or lacks the send of a message
/// that was received.
template <class System>
Replayed<System> replay(const Trace& trace, const std::optional<EventId>& at = std::nullopt) {
  return Replay<System>(trace, at).run();
}

}  // namespace net::trace
