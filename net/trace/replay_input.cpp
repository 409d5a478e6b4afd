#include "net/trace/replay_input.hpp"

#include <set>
#include <string>

namespace net::trace {
namespace {

using paxos::NodeId;
using paxos::Role;

std::string kind_name(Kind kind) {
  return boost::describe::enum_to_string(kind, "event");
}

void check_cut(const std::map<NodeId, const Event*>& last, const Trace& trace, const EventId& at) {
  if (find(trace, at)) return;
  const auto found = last.find(at.node);
  if (found == last.end()) {
    throw TraceError("there is no event " + to_string(at) + ": there is no trace of " +
                     to_string(at.node));
  }
  throw TraceError("there is no event " + to_string(at) + "; the last of " + to_string(at.node) +
                   " is " + to_string(found->second->id()));
}

}  // namespace

TraceError cannot_replay(const Event& event, std::string_view why) {
  return TraceError("the " + kind_name(event.kind) + " " + to_string(event.id()) +
                    " cannot be replayed: " + std::string(why));
}

void check_cast(const Trace& trace, const paxos::Configuration& configuration,
                const std::optional<EventId>& at) {
  std::map<NodeId, const Event*> last;
  for (const Event& event : trace.events) {
    if (!configuration.contains(event.node)) {
      throw cannot_replay(event, to_string(event.node) + " takes no part by the configuration");
    }
    if (!last.contains(event.node) && event.kind != Kind::restart) {
      throw cannot_replay(
          event, "the trace of " + to_string(event.node) + " does not begin with its start");
    }
    last[event.node] = &event;
  }
  for (const Role role : {Role::acceptor, Role::proposer, Role::learner}) {
    // Not over all(role), which may be more than there is memory for; the first absent one ends it.
    for (std::uint32_t number = 1; number <= configuration.count(role); ++number) {
      const NodeId node{role, number};
      if (last.contains(node)) continue;
      throw TraceError("there is no trace of " + to_string(node) +
                       ", and without those of all processes no run can be replayed");
    }
  }
  if (at) check_cut(last, trace, *at);
}

void check_configuration(const Event& start, const paxos::Configuration& configuration) {
  const auto& quorums = configuration.quorums;
  if (configuration.proposers >= 1 && configuration.first_slot >= 1 && quorums.intersects() &&
      quorums.acceptors <= paxos::AcceptorSet::max_acceptors) {
    return;
  }
  throw cannot_replay(start, "no cluster has such a configuration: " + paxos::print(configuration));
}

NodeId peer_of(const Event& event, const paxos::Configuration& configuration) {
  if (!event.peer) throw cannot_replay(event, "it names no other process");
  if (configuration.contains(*event.peer)) return *event.peer;
  throw cannot_replay(event, to_string(*event.peer) + " takes no part by the configuration");
}

}  // namespace net::trace
