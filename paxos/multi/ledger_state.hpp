// What stable storage holds of a ledger, and what changes it there.
#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/multi/chosen_log.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/multi/snapshot.hpp"

namespace paxos::multi {

/// PMS §2.3, asking: a learner can always ask again, so none of it need
/// survive a crash, but for a snapshot that others count on. What does survive need not be asked
/// for.
struct LedgerState {
  ChosenLog chosen;
  StoredSnapshots snapshots;

  bool operator==(const LedgerState&) const = default;
};
BOOST_DESCRIBE_STRUCT(LedgerState, (), (chosen, snapshots))

/// A piece joins a copy, behind those before it or as the first of another; its bytes do not.
void take(const Piece& piece, SnapshotCopy& copy);

/// A piece is stored, behind those before it or as the first of a new snapshot.
void apply(const Piece& piece, LedgerState& state);

/// From now on these are in stable storage. A new snapshot stands for what it covers, but of the
/// log the slots stay that the one before it does not cover, so that one who is a little behind
/// need not fetch all of the state. Returns what can be delivered next, if it covers more than was
/// known.
std::optional<Learned> apply(const StoredSnapshots& stored, LedgerState& state);

/// What is stored once a snapshot of all below `own.of.end` is, or nothing if that is no more than
/// the one before it covers.
[[nodiscard]] std::optional<StoredSnapshots> with_taken(const StoredSnapshots& stored,
                                                        SnapshotCopy own);
/// What is stored once the one that was received is in its place; nothing if none is whole.
[[nodiscard]] std::optional<StoredSnapshots> with_received(const StoredSnapshots& stored);

/// A crash costs what was chosen but for the first slots: `kept` of them, modulo as many as can be.
void forget(LedgerState& state, std::uint64_t kept);
/// Whether a crash can leave that of a state. A new snapshot can have been stored right before it,
/// and what is not needed any more can be there still.
[[nodiscard]] bool leaves(LedgerState state, LedgerState left);

/// A piece of the snapshot in stable storage, from so many bytes on, for the process `to`; the
/// first, if that is another snapshot by then.
struct PieceRecall {
  NodeId to;
  Snapshot of;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;

  bool operator==(const PieceRecall&) const = default;
};

/// Where it begins.
[[nodiscard]] std::uint64_t offset_in(const Snapshot& stored, const PieceRecall& recall);
[[nodiscard]] Send<Message> piece_of(const PieceRecall& recall, const LedgerState& stored);

}  // namespace paxos::multi
