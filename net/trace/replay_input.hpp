// What a replay takes from a trace before it gives it to a role: nothing that a role may rely on is
// left to a file that anybody can have changed.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "net/trace/event.hpp"
#include "net/trace/event_name.hpp"
#include "net/trace/json.hpp"
#include "net/trace/reader.hpp"
#include "net/wire/codec.hpp"
#include "paxos/quorum.hpp"

namespace net::trace {

/// That an event is not what it must be to be replayed.
TraceError cannot_replay(const Event& event, std::string_view why);

/// Throws TraceError unless the processes of `configuration` are those that `trace` is of, each
/// with its start, and `at`, if given, is one of its events.
void check_cast(const Trace& trace, const paxos::Configuration& configuration,
                const std::optional<EventId>& at);

/// Throws TraceError if no cluster has such a configuration.
void check_configuration(const Event& start, const paxos::Configuration& configuration);

/// The process at the other end of a message. Throws TraceError if the event names none that takes
/// part.
paxos::NodeId peer_of(const Event& event, const paxos::Configuration& configuration);

/// An event's detail as what its kind says. Throws TraceError.
template <class T>
T detail_of(const Trace& trace, const Event& event, std::string_view protocol) {
  try {
    return from_json<T>(event.detail, trace.values);
  } catch (const JsonError& error) {
    throw cannot_replay(event, "it is damaged, or not of protocol '" + std::string(protocol) +
                                   "': " + error.what());
  }
}

/// The message of an event, which must be one that the wire would let through.
template <class Message>
Message message_of(const Trace& trace, const Event& event, std::string_view protocol) {
  const auto message = detail_of<Message>(trace, event, protocol);
  try {
    return wire::decode<Message>(wire::encode(message));
  } catch (const wire::Malformed& error) {
    throw cannot_replay(event, error.what());
  }
}

}  // namespace net::trace
