#include "net/trace/history.hpp"

#include <map>

#include "net/trace/json.hpp"

namespace net::trace {
namespace {

using paxos::Role;
using paxos::Value;
using paxos::Violation;
using namespace paxos::single;

/// The state that an event says is durable.
AcceptorState durable(const Event& event, const Trace& trace) {
  if (event.kind == Kind::persist) return from_json<AcceptorState>(event.detail, trace.values);
  return from_json<Restart<AcceptorState>>(event.detail, trace.values).state;
}

}  // namespace

History history_of(const Trace& trace) {
  History history;
  for (const Event& event : trace.events) {
    switch (event.kind) {
      case Kind::request:
        history.proposes(from_json<Value>(event.detail, trace.values));
        break;
      case Kind::send:
        history.sent(event.node, from_json<Message>(event.detail, trace.values));
        break;
      case Kind::persist:
      case Kind::restart:  // A state may have become durable just before its process was killed.
        if (event.node.role == Role::acceptor) history.persisted(event.node, durable(event, trace));
        break;
      case Kind::chosen:
      case Kind::learned:
        history.knows(event.node, from_json<Value>(event.detail, trace.values));
        break;
      case Kind::receive:
      case Kind::timer:
      case Kind::promised:
      case Kind::accepted:
      case Kind::snapshot:
      case Kind::crash:
        break;
    }
  }
  return history;
}

std::optional<Violation> p1a_along(const Trace& trace) {
  std::map<paxos::NodeId, AcceptorState> states;
  for (const Event& event : trace.events) {
    const bool is_durable = event.kind == Kind::persist || event.kind == Kind::restart;
    if (!is_durable || event.node.role != Role::acceptor) continue;
    auto& before = states[event.node];
    const AcceptorState after = durable(event, trace);
    if (auto violation = at(event.node, p1a(before, after))) return violation;
    before = after;
  }
  return std::nullopt;
}

}  // namespace net::trace
