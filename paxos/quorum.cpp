#include "paxos/quorum.hpp"

namespace paxos {

std::string to_string(const AcceptorSet& set) {
  std::string text = "{";
  for (std::uint32_t number = 1; number <= AcceptorSet::max_acceptors; ++number) {
    if (!set.contains(acceptor(number))) continue;
    text += (text.size() > 1 ? "," : "") + std::to_string(number);
  }
  return text + "}";
}

std::uint32_t Configuration::count(Role role) const {
  switch (role) {
    case Role::acceptor:
      return quorums.acceptors;
    case Role::proposer:
      return proposers;
    case Role::learner:
      return learners;
  }
  return 0;  // nobody is of a role that does not exist
}

std::vector<NodeId> Configuration::all(Role role) const {
  std::vector<NodeId> nodes;
  nodes.reserve(count(role));
  for (std::uint32_t number = 1; number <= count(role); ++number) nodes.push_back({role, number});
  return nodes;
}

bool Configuration::contains(NodeId node) const {
  return node.number >= 1 && node.number <= count(node.role);
}

}  // namespace paxos
