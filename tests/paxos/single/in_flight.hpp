// The messages in flight in a test's cluster, and how a test says which of them it means.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "paxos/print.hpp"
#include "paxos/single/messages.hpp"

namespace paxos::single::test {

struct InFlight {
  NodeId from;
  NodeId to;
  Message message;
};

inline std::string text(const InFlight& m) {
  return print(m.from) + " -> " + print(m.to) + ": " + print(m.message);
}

inline std::optional<Ballot> ballot_of(const Message& message) {
  return std::visit(
      [](const auto& m) -> std::optional<Ballot> {
        if constexpr (requires { m.proposal; }) return m.proposal.ballot;
        if constexpr (requires { m.ballot; }) return m.ballot;
        return std::nullopt;
      },
      message);
}

/// Which messages in flight are meant. What is left out matches all.
struct Which {
  std::string name = {};  // of the message's type
  std::optional<Ballot> ballot = {};
  std::vector<NodeId> from = {};
  std::vector<NodeId> to = {};

  [[nodiscard]] bool matches(const InFlight& m) const {
    const auto among = [](const std::vector<NodeId>& nodes, NodeId node) {
      return nodes.empty() || std::ranges::find(nodes, node) != nodes.end();
    };
    const std::string text = print(m.message);
    return (name.empty() || text.substr(0, text.find(' ')) == name) &&
           (!ballot || ballot_of(m.message) == ballot) && among(from, m.from) && among(to, m.to);
  }
};

}  // namespace paxos::single::test
