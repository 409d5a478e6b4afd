// What comes of replaying a trace: where every process stands, and where the trace and the roles
// differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "net/trace/effects_check.hpp"
#include "net/trace/event.hpp"
#include "paxos/node.hpp"
#include "paxos/quorum.hpp"
#include "paxos/violation.hpp"

namespace net::trace {

/// `System` is a protocol as a whole, such as paxos::single::Synod.
template <class System>
struct Replayed {
  template <class Role>
  struct Process {
    std::optional<Role> role;  ///< absent while it is down
    typename Role::State durable;
    std::set<typename System::Timer> timers;  ///< those that run
    std::uint32_t asked = 0;                  ///< requests of clients so far
  };
  struct InFlight {
    paxos::NodeId from, to;
    typename System::Message message;

    bool operator==(const InFlight&) const = default;
  };

  paxos::Configuration configuration;
  /// Each process stands after its last input up to the cut, with all effects of it done.
  std::map<paxos::NodeId, Process<typename System::Acceptor>> acceptors;
  std::map<paxos::NodeId, Process<typename System::Proposer>> proposers;
  std::map<paxos::NodeId, Process<typename System::Learner>> learners;
  std::vector<InFlight> sent;  ///< every message sent so far, received or not
  typename System::History history;
  /// Whether the history holds all that came before. It does not if a process started with a state
  /// that nothing in the trace accounts for; then the invariants on histories are not asked.
  bool whole = true;
  std::size_t steps = 0;          ///< inputs whose effects were compared, starts among them
  std::vector<Finding> findings;  ///< in the order of their events
  /// The first invariant that did not hold, and the event after which it did not.
  std::optional<std::pair<EventId, paxos::Violation>> violation;
  std::vector<std::string> notes;  ///< what a reader must know of what is missing
};

}  // namespace net::trace
