// Who explores what.
#pragma once

#include <cstdint>
#include <string>

#include "net/explore/bounds.hpp"
#include "paxos/node.hpp"
#include "paxos/quorum.hpp"

namespace net::explore {

/// The same for all roles.
struct Setting {
  paxos::Configuration configuration;
  Bounds bounds;
  Reductions reductions;
  /// The only invariant that is looked at, or empty for all.
  std::string invariant = {};

  /// What a client asks of a proposer with its `asked`th request, from 0: 'a', 'b', ..., another
  /// for each until all values are used.
  template <class System>
  [[nodiscard]] typename System::Request request(paxos::NodeId proposer,
                                                 std::uint32_t asked) const {
    const std::uint32_t number = proposer.number - 1 + asked * configuration.proposers;
    const auto letter = static_cast<char>('a' + number % bounds.values);
    return System::request(number, std::string(1, letter));
  }
};

}  // namespace net::explore
