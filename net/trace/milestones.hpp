// What a durable state or a learned value means in the papers' terms. Every world records the same.
#pragma once

#include <concepts>

#include "net/trace/event.hpp"
#include "net/trace/recorder.hpp"
#include "paxos/node.hpp"

namespace net::trace {

/// Whether a change of a state of single-decree Paxos, or of a slot, has it accept something.
template <class State, class Change>
bool has_accepted(const State& before, const Change& after) {
  if constexpr (std::same_as<State, Change>) {
    return after.accepted != before.accepted;
  } else {
    return after.accepted.has_value();
  }
}

/// A change of an acceptor's state is durable: has it accepted, or promised? Other roles have no
/// milestones.
template <class State, class Change>
void record_milestone(Recorder& recorder, const EventId& persisted, const State& before,
                      const Change& after) {
  if constexpr (requires { after.promised; }) {
    if (has_accepted(before, after)) {
      recorder.record(Kind::accepted, persisted, std::nullopt, after.accepted);
    } else if (after.promised != before.promised) {
      recorder.record(Kind::promised, persisted, std::nullopt, after.promised);
    }
  }
}

/// The kind of event that it is for a process to know a chosen value.
constexpr Kind kind_of_learning(paxos::NodeId self) {
  return self.role == paxos::Role::learner ? Kind::learned : Kind::chosen;
}

}  // namespace net::trace
