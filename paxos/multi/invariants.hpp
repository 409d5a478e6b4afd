// What must always hold in Multi-Paxos, as predicates that every world checks. Those of
// single-decree Paxos hold in each slot by itself; PMMC §2 names those that bind the slots
// together.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "paxos/multi/acceptor.hpp"
#include "paxos/multi/history.hpp"
#include "paxos/multi/proposer.hpp"
#include "paxos/quorum.hpp"
#include "paxos/violation.hpp"

namespace paxos::multi {

/// PMS §2.2, P1a, for one step of an acceptor: its promise never falls, for all slots at once, and
/// it accepts at the very ballot that it has promised by then. PMMC §2, A1 and A2.
std::optional<Violation> p1a(const AcceptorState& before, const AcceptorChange& change);

/// PMS §2.2, P1a, of what an acceptor starts with, beside what it left: its promise never falls.
std::optional<Violation> promise_stays(const std::optional<Ballot>& before,
                                       const std::optional<Ballot>& after);

/// PTP §2.1, B1, for one step of a proposer: the highest round that it remembers never falls.
std::optional<Violation> rounds_rise(std::uint64_t before, std::uint64_t after);

/// PMS §2.2, memory: stable storage holds every promise and every acceptance that was told to
/// anybody. PMMC §2, A3. May be asked at any moment, of what a restart would find.
std::optional<Violation> remembers(const History& history, NodeId acceptor,
                                   const AcceptorState& durable);

/// In one slot: no ballot is used for two values. PMMC §2, A4 and C1.
std::optional<Violation> one_value_a_ballot(Slot slot, const SlotHistory& history);

/// PMS §2.2, P2c, in one slot. PMMC §2, C2.
std::optional<Violation> p2c(Slot slot, const SlotHistory& history, const QuorumSystem& quorums);

/// In one slot: once a value is chosen, none of a higher ballot but that is accepted. PMMC §2, A5;
/// PMS §2.2, P2a.
std::optional<Violation> chosen_stays(Slot slot, const SlotHistory& history,
                                      const QuorumSystem& quorums);

/// PMS §2.1, agreement, in one slot: at most one value is chosen or learned. PMMC §2, R1.
std::optional<Violation> agreement(Slot slot, const SlotHistory& history,
                                   const QuorumSystem& quorums);

/// PMS §2.1, validity, in one slot: what is issued are batches that clients proposed, one behind
/// the other, or the no-op; and only what is issued is accepted.
std::optional<Violation> validity(Slot slot, const History& history);

/// PMS §2.1, learned is chosen, in one slot.
std::optional<Violation> learned_is_chosen(Slot slot, const SlotHistory& history,
                                           const QuorumSystem& quorums);

/// PMS §3, state machine: every process learns, and so executes, in the order of the slots. PMMC
/// §2, R2, R3 and R4.
std::optional<Violation> in_order(const History& history);

/// PMS §3, alpha: a slot is only proposed in once all that are α or more below it are chosen. PMMC
/// §2, R5.
std::optional<Violation> within_window(Slot slot, const History& history,
                                       const Configuration& configuration);

/// PMMC §4.2, forgetting: no chosen value is lost; whatever slot is forgotten anywhere is in a
/// synced snapshot at a majority of the proposers and learners.
std::optional<Violation> forgotten_is_covered(const History& history,
                                              const Configuration& configuration);

/// And a value is chosen in it.
std::optional<Violation> forgotten_is_chosen(Slot slot, const History& history,
                                             const QuorumSystem& quorums);

/// The first of the invariants on histories that does not hold in the slots that have news; only of
/// the one of that name, unless it is empty.
std::optional<Violation> violated(const History& history, const Configuration& configuration,
                                  std::string_view only = "");

/// The names of all invariants.
inline constexpr std::array<std::string_view, 12> invariant_names{
    "P1a",       "remembers", "B1",
    "C1",        "P2c",       "A5",
    "agreement", "validity",  "learned is chosen",
    "R3",        "R5",        "nothing is lost"};

}  // namespace paxos::multi
