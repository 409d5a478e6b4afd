// What a check has found.
#pragma once

#include <optional>
#include <string>

#include <boost/describe.hpp>

#include "paxos/node.hpp"

namespace paxos {

/// An invariant that does not hold, by its name in the paper, and why, in words.
struct Violation {
  std::string invariant;
  std::string why;

  bool operator==(const Violation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Violation, (), (invariant, why))

/// What was found in a step of one process, or in its storage.
inline std::optional<Violation> at(NodeId node, std::optional<Violation> found) {
  if (found) found->why = "at " + to_string(node) + ", " + found->why;
  return found;
}

}  // namespace paxos
