#include "paxos/multi/messages.hpp"

namespace paxos::multi {
namespace {

struct MaySend {
  NodeId from, to;

  [[nodiscard]] bool between(Role sender, Role receiver) const {
    return from.role == sender && to.role == receiver;
  }
  [[nodiscard]] bool own(const Ballot& ballot) const { return ballot.proposer == from.number; }
  /// Proposers and learners know what is chosen.
  [[nodiscard]] bool among_learners() const {
    return from.role != Role::acceptor && to.role != Role::acceptor;
  }

  bool operator()(const Prepare& m) const {
    return between(Role::proposer, Role::acceptor) && own(m.ballot);
  }
  bool operator()(const Promise&) const { return between(Role::acceptor, Role::proposer); }
  bool operator()(const More& m) const {
    return between(Role::proposer, Role::acceptor) && own(m.ballot);
  }
  bool operator()(const Accept& m) const {
    return between(Role::proposer, Role::acceptor) && own(m.proposal.ballot);
  }
  bool operator()(const Accepted&) const { return between(Role::acceptor, Role::proposer); }
  bool operator()(const Nack&) const { return between(Role::acceptor, Role::proposer); }
  bool operator()(const Heartbeat& m) const { return from.role == Role::proposer && own(m.ballot); }
  bool operator()(const Heard&) const { return between(Role::acceptor, Role::proposer); }
  bool operator()(const Chosen&) const { return from.role == Role::proposer && among_learners(); }
  bool operator()(const Fetch&) const { return among_learners(); }
  bool operator()(const Fetched&) const { return among_learners(); }
  bool operator()(const Forward&) const { return between(Role::proposer, Role::proposer); }
  bool operator()(const Piece&) const { return among_learners(); }
  bool operator()(const Covered&) const { return to.role == Role::proposer && among_learners(); }
};

}  // namespace

bool may_send(NodeId from, const Message& message, NodeId to) {
  return from != to && std::visit(MaySend{from, to}, message);
}

}  // namespace paxos::multi
