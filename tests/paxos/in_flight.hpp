// The messages in flight in a test's cluster, and how a test says which of them it means.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "paxos/ballot.hpp"
#include "paxos/node.hpp"
#include "paxos/print.hpp"

namespace paxos::test {

template <class Message>
struct InFlight {
  NodeId from;
  NodeId to;
  Message message;
};

template <class Message>
std::string text(const InFlight<Message>& m) {
  return print(m.from) + " -> " + print(m.to) + ": " + print(m.message);
}

template <class Message>
std::optional<Ballot> ballot_of(const Message& message) {
  return std::visit(
      [](const auto& m) -> std::optional<Ballot> {
        if constexpr (requires { m.proposal; }) return m.proposal.ballot;
        if constexpr (requires { m.ballot; }) return m.ballot;
        return std::nullopt;
      },
      message);
}

/// 0 where there are no slots.
template <class Message>
std::uint64_t slot_of(const Message& message) {
  return std::visit(
      [](const auto& m) -> std::uint64_t {
        if constexpr (requires { m.slot; }) return m.slot.number;
        return 0;
      },
      message);
}

/// Which messages in flight are meant. What is left out matches all.
struct Which {
  std::string name = {};  // of the message's type
  std::optional<Ballot> ballot = {};
  std::optional<std::uint64_t> slot = {};
  std::vector<NodeId> from = {};
  std::vector<NodeId> to = {};

  template <class Message>
  [[nodiscard]] bool matches(const InFlight<Message>& m) const {
    const auto among = [](const std::vector<NodeId>& nodes, NodeId node) {
      return nodes.empty() || std::ranges::find(nodes, node) != nodes.end();
    };
    const std::string text = print(m.message);
    return (name.empty() || text.substr(0, text.find(' ')) == name) &&
           (!ballot || ballot_of(m.message) == ballot) && (!slot || slot_of(m.message) == slot) &&
           among(from, m.from) && among(to, m.to);
  }
};

}  // namespace paxos::test
