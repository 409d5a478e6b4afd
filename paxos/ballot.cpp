#include "paxos/ballot.hpp"

namespace paxos {

std::string to_string(const Ballot& ballot) {
  return std::to_string(ballot.round) + "." + std::to_string(ballot.proposer);
}

}  // namespace paxos
