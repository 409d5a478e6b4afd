// Who explores what.
#pragma once

#include <cstdint>
#include <string>

#include "net/explore/bounds.hpp"
#include "paxos/node.hpp"
#include "paxos/quorum.hpp"
#include "paxos/value.hpp"

namespace net::explore {

/// The same for all roles.
struct Setting {
  paxos::Configuration configuration;
  Bounds bounds;
  Reductions reductions;
  /// The only invariant that is looked at, or empty for all.
  std::string invariant = {};

  /// The value that a client asks of a proposer with its `asked`th request, from 0: 'a', 'b', ...,
  /// another for each until all are used.
  [[nodiscard]] paxos::Value value(paxos::NodeId proposer, std::uint32_t asked) const {
    const std::uint32_t request = proposer.number - 1 + asked * configuration.proposers;
    return paxos::Value(std::string(1, static_cast<char>('a' + request % bounds.values)));
  }
};

}  // namespace net::explore
