#include "net/trace/history.hpp"

#include <map>

#include "net/trace/json.hpp"

namespace net::trace {
namespace {

using paxos::Role;
using paxos::Value;
using namespace paxos::single;

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
        if (event.node.role == Role::acceptor) {
          history.persisted(event.node, from_json<AcceptorState>(event.detail, trace.values));
        }
        break;
      case Kind::chosen:
      case Kind::learned:
        history.knows(event.node, from_json<Value>(event.detail, trace.values));
        break;
      case Kind::receive:
      case Kind::timer:
      case Kind::promised:
      case Kind::accepted:
        break;
    }
  }
  return history;
}

std::optional<Violation> p1a_along(const Trace& trace) {
  std::map<paxos::NodeId, AcceptorState> states;
  for (const Event& event : trace.events) {
    const bool durable = event.kind == Kind::persist || event.kind == Kind::restart;
    if (!durable || event.node.role != Role::acceptor) continue;
    auto& before = states[event.node];
    const auto after = from_json<AcceptorState>(event.detail, trace.values);
    if (auto violation = p1a(before, after)) return violation;
    before = after;
  }
  return std::nullopt;
}

}  // namespace net::trace
