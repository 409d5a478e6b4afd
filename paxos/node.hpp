// Who takes part. PMS §2.1, agents: there are three classes of them. Here each agent is a process
// with a number.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include <boost/describe.hpp>

namespace paxos {

enum class Role : std::uint8_t { acceptor = 1, proposer = 2, learner = 3 };
BOOST_DESCRIBE_ENUM(Role, acceptor, proposer, learner)

/// One process: its role, and its number among that role, counted from 1.
struct NodeId {
  Role role{Role::acceptor};
  std::uint32_t number = 0;

  auto operator<=>(const NodeId&) const = default;
};
BOOST_DESCRIBE_STRUCT(NodeId, (), (role, number))

constexpr NodeId acceptor(std::uint32_t number) {
  return {Role::acceptor, number};
}
constexpr NodeId proposer(std::uint32_t number) {
  return {Role::proposer, number};
}
constexpr NodeId learner(std::uint32_t number) {
  return {Role::learner, number};
}

std::string to_string(Role role);
std::string to_string(NodeId node);

}  // namespace paxos
