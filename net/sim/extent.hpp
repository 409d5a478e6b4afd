// How much a history holds.
#pragma once

#include <cstddef>
#include <utility>

#include <boost/mp11.hpp>

#include "paxos/reflect.hpp"

namespace net::sim {

/// The elements of a container, and of those that it maps to, at any depth.
template <class Container>
std::size_t elements(const Container& container) {
  std::size_t count = container.size();
  if constexpr (requires { container.begin()->second.begin(); }) {
    for (const auto& [key, inner] : container) count += elements(inner);
  }
  return count;
}

/// Counts what the members of a history hold. Where it is as before, nothing was added, so that no
/// invariant on what was added need be looked at again; to compare the histories would cost more
/// than to check them. It does not see what is replaced in place, like `told` of
/// paxos::single::History: what depends on that is checked with the stores, after every step.
template <paxos::Described History>
std::size_t extent(const History& history) {
  std::size_t sum = 0;
  boost::mp11::mp_for_each<paxos::MembersOf<History>>(
      [&](auto member) { sum += elements(history.*member.pointer); });
  return sum;
}

/// Whether there is anything in a history that was not there when it was last looked at.
template <class History>
class News {
 public:
  [[nodiscard]] bool in(const History& history) {
    if constexpr (requires { history.news; }) {
      return !history.news.empty();
    } else {
      const std::size_t now = extent(history);
      return std::exchange(extent_, now) != now;
    }
  }

 private:
  std::size_t extent_ = 0;
};

}  // namespace net::sim
