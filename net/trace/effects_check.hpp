// Compares what a trace says that a process did with what its role asks for, and with the order in
// which paxos::perform() does it. It knows no protocol: it goes by the details as they are written.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "net/trace/event.hpp"
#include "net/trace/reader.hpp"

namespace net::trace {

/// A difference between a trace and the roles: where, and in words.
struct Finding {
  EventId event;
  std::string what;

  bool operator==(const Finding&) const = default;
};

/// One thing that a process does in answer to an input: a persist, a send to one receiver, or that
/// it learns.
struct Effect {
  Kind kind = Kind::persist;
  std::optional<paxos::NodeId> peer;
  boost::json::value detail;

  bool operator==(const Effect&) const = default;
};

constexpr bool is_input(Kind kind) {
  return kind == Kind::restart || kind == Kind::request || kind == Kind::receive ||
         kind == Kind::timer || kind == Kind::snapshot;
}
constexpr bool is_effect(Kind kind) {
  return kind == Kind::persist || kind == Kind::send || kind == Kind::chosen ||
         kind == Kind::learned;
}

/// Whether an event is not after `at`, or done because of one that is not.
bool within(const Trace& trace, const Event& event, const std::optional<EventId>& at);

/// The effects that a trace holds, by the input that each names as its cause.
using RecordedEffects = std::map<EventId, std::vector<const Event*>>;
RecordedEffects recorded_effects(const Trace& trace);

/// An effect that the trace lacks, of the input at `time`.
struct Missing {
  std::uint64_t time = 0;
  Effect effect;
};

/// Looks on at one process. A process takes inputs, then performs their effects as one batch, and
/// only then takes the next. So a kill leaves out the end of one batch: what is missing there, at
/// the end of a life, is no finding. What is missing before something that comes later is one.
class EffectsCheck {
 public:
  EffectsCheck(paxos::NodeId self, const Trace& trace, const RecordedEffects& recorded,
               std::vector<Finding>& findings)
      : self_(self), trace_(trace), recorded_(recorded), findings_(findings) {}

  /// What the role asked for because of the input at `input` has been performed, for a timer that
  /// was among it has fired; and so has all before it.
  void performed(std::uint64_t input);

  /// The role asks for `expected` in answer to `input`. Persist, if any, comes first.
  void expect(const EventId& input, const std::vector<Effect>& expected);

  /// The trace says that an effect was done.
  void done(const Event& effect);

  /// The process ends, or the trace does. Returns what is missing there.
  [[nodiscard]] std::vector<Missing> end();

  /// What `effect` is in words: "sends Promise 1.2, has accepted nothing to P2".
  [[nodiscard]] std::string words_of(const Effect& effect) const;

 private:
  void compare(const EventId& input, const std::vector<Effect>& expected,
               const std::vector<const Event*>& actual);
  template <class Which>
  void lacks_all(Which which);
  void lacks(const Missing& missing);
  void adds(const Event& event);
  void differs(const Event& event, const Effect& expected);
  void check_order(const Event& effect);

  paxos::NodeId self_;
  const Trace& trace_;
  const RecordedEffects& recorded_;
  std::vector<Finding>& findings_;
  // Of the present life, each input by its time:
  std::set<std::uint64_t> inputs_;
  std::set<std::uint64_t> not_durable_;  // whose persist is still to come in the trace
  std::vector<Missing> missing_;         // so far nothing later was done
  bool performing_ = false;              // something was done since the last input
  std::uint64_t last_persist_ = 0;       // the latest input whose persist was done
  std::uint64_t last_output_ = 0;        // the latest input with anything else done
};

}  // namespace net::trace
