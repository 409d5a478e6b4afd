// What a trace says of the things that the invariants speak of.
#pragma once

#include "net/trace/reader.hpp"
#include "paxos/single/history.hpp"

namespace net::trace {

/// The history of a traced run of single-decree Paxos. Throws JsonError if an event's detail is not
/// what its kind says.
paxos::single::History history_of(const Trace& trace);

}  // namespace net::trace
