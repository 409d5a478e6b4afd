// What a durable state or a learned value means in the papers' terms. Every world records the same.
#pragma once

#include <concepts>
#include <optional>

#include "net/trace/event.hpp"
#include "net/trace/json.hpp"
#include "net/trace/recorder.hpp"
#include "paxos/node.hpp"

namespace net::trace {

/// Whether a change of a state of single-decree Paxos, or of a slot, has it accept something.
template <class State, class Change>
bool has_accepted(const State& before, const Change& after) {
  if constexpr (std::same_as<State, Change>) {
    return after.accepted && after.accepted != before.accepted;
  } else {
    return after.accepted.has_value();
  }
}

/// Calls `tell(kind, detail)` with what a change of an acceptor's state means: has it accepted, or
/// promised? Other roles have no milestones.
template <class State, class Change, class Tell>
void tell_milestone(const State& before, const Change& after, Tell tell) {
  if constexpr (requires { after.promised; }) {
    if (has_accepted(before, after)) {
      tell(Kind::accepted, after.accepted);
    } else if (after.promised != before.promised) {
      tell(Kind::promised, after.promised);
    }
  }
}

/// A change of a state is durable.
template <class State, class Change>
void record_milestone(Recorder& recorder, const EventId& persisted, const State& before,
                      const Change& after) {
  tell_milestone(before, after, [&](Kind kind, const auto& detail) {
    recorder.record(kind, persisted, std::nullopt, detail);
  });
}

/// What is to be recorded of a persist, or nothing.
struct Milestone {
  EventId persisted;
  Kind kind = Kind::promised;
  boost::json::value detail;
};

template <class State, class Change>
std::optional<Milestone> milestone_of(const EventId& persisted, const State& before,
                                      const Change& after) {
  std::optional<Milestone> milestone;
  tell_milestone(before, after, [&](Kind kind, const auto& detail) {
    ValueNames names;
    milestone = Milestone{persisted, kind, to_json(detail, names)};
  });
  return milestone;
}

/// The kind of event that it is for a process to know a chosen value.
constexpr Kind kind_of_learning(paxos::NodeId self) {
  return self.role == paxos::Role::learner ? Kind::learned : Kind::chosen;
}

}  // namespace net::trace
