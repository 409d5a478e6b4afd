// What a check has found.
#pragma once

#include <string>

#include <boost/describe.hpp>

namespace paxos {

/// An invariant that does not hold, by its name in the paper, and why, in words.
struct Violation {
  std::string invariant;
  std::string why;

  bool operator==(const Violation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Violation, (), (invariant, why))

}  // namespace paxos
