// Replays one process of a trace: its role is given every input that the trace has, and what it
// answers is compared with what the trace says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/mp11.hpp>

#include "net/trace/effects_check.hpp"
#include "net/trace/event_name.hpp"
#include "net/trace/json.hpp"
#include "net/trace/milestones.hpp"
#include "net/trace/recorded_form.hpp"
#include "net/trace/replay_input.hpp"
#include "net/trace/replayed.hpp"
#include "net/trace/wording.hpp"
#include "paxos/effects.hpp"

namespace net::trace {

/// What all processes of a replay share.
template <class System>
struct ReplayContext {
  const Trace& trace;
  const RecordedEffects& recorded;
  std::map<paxos::NodeId, std::uint64_t> last;  ///< the time of the last event of each process
  Replayed<System>& result;

  /// Keeps the first.
  void violated(const EventId& event, std::optional<paxos::Violation> violation) {
    if (violation && !result.violation) result.violation.emplace(event, *std::move(violation));
  }
};

template <class System, class Role>
class ProcessReplay {
 public:
  using State = typename Role::State;
  using Change = typename Role::Effects::Change;
  using Process = typename Replayed<System>::template Process<Role>;

  /// Until its first start, the process is down and its storage holds what it will start with.
  ProcessReplay(paxos::NodeId self, ReplayContext<System>& context, Process& process)
      : self_(self),
        context_(context),
        result_(context.result),
        process_(process),
        stored_(process.durable),
        check_(self, context.trace, context.recorded, context.result.findings) {}

  void take(const Event& event) {
    check_milestone(event);
    switch (event.kind) {
      case Kind::restart:
        return start(event);
      case Kind::crash:
        end_life();
        process_.durable = stored_;
        return;
      case Kind::request:
      case Kind::receive:
      case Kind::timer:
      case Kind::snapshot:
        if (process_.role) return input(event);
        return found(event, "something happens to it while it is down");
      case Kind::persist:
      case Kind::send:
      case Kind::chosen:
      case Kind::learned:
        return effect(event);
      case Kind::promised:
      case Kind::accepted:
        return;
    }
  }

  /// Does what is missing at the end of the trace, so that the process stands after its last input.
  void finish() {
    const auto missing = check_.end();
    note(missing);
    for (const auto& [time, effect] : missing) {
      if (effect.kind == Kind::send) {
        sent(*effect.peer, read<typename System::Message>(effect.detail));
      } else if (effect.kind == Kind::persist) {
        System::persisted(result_.history, self_, read<Change>(effect.detail));
      } else {
        result_.history.knows(self_, read<typename System::Learned>(effect.detail));
      }
    }
  }

 private:
  using Message = typename System::Message;
  using Timer = typename System::Timer;

  /// What a persist means is told right after it, unless the process is killed before.
  void check_milestone(const Event& event) {
    const auto milestone = std::exchange(milestone_, std::nullopt);
    if (!milestone || event.kind == Kind::restart) return;
    if (event.cause != milestone->persisted) {
      found(event, "before it, the trace lacks what the state that was stored last means");
    } else if (event.kind != milestone->kind || event.detail != milestone->detail) {
      found(event, "it " + words(event, context_.trace.values, false) +
                       " in the trace, which is not what the state that it stored means");
    }
  }

  void start(const Event& event) {
    const State state = detail<Restart<State>>(event).state;
    end_life();
    if (std::exchange(started_, true)) check_recovered(event, state);
    stored_ = process_.durable = state;
    asked_.clear();
    System::starts(result_.history, self_, state);
    process_.role.emplace(self_, result_.configuration, state);
    step(event, [this] { return process_.role->start(); });
  }

  /// A state that was asked for may have become durable just before the process was killed.
  void check_recovered(const Event& event, const State& state) {
    context_.violated(event.id(), at(self_, System::violated_by_step(stored_, state)));
    context_.violated(event.id(), System::violated_by_store(result_.history, self_, state));
    bool left = System::leaves(stored_, state);
    State asked = stored_;
    for (const auto& [time, change] : asked_) {
      paxos::make_change(change, asked);
      left = left || System::leaves(asked, state);
    }
    if (left) return;
    found(event, "it starts again with a state that it did not leave behind: it " +
                     words_of(state) + "; by the trace, what was durable is that it " +
                     words_of(stored_));
  }

  void end_life() {
    note(check_.end());
    process_.role.reset();
    process_.timers.clear();
    stopped_.clear();
  }

  void note(const std::vector<Missing>& missing) {
    if (missing.empty()) return;
    const EventId first{self_, missing.front().time};
    result_.notes.push_back(
        "by the trace a life of " + to_string(self_) + " ends before " +
        (missing.size() == 1 ? "an effect" : std::to_string(missing.size()) + " effects") +
        " of what happened from " + to_string(first) + " on, as after a kill");
  }

  void input(const Event& event) {
    if (event.kind == Kind::receive) return receive(event);
    if (event.kind == Kind::timer) return fire(event);
    if (event.kind == Kind::snapshot) return stored(event);
    ask(event);
  }

  void ask(const Event& event) {
    if constexpr (requires(const typename System::Request& request) {
                    System::ask(*process_.role, request);
                  }) {
      const auto request = detail<typename System::Request>(event);
      System::asked(result_.history, request);
      ++process_.asked;
      step(event, [&] { return System::ask(*process_.role, request); });
    } else {
      throw cannot_replay(event, "a client asks nothing of " + to_string(self_));
    }
  }

