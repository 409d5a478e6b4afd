// What an onlooker knows who sees everything that happens in a cluster. No process does; the
// invariants speak of it.
#pragma once

#include <map>
#include <set>

#include <boost/describe.hpp>

#include "paxos/acceptances.hpp"
#include "paxos/quorum.hpp"
#include "paxos/single/acceptor.hpp"
#include "paxos/single/messages.hpp"

namespace paxos::single {

/// It only grows. A world tells it what happens, in order.
struct History {
  std::set<Value> proposed;                   // by clients
  std::set<Proposal> issued;                  // in accept requests
  Acceptances accepted;                       // by each acceptor, durably
  std::map<NodeId, AcceptorState> told;       // the highest that each acceptor told anybody
  std::map<NodeId, std::set<Value>> learned;  // by each proposer and learner

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

}  // namespace paxos::single
