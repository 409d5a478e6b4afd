#include "net/trace/event_name.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "net/number.hpp"
#include "net/trace/lines.hpp"

namespace net::trace {
namespace {

bool read_role(const std::string& name, paxos::Role& role) {
  return boost::describe::enum_from_string(name.c_str(), role);
}

}  // namespace

std::string to_string(const EventId& id) {
  return to_string(id.node.role) + std::to_string(id.node.number) + "@" + std::to_string(id.time);
}

EventId parse_event(std::string_view name) {
  const auto at = std::min(name.find('@'), name.size());
  const auto digits = std::min(name.find_first_of("0123456789"), at);
  paxos::Role role{};
  const bool is_role = read_role(std::string(name.substr(0, digits)), role);
  const auto number = read_number(name.substr(digits, at - digits));
  const auto time = read_number(name.substr(std::min(at + 1, name.size())));
  if (is_role && number && *number >= 1 && std::in_range<std::uint32_t>(*number) && time &&
      *time >= 1) {
    return {{role, static_cast<std::uint32_t>(*number)}, *time};
  }
  throw TraceError("'" + std::string(name) +
                   "' names no event; a name is a process and its Lamport time there, for example "
                   "acceptor2@17");
}

}  // namespace net::trace
