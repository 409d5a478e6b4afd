// What the tests of the invariants share: histories told in a line.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "paxos/single/invariants.hpp"
#include "tests/paxos/single/values.hpp"

namespace paxos::single::test {

inline const QuorumSystem three_acceptors = QuorumSystem::majority(3);
inline const Ballot b1{1, 1}, b2{2, 2}, b3{3, 1};

/// A history in which clients proposed blue and green, and all that is accepted was issued.
struct Told : History {
  Told() { proposed = {blue, green}; }
  Told& issue(const Ballot& ballot, const Value& value) {
    issued.insert({ballot, value});
    return *this;
  }
  Told& accept(const Ballot& ballot, const Value& value,
               std::initializer_list<std::uint32_t> acceptors) {
    for (const auto number : acceptors) accepted[acceptor(number)].insert({ballot, value});
    return issue(ballot, value);
  }
  Told& learn(NodeId node, const Value& value) {
    learned[node].insert(value);
    return *this;
  }
};

inline std::string why(const std::optional<Violation>& violation) {
  return violation ? violation->invariant + ": " + violation->why : "holds";
}

}  // namespace paxos::single::test
