// What must always hold in single-decree Paxos, as predicates that every world checks: of a step of
// one acceptor, of what an acceptor's stable storage holds, and of the history of the whole
// cluster.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "paxos/quorum.hpp"
#include "paxos/single/acceptor.hpp"
#include "paxos/single/history.hpp"
#include "paxos/single/proposer.hpp"
#include "paxos/violation.hpp"

namespace paxos::single {

/// PMS §2.2, P1a, for one step of an acceptor: it accepted nothing below its promise, and its
/// promise never falls. It also checks that the last accepted ballot never falls and never exceeds
/// the promise.
std::optional<Violation> p1a(const AcceptorState& before, const AcceptorState& after);

/// PTP §2.1, B1, for one step of a proposer: the highest round that it remembers never falls, for
/// else it would use a ballot again.
std::optional<Violation> rounds_rise(const ProposerState& before, const ProposerState& after);

/// PMS §2.2, memory: stable storage holds every promise and every acceptance that was told to
/// anybody. May be asked at any moment, of what a restart would find.
std::optional<Violation> remembers(const History& history, NodeId acceptor,
                                   const AcceptorState& durable);

/// PTP §2.1, B1: no ballot is used for two values.
std::optional<Violation> unique_ballots(const History& history);

/// PMS §2.2, P2c: each issued proposal has a phase-1 quorum that vouches for it. Below its ballot,
/// the members have accepted nothing, or their latest acceptance has the same value. Given
/// unique_ballots().
std::optional<Violation> p2c(const History& history, const QuorumSystem& quorums);

/// PMS §2.1, agreement: at most one value is chosen.
std::optional<Violation> agreement(const History& history, const QuorumSystem& quorums);

/// PMS §2.1, validity: only a value that a client proposed is issued and accepted, so chosen.
std::optional<Violation> validity(const History& history);

/// PMS §2.1, learned is chosen: nobody learns a value that is not chosen.
std::optional<Violation> learned_is_chosen(const History& history, const QuorumSystem& quorums);

/// The first of the invariants on histories that does not hold; only of the one of that name,
/// unless it is empty.
std::optional<Violation> violated(const History& history, const QuorumSystem& quorums,
                                  std::string_view only = "");

/// The names of all invariants.
inline constexpr std::array<std::string_view, 7> invariant_names{
    "P1a", "remembers", "B1", "P2c", "agreement", "validity", "learned is chosen"};

}  // namespace paxos::single
