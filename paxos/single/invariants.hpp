// What must always hold in single-decree Paxos, as predicates that every world checks.
//
// There are two kinds: of a step of one acceptor, and of the history of the whole cluster. The
// history is what an onlooker sees who sees everything; no process has it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include <boost/describe.hpp>

#include "paxos/quorum.hpp"
#include "paxos/single/acceptor.hpp"
#include "paxos/single/learner.hpp"
#include "paxos/single/proposer.hpp"

namespace paxos::single {

/// An invariant that does not hold, by its name in the paper, and why, in words.
struct Violation {
  std::string invariant;
  std::string why;
};

/// All that happened so far that the invariants speak of. It only grows.
struct History {
  std::set<Value> proposed;                       // by clients
  std::set<Proposal> issued;                      // in accept requests
  std::map<NodeId, std::set<Proposal>> accepted;  // by each acceptor, durably
  std::map<NodeId, std::set<Value>> learned;      // by each proposer and learner

  bool operator==(const History&) const = default;

  void observe(NodeId self, const Acceptor::Effects& effects);
  void observe(NodeId self, const Proposer::Effects& effects);
  void observe(NodeId self, const Learner::Effects& effects);
};
BOOST_DESCRIBE_STRUCT(History, (), (proposed, issued, accepted, learned))

/// The values that are chosen. PMS §2.2: "a single proposal with that value has been accepted by a
/// majority of the acceptors".
std::set<Value> chosen_values(const History& history, const QuorumSystem& quorums);

/// P1a, for one step of an acceptor: it accepted nothing below its promise, and its promise never
/// falls. With it go that the last accepted ballot never falls and never exceeds the promise.
std::optional<Violation> p1a(const AcceptorState& before, const AcceptorState& after);

/// B1 of PTP §2.1: no ballot is used for two values.
std::optional<Violation> unique_ballots(const History& history);

/// P2c: for every proposal (n, v) that was issued there is a quorum S such that either no acceptor
/// in S has accepted any proposal numbered below n, or v is the value of the highest-numbered
/// proposal among all those numbered below n accepted in S.
std::optional<Violation> p2c(const History& history, const QuorumSystem& quorums);

/// PMS §2.1: "Only a single value is chosen."
std::optional<Violation> agreement(const History& history, const QuorumSystem& quorums);

/// PMS §2.1: "Only a value that has been proposed may be chosen."
std::optional<Violation> validity(const History& history);

/// PMS §2.1: "A process never learns that a value has been chosen unless it actually has been."
std::optional<Violation> learned_is_chosen(const History& history, const QuorumSystem& quorums);

/// The first of the invariants on histories that does not hold.
std::optional<Violation> violated(const History& history, const QuorumSystem& quorums);

}  // namespace paxos::single
