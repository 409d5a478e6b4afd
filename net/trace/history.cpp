#include "net/trace/history.hpp"

#include <optional>

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
        history.proposed.insert(from_json<Value>(event.detail, trace.values));
        break;
      case Kind::send: {
        const auto message = from_json<Message>(event.detail, trace.values);
        if (const auto* accept = std::get_if<Accept>(&message)) {
          history.issued.insert(accept->proposal);
        }
        break;
      }
      case Kind::persist:
      case Kind::restart:  // A state may have become durable just before its process was killed.
        if (event.node.role == Role::acceptor) {
          const auto state = from_json<AcceptorState>(event.detail, trace.values);
          if (state.accepted) history.accepted[event.node].insert(*state.accepted);
        }
        break;
      case Kind::chosen:
      case Kind::learned:
        history.learned[event.node].insert(from_json<Value>(event.detail, trace.values));
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

}  // namespace net::trace
