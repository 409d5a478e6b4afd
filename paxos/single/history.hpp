// What an onlooker knows who sees everything that happens in a cluster. No process does; the
// invariants speak of it.
#pragma once

#include <map>
#include <set>

#include <boost/describe.hpp>

#include "paxos/quorum.hpp"
#include "paxos/single/acceptor.hpp"
#include "paxos/single/messages.hpp"

namespace paxos::single {

/// It only grows. A world tells it what happens, in order.
struct History {
  std::set<Value> proposed;                       // by clients
  std::set<Proposal> issued;                      // in accept requests
  std::map<NodeId, std::set<Proposal>> accepted;  // by each acceptor, durably
  std::map<NodeId, AcceptorState> told;           // the highest that each acceptor told anybody
  std::map<NodeId, std::set<Value>> learned;      // by each proposer and learner

  bool operator==(const History&) const = default;

  /// What two onlookers know together.
  History& operator+=(const History& other);
  void proposes(const Value& value) { proposed.insert(value); }
  /// To be told of every state once commit() has returned, also of one that a later state of the
  /// same batch replaced: messages that depend on it are sent too.
  void persisted(NodeId acceptor, const AcceptorState& state);
  void sent(NodeId from, const Message& message);
  void knows(NodeId node, const Value& value) { learned[node].insert(value); }
};
BOOST_DESCRIBE_STRUCT(History, (), (proposed, issued, accepted, told, learned))

/// The proposals that are chosen, and who has accepted them. PMS §2.2: a proposal is chosen when a
/// majority has accepted it.
std::map<Proposal, AcceptorSet> chosen_proposals(const History& history,
                                                 const QuorumSystem& quorums);

/// The values that are chosen. PMS §2.2: those of proposals that a majority has accepted.
std::set<Value> chosen_values(const History& history, const QuorumSystem& quorums);

}  // namespace paxos::single
