// What the tests of replay share: runs, and ways to change what was recorded of them.
#pragma once

#include <algorithm>
#include <optional>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "net/trace/replay.hpp"
#include "paxos/single/synod.hpp"
#include "tests/net/trace/recorded_run.hpp"

namespace net::trace {

inline void PrintTo(const Finding& finding, std::ostream* out) {
  *out << to_string(finding.event) << ": " << finding.what;
}

inline auto replayed(const Trace& trace, const std::optional<EventId>& at = std::nullopt) {
  return replay<paxos::single::Synod>(trace, at);
}

/// A finding at that event, with these words in it.
inline auto finding_at(const EventId& event, const std::string& words) {
  return testing::AllOf(testing::Field("event", &Finding::event, event),
                        testing::Field("what", &Finding::what, testing::HasSubstr(words)));
}

/// Two proposers that preempt each other, with a message lost and one that comes twice.
inline void contend(RecordedRun& run) {
  using namespace paxos;
  using paxos::single::Timer;
  const std::set<NodeId> acceptors{acceptor(1), acceptor(2), acceptor(3)};
  run.ask(1, "blue");
  run.deliver(acceptors);
  run.ask(2, "red");
  run.flights.pop_back();
  run.flights.push_back(run.flights.back());
  run.deliver(acceptors);
  run.deliver({proposer(1)});
  run.deliver(acceptors);  // They refuse 'blue' at 1.1.
  run.fire(learner(1), Timer::inquiry);
  run.deliver({proposer(1)});
  run.fire(proposer(1), Timer::back_off);
  run.deliver(acceptors);
  run.deliver({proposer(2)});
  run.deliver_all();  // They refuse 'red' at 1.2, and accept 'blue' at 2.1.
  run.fire(proposer(2), Timer::back_off);
  run.ask(1, "green");
  run.deliver_all();
}

/// One client's value is chosen, without haste.
inline void decide(RecordedRun& run) {
  run.ask(1, "blue");
  run.deliver_all();
}

/// The trace with room for an event after each.
inline Trace spread(Trace trace) {
  for (Event& event : trace.events) {
    event.time *= 10;
    if (event.cause) event.cause->time *= 10;
  }
  return trace;
}

/// The number-th event of a process that is of that kind, from 0.
inline Event& nth(Trace& trace, paxos::NodeId node, Kind kind, int number = 0) {
  for (Event& event : trace.events) {
    if (event.node == node && event.kind == kind && number-- == 0) return event;
  }
  throw std::logic_error("the run has no such event");
}

inline void remove(Trace& trace, const EventId& id) {
  ASSERT_EQ(std::erase_if(trace.events, [&](const Event& event) { return event.id() == id; }), 1U);
}

inline Event& insert(Trace& trace, const Event& event) {
  const auto place = std::ranges::upper_bound(trace.events, event.id(), comes_before, &Event::id);
  return *trace.events.insert(place, event);
}

/// The trace of a decision, with room.
inline Trace decision() {
  RecordedRun run;
  decide(run);
  return spread(run.trace());
}

template <class T>
boost::json::value json_of(const T& object) {
  ValueNames names;
  return to_json(object, names);
}

}  // namespace net::trace
