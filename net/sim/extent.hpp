// How much a history holds.
#pragma once

#include <cstddef>

#include <boost/mp11.hpp>

#include "paxos/reflect.hpp"

namespace net::sim {

/// Counts what the members of a history hold. A history only grows, so that one whose extent is as
/// before has nothing new in it; to compare it would cost more than to check it.
template <paxos::Described History>
std::size_t extent(const History& history) {
  const auto size_of = [](const auto& container) {
    std::size_t size = container.size();
    if constexpr (requires { container.begin()->second.size(); }) {
      for (const auto& [key, inner] : container) size += inner.size();
    }
    return size;
  };
  std::size_t sum = 0;
  boost::mp11::mp_for_each<paxos::MembersOf<History>>(
      [&](auto member) { sum += size_of(history.*member.pointer); });
  return sum;
}

}  // namespace net::sim
