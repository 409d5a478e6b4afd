// Effects: what a role asks for, and the one function that does it.
//
// A role is a value that is told what happened and answers with Effects. It never performs them:
// the world that it runs in does, and every world goes through perform().
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/node.hpp"

namespace paxos {

/// One message to one or more processes.
template <class Message>
struct Send {
  std::vector<NodeId> to;
  Message message;

  bool operator==(const Send&) const = default;
};

/// Starts a timer, or starts it anew, where `attempt` is given; stops it where it is not. The world
/// picks the duration, at random from a range that grows with the attempt, for a role has neither a
/// clock nor a random number. PMS §2.4, time: progress needs one of them.
template <class Timer>
struct TimerChange {
  Timer timer;
  std::optional<std::uint32_t> attempt;

  bool operator==(const TimerChange&) const = default;
};

template <class Timer>
TimerChange<Timer> start_timer(Timer timer, std::uint32_t attempt) {
  return {timer, attempt};
}

template <class Timer>
TimerChange<Timer> stop_timer(Timer timer) {
  return {timer, std::nullopt};
}

/// Makes a change of a state that must survive a crash. Of a small state the change is all of it;
/// one that grows has changes of its own, and an apply(change, state) for them.
template <class Change, class State>
void make_change(const Change& change, State& state) {
  if constexpr (std::same_as<Change, State>) {
    state = change;
  } else {
    apply(change, state);
  }
}

/// The recall of a role that has all of its state in memory: there is none.
struct NoRecall {
  NoRecall() = delete;
  bool operator==(const NoRecall&) const = default;
};

/// What must be done, in the order in which it must happen.
template <class OfProtocol, class StateChange, class OfRecall = NoRecall>
struct Effects {
  using Protocol = OfProtocol;
  using Change = StateChange;
  using Recall = OfRecall;
  using Message = typename Protocol::Message;
  using Timer = typename Protocol::Timer;
  using Learned = typename Protocol::Learned;

  /// 1. What has changed of the role's state that must survive a crash. PMS §2.5, stable storage:
  ///    it is written before the answer is sent.
  std::optional<Change> persist = {};
  /// 2. What is to be sent of what is then in stable storage. A state that grows without end is not
  ///    held in memory: its role has `Send<Message> recall(const Recall&, const State& stored)
  ///    const`.
  std::optional<Recall> recall = {};
  /// 3. Messages. They may be lost, late, reordered and duplicated.
  std::vector<Send<Message>> send = {};
  /// 4. Timers.
  std::vector<TimerChange<Timer>> timers = {};
  /// 5. What this role now knows to be chosen.
  std::optional<Learned> learned = {};

  bool operator==(const Effects&) const = default;
};

template <class RoleEffects>
inline constexpr bool recalls = !std::same_as<typename RoleEffects::Recall, NoRecall>;

/// Effects together with what they follow from, in whatever way the world names an event.
template <class Cause, class RoleEffects>
struct Step {
  Cause cause;
  RoleEffects effects;
};

/// Performs a batch of steps of one role, in order. All that must survive is durable before
/// anything that depends on it leaves the process, and one commit serves the whole batch.
///
/// A World has put(cause, change), commit(), send(cause, send), set_timer(cause, change) and
/// learned(cause, learned), and for a role that recalls, recall(recall), which returns what is to
/// be sent of all that was put so far. commit() returns once all that was put survives a crash, and
/// does not return if that fails.
template <class World, class Cause, class RoleEffects>
void perform(World& world, std::span<const Step<Cause, RoleEffects>> steps) {
  bool dirty = false;
  std::vector<Send<typename RoleEffects::Message>> recalled;
  for (const auto& [cause, effects] : steps) {
    if (effects.persist) {
      world.put(cause, *effects.persist);
      dirty = true;
    }
    if constexpr (recalls<RoleEffects>) {
      // Now: what the steps behind this one put does not belong to it.
      if (effects.recall) recalled.push_back(world.recall(*effects.recall));
    }
  }
  if (dirty) world.commit();

  auto next = recalled.begin();
  for (const auto& [cause, effects] : steps) {
    if (effects.recall) world.send(cause, *next++);
    for (const auto& send : effects.send) world.send(cause, send);
    for (const auto& change : effects.timers) world.set_timer(cause, change);
    if (effects.learned) world.learned(cause, *effects.learned);
  }
}

}  // namespace paxos
