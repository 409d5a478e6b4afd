// The names by which a user and a report speak of events: acceptor2@17.
#pragma once

#include <string>
#include <string_view>

#include "net/trace/event.hpp"

namespace net::trace {

/// The process and its Lamport time there: acceptor2@17.
std::string to_string(const EventId& id);

/// What to_string() has made. Throws TraceError if `name` is none.
EventId parse_event(std::string_view name);

}  // namespace net::trace
