#include "paxos/single/messages.hpp"

namespace paxos::single {
namespace {

struct MaySend {
  NodeId from, to;

  [[nodiscard]] bool between(Role sender, Role receiver) const {
    return from.role == sender && to.role == receiver;
  }
  [[nodiscard]] bool own(const Ballot& ballot) const { return ballot.proposer == from.number; }

  bool operator()(const Prepare& m) const {
    return between(Role::proposer, Role::acceptor) && own(m.ballot);
  }
  bool operator()(const Promise&) const { return between(Role::acceptor, Role::proposer); }
  bool operator()(const Accept& m) const {
    return between(Role::proposer, Role::acceptor) && own(m.proposal.ballot);
  }
  bool operator()(const Accepted&) const {
    return from.role == Role::acceptor && to.role != Role::acceptor;
  }
  bool operator()(const Nack&) const { return between(Role::acceptor, Role::proposer); }
  bool operator()(const Inquire&) const {
    return from.role == Role::learner && to.role != Role::learner;
  }
};

}  // namespace

bool may_send(NodeId from, const Message& message, NodeId to) {
  return std::visit(MaySend{from, to}, message);
}

}  // namespace paxos::single
