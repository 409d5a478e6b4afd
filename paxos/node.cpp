#include "paxos/node.hpp"

namespace paxos {

std::string to_string(Role role) {
  return boost::describe::enum_to_string(role, "unknown role");
}

std::string to_string(NodeId node) {
  return to_string(node.role) + " " + std::to_string(node.number);
}

}  // namespace paxos
