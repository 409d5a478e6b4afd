// What is written down of a run: one event for everything that happens to a role and everything
// that it has done. Every world writes the same events.
#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include "paxos/node.hpp"
#include "paxos/quorum.hpp"

namespace net::trace {

enum class Kind : std::uint8_t {
  restart = 1,  ///< the process starts; the detail is a Restart
  request,      ///< a client asks; the detail is the value
  receive,      ///< a message arrives; the detail is the message
  timer,        ///< a timer fires; the detail names it
  persist,      ///< the role's state is durable; the detail is the state
  send,         ///< a message leaves; the detail is the message
  promised,     ///< an acceptor's promise rose; the detail is the ballot
  accepted,     ///< an acceptor accepted; the detail is the proposal
  chosen,       ///< a proposer tells its clients what is chosen; the detail is the value
  learned,      ///< a learner counted a quorum; the detail is the value
  snapshot,     ///< stable storage has other snapshots; the detail is what there is of them
  crash,        ///< the process stops; only a world that looks on can tell, the detail is null
};
BOOST_DESCRIBE_ENUM(Kind, restart, request, receive, timer, persist, send, promised, accepted,
                    chosen, learned, snapshot, crash)

/// What a process starts with: who takes part, and the state that it recovered.
template <class State>
struct Restart {
  paxos::Configuration configuration;
  State state;

  BOOST_DESCRIBE_CLASS(Restart, (), (configuration, state), (), ())
};

/// The name of an event: its process and its Lamport time there, which no two events of a process
/// share (*Time, Clocks*, 1978).
struct EventId {
  paxos::NodeId node;
  std::uint64_t time = 0;

  auto operator<=>(const EventId&) const = default;
};
BOOST_DESCRIBE_STRUCT(EventId, (), (node, time))

struct Event {
  std::uint64_t time = 0;  ///< Lamport time
  std::int64_t wall = 0;   ///< microseconds since 1970-01-01 UTC, by the process's own clock
  paxos::NodeId node;
  Kind kind = Kind::restart;
  std::optional<EventId> cause;       ///< the event that it follows from
  std::optional<paxos::NodeId> peer;  ///< of a send the receiver, of a receive the sender
  boost::json::value detail;          ///< by kind; a value stands there by its digest

  [[nodiscard]] EventId id() const { return {node, time}; }
};
BOOST_DESCRIBE_STRUCT(Event, (), (time, wall, node, kind, cause, peer, detail))

}  // namespace net::trace
