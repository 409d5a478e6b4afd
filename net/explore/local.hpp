// The local state of one process under exploration, and its steps.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/node.hpp"
#include "paxos/quorum.hpp"
#include "paxos/violation.hpp"

namespace net::explore {

/// A message and its ends.
template <class Message>
struct Flight {
  paxos::NodeId from;
  paxos::NodeId to;
  Message message;

  BOOST_DESCRIBE_CLASS(Flight, (), (from, to, message), (), ())
};

/// All that there is of one process, and what an onlooker knows of it.
template <class System, class R>
struct Local {
  paxos::NodeId node;
  std::optional<R> role;  // absent once it has stopped for good
  typename R::State durable;
  std::set<typename System::Timer> timers;  // that run; how long, the explorer leaves open
  std::uint32_t asked = 0;                  // requests of clients so far
  std::uint32_t timeouts = 0;               // so far that began no ballot
  std::uint32_t snapshots = 0;              // taken so far
  typename System::History known;           // its part in the history of the whole
  std::optional<paxos::Violation> broken;   // what a step of it has violated

  BOOST_DESCRIBE_CLASS(Local, (),
                       (node, role, durable, timers, asked, timeouts, snapshots, known, broken), (),
                       ())
};

/// What a step of a process comes to.
template <class System, class R>
struct Stepped {
  Local<System, R> next;
  typename R::Effects effects;
  std::vector<Flight<typename System::Message>> sent;
};

/// The World of paxos::perform() for one step.
template <class System, class R>
class StepWorld {
 public:
  StepWorld(paxos::NodeId self, Stepped<System, R>& stepped) : self_(self), stepped_(stepped) {}

  void put(paxos::NodeId, const typename R::Effects::Change& change) {
    paxos::make_change(change, stepped_.next.durable);
    System::persisted(stepped_.next.known, self_, change);
  }
  auto recall(const typename R::Effects::Recall& recall) {
    return stepped_.next.role->recall(recall, stepped_.next.durable);
  }
  void commit() {}
  void send(paxos::NodeId, const paxos::Send<typename System::Message>& send) {
    for (const auto to : send.to) stepped_.sent.push_back({self_, to, send.message});
    stepped_.next.known.sent(self_, send.message);
  }
  void set_timer(paxos::NodeId, const paxos::TimerChange<typename System::Timer>& change) {
    stepped_.next.timers.erase(change.timer);
    if (change.attempt) stepped_.next.timers.insert(change.timer);
  }
  void learned(paxos::NodeId, const typename System::Learned& learned) {
    stepped_.next.known.knows(self_, learned);
    System::keep(stepped_.next.durable, learned);
  }

 private:
  paxos::NodeId self_;
  Stepped<System, R>& stepped_;
};

/// One step: `act` is given the role and returns its effects, which are all done before the next
/// step. A crash in the midst of it reaches no more: before the commit it is as if the step had not
/// been, and after it as if what it sent were lost. `only` is the one invariant that is looked at,
/// or empty for all.
template <class System, class R, class Act>
Stepped<System, R> step(Local<System, R> local, Act act, std::string_view only = "") {
  const paxos::NodeId self = local.node;
  Stepped<System, R> stepped{std::move(local), {}, {}};
  Local<System, R>& next = stepped.next;
  const typename R::State before = next.durable;
  try {
    const paxos::Step<paxos::NodeId, typename R::Effects> done{self, act(*next.role)};
    StepWorld<System, R> world(self, stepped);
    paxos::perform(world, std::span(&done, 1));
    stepped.effects = done.effects;
  } catch (const std::overflow_error&) {
    // Its ballots are used up: it stops, as its process would.
    next.role.reset();
    next.timers.clear();
    return stepped;
  }
  const auto look = [&](std::optional<paxos::Violation> violation) {
    const bool counts = violation && (only.empty() || violation->invariant == only);
    if (counts && !next.broken) next.broken = std::move(violation);
  };
  if (stepped.effects.persist)
    look(at(self, System::violated_by_step(before, *stepped.effects.persist)));
  look(System::violated_by_store(next.known, self, next.durable));
  return stepped;
}

/// A process that starts, or starts again, from what its stable storage holds.
template <class System, class R>
Stepped<System, R> start(const paxos::Configuration& configuration, Local<System, R> local,
                         std::string_view only = "") {
  System::starts(local.known, local.node, local.durable);
  local.role.emplace(local.node, configuration, local.durable);
  local.timers.clear();
  return step<System, R>(std::move(local), [](R& role) { return role.start(); }, only);
}

}  // namespace net::explore