  void fire(const Event& event) {
    const auto timer = detail<Timer>(event);
    // One that was stopped within a batch can still fire before the batch is performed.
    if (process_.timers.erase(timer) == 0 && stopped_.erase(timer) == 0) {
      found(event, words(event, context_.trace.values, false) +
                       " in the trace, which does not run in the role");
    }
    if (event.cause && event.cause->node == self_) check_.performed(event.cause->time);
    step(event, [&] { return process_.role->on_timer(timer); });
  }

  /// A snapshot was taken, or one that was received has taken its place.
  void stored(const Event& event) {
    if constexpr (System::template has_snapshots<Role>) {
      const auto snapshots = detail<typename System::Snapshots>(event);
      apply(snapshots, stored_);
      apply(snapshots, process_.durable);
      System::stored(result_.history, self_, snapshots);
      step(event, [&] { return process_.role->on_snapshots(snapshots); });
    } else {
      throw cannot_replay(event, to_string(self_) + " has no snapshots");
    }
  }

  void receive(const Event& event) {
    const paxos::NodeId from = peer_of(event, result_.configuration);
    const auto message = message_of<Message>(context_.trace, event, System::name);
    if (!may_send(from, message, self_)) {
      return found(
          event, "it " + words(event, context_.trace.values, false) + ", who may not send it that");
    }
    // A world records a send before the message leaves: a trace without it has been cut or changed.
    if (!event.cause) {
      throw cannot_replay(event, "the trace of " + to_string(from) + ", which ends at " +
                                     to_string(EventId{from, context_.last.at(from)}) +
                                     ", lacks the send of that message");
    }
    std::visit([&](const auto& m) { handle(event, from, m); }, message);
  }

  template <class OneMessage>
  void handle(const Event& event, paxos::NodeId from, const OneMessage& message) {
    if constexpr (boost::mp11::mp_contains<typename Role::Incoming, OneMessage>::value) {
      step(event, [&] { return process_.role->handle(from, message); });
    } else {
      PAXOS_ASSERT(!"may_send() let through what the role does not take");
    }
  }

  template <class Call>
  void step(const Event& event, Call call) {
    typename Role::Effects effects;
    try {
      effects = call();
    } catch (const std::overflow_error&) {
      // There is no higher round: in every world the process stops for good.
      process_.role.reset();
      process_.timers.clear();
      return;
    }
    ++result_.steps;
    if (effects.persist) {
      paxos::make_change(*effects.persist, process_.durable);
      asked_.emplace_back(event.time, *effects.persist);
    }
    if (effects.learned) System::keep(process_.durable, *effects.learned);
    for (const auto& [timer, attempt] : effects.timers) {
      if (attempt) {
        process_.timers.insert(timer);
      } else if (process_.timers.erase(timer) > 0) {
        stopped_.insert(timer);
      }
    }
    check_.expect(event.id(), recorded_form(self_, *process_.role, effects, process_.durable));
  }

  void effect(const Event& event) {
    check_.done(event);
    stopped_.clear();
    if (event.kind == Kind::send) {
      sent(peer_of(event, result_.configuration),
           message_of<Message>(context_.trace, event, System::name));
    } else if (event.kind == Kind::persist) {
      persisted(event, detail<Change>(event));
    } else {
      const auto learned = detail<typename System::Learned>(event);
      result_.history.knows(self_, learned);
      System::keep(stored_, learned);
    }
  }

  void persisted(const Event& event, const Change& change) {
    milestone_ = milestone_of(event.id(), stored_, change);
    context_.violated(event.id(), at(self_, System::violated_by_step(stored_, change)));
    paxos::make_change(change, stored_);
    System::persisted(result_.history, self_, change);
    // Of a change that is not the next that the role asked for there is a finding already.
    if (asked_.empty() || asked_.front().second != change) milestone_.reset();
    if (!event.cause) return;
    std::erase_if(asked_, [&](const auto& each) { return each.first <= event.cause->time; });
  }

  void sent(paxos::NodeId to, const Message& message) {
    result_.history.sent(self_, message);
    // What no role takes never gets through.
    if (may_send(self_, message, to)) result_.sent.push_back({self_, to, message});
  }

  void found(const Event& event, std::string what) {
    result_.findings.push_back({event.id(), std::move(what)});
  }

  template <class T>
  [[nodiscard]] T detail(const Event& event) const {
    return detail_of<T>(context_.trace, event, System::name);
  }
  /// The values of a role come from its trace.
  template <class T>
  [[nodiscard]] T read(const boost::json::value& json) const {
    return from_json<T>(json, context_.trace.values);
  }
  [[nodiscard]] std::string words_of(const State& state) const {
    ValueNames names;
    return words(to_json(state, names), context_.trace.values);
  }

  paxos::NodeId self_;
  ReplayContext<System>& context_;
  Replayed<System>& result_;
  Process& process_;
  State stored_;  // what is durable by the trace
  EffectsCheck check_;
  std::vector<std::pair<std::uint64_t, Change>>
      asked_;                           // what may have become durable since, by input
  std::optional<Milestone> milestone_;  // of the persist that was the last event
  std::set<Timer> stopped_;             // since the last effect that the trace has
  bool started_ = false;
};

}  // namespace net::trace
