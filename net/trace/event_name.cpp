#include "net/trace/event_name.hpp"

#include <algorithm>
#include <charconv>
#include <concepts>

#include "net/trace/lines.hpp"

namespace net::trace {
namespace {

/// All of `text` as a number from 1 on.
template <std::unsigned_integral T>
bool read_number(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= 1;
}

bool read_role(const std::string& name, paxos::Role& role) {
  return boost::describe::enum_from_string(name.c_str(), role);
}

}  // namespace

std::string to_string(const EventId& id) {
  return to_string(id.node.role) + std::to_string(id.node.number) + "@" + std::to_string(id.time);
}

EventId parse_event(std::string_view name) {
  const auto at = name.find('@');
  const std::string_view node = name.substr(0, at);
  const auto digits = std::min(node.find_first_of("0123456789"), node.size());
  EventId id;
  if (at == std::string_view::npos ||
      !read_role(std::string(node.substr(0, digits)), id.node.role) ||
      !read_number(node.substr(digits), id.node.number) ||
      !read_number(name.substr(at + 1), id.time)) {
    throw TraceError("'" + std::string(name) +
                     "' names no event; a name is a process and its Lamport time there, for "
                     "example acceptor2@17");
  }
  return id;
}

}  // namespace net::trace
