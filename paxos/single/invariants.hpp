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

/// The values that are chosen. PMS §2.2: those of proposals that a majority has accepted.
std::set<Value> chosen_values(const History& history, const QuorumSystem& quorums);

/// PMS §2.2, P1a, for one step of an acceptor: it accepted nothing below its promise, and its
/// promise never falls. With it go that the last accepted ballot never falls and never exceeds the
/// promise.
std::optional<Violation> p1a(const AcceptorState& before, const AcceptorState& after);

/// PTP §2.1, B1: no ballot is used for two values.
std::optional<Violation> unique_ballots(const History& history);

/// PMS §2.2, P2c: for every proposal (n, v) that was issued there is a quorum S such that either no
/// acceptor in S has accepted any proposal numbered below n, or v is the value of the
/// highest-numbered proposal among all those numbered below n accepted in S.
std::optional<Violation> p2c(const History& history, const QuorumSystem& quorums);

/// PMS §2.1, agreement: at most one value is chosen.
std::optional<Violation> agreement(const History& history, const QuorumSystem& quorums);

/// PMS §2.1, validity: only a value that a client proposed is issued and accepted, so chosen.
std::optional<Violation> validity(const History& history);

/// PMS §2.1, learned is chosen: nobody learns a value that is not chosen.
std::optional<Violation> learned_is_chosen(const History& history, const QuorumSystem& quorums);

/// The first of the invariants on histories that does not hold.
std::optional<Violation> violated(const History& history, const QuorumSystem& quorums);

}  // namespace paxos::single
