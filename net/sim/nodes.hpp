// The processes of a cluster, counted from 0.
#pragma once

#include <cstdint>

#include "paxos/quorum.hpp"

namespace net::sim {

/// Acceptors first, then proposers, then learners.
class Nodes {
 public:
  explicit Nodes(const paxos::Configuration& configuration)
      : acceptors_(configuration.quorums.acceptors),
        proposers_(configuration.proposers),
        learners_(configuration.learners) {}

  [[nodiscard]] std::uint32_t size() const { return acceptors_ + proposers_ + learners_; }

  [[nodiscard]] std::uint32_t index(paxos::NodeId node) const {
    switch (node.role) {
      case paxos::Role::acceptor:
        return node.number - 1;
      case paxos::Role::proposer:
        return acceptors_ + node.number - 1;
      case paxos::Role::learner:
        return acceptors_ + proposers_ + node.number - 1;
    }
    return 0;
  }

  [[nodiscard]] paxos::NodeId operator[](std::uint32_t index) const {
    if (index < acceptors_) return paxos::acceptor(index + 1);
    if (index < acceptors_ + proposers_) return paxos::proposer(index - acceptors_ + 1);
    return paxos::learner(index - acceptors_ - proposers_ + 1);
  }

 private:
  std::uint32_t acceptors_, proposers_, learners_;
};

}  // namespace net::sim
