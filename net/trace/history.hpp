// What a trace says of the things that the invariants speak of.
#pragma once

#include <optional>

#include "net/trace/reader.hpp"
#include "paxos/single/history.hpp"
#include "paxos/single/invariants.hpp"

namespace net::trace {

/// The history of a traced run of single-decree Paxos. Throws JsonError if an event's detail is not
/// what its kind says.
paxos::single::History history_of(const Trace& trace);

/// The first step of an acceptor in the trace that breaks P1a, by the states that became durable.
std::optional<paxos::Violation> p1a_along(const Trace& trace);

}  // namespace net::trace
