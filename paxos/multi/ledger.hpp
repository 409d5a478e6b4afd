// What a proposer and a learner have alike: the log as far as it is chosen, a snapshot in place of
// its beginning, and how a process that is behind comes by both.
#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/multi/chosen_log.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/multi/snapshot.hpp"
#include "paxos/quorum.hpp"

namespace paxos::multi {

/// What stable storage holds of it. PMS §2.3: a learner can always ask again, so none of it need
/// survive a crash, but for a snapshot that others count on. What does survive need not be asked
/// for.
struct LedgerState {
  ChosenLog chosen;
  StoredSnapshots snapshots;

  bool operator==(const LedgerState&) const = default;
};
BOOST_DESCRIBE_STRUCT(LedgerState, (), (chosen, snapshots))

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

/// PTP §1.2: in his ledger a legislator writes the decrees that are passed.
class Ledger {
 public:
  using Effects = paxos::Effects<Protocol, Piece, PieceRecall>;

  Ledger() = default;
  /// Leaves the bytes of snapshots in stable storage.
  Ledger(const Configuration& configuration, LedgerState recovered);

  [[nodiscard]] const ChosenLog& chosen() const { return state_.chosen; }
  [[nodiscard]] Slot first_unchosen() const { return state_.chosen.first_unchosen(); }
  /// What of them is in stable storage. Once a download is whole, whoever runs the role looks
  /// whether it is sound, puts it in the place of the own one, or throws it away, and calls
  /// on_snapshots(); and so he does when he has taken an own one.
  [[nodiscard]] const StoredSnapshots& snapshots() const { return state_.snapshots; }

  /// Takes in a slot that is known to be chosen, and returns what can be delivered by it.
  [[nodiscard]] std::optional<Learned> learn(Slot slot, const Value& value) {
    return state_.chosen.learn(slot, value);
  }
  /// Asks for what is missing.
  [[nodiscard]] Fetch next() const;

  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message);
  [[nodiscard]] Effects handle(NodeId from, const Covered& message);
  [[nodiscard]] Effects handle(NodeId from, const Chosen& message);
  [[nodiscard]] Effects handle(NodeId from, const Fetch& message) const;
  [[nodiscard]] Effects handle(NodeId from, const Fetched& message);
  [[nodiscard]] Effects handle(NodeId from, const Piece& message);
  /// From now on these are in stable storage. Their bytes stay there.
  [[nodiscard]] Effects on_snapshots(StoredSnapshots stored);

  bool operator==(const Ledger&) const = default;

 private:
  void ask_if_behind(NodeId whom, Slot its_first_unchosen, Effects& effects);

  std::uint64_t page_ = 0;  // in bytes
  std::uint32_t window_ = 0;
  LedgerState state_;
  bool arrives_ = false;  // of what was asked for, since somebody last said how far he is
  BOOST_DESCRIBE_CLASS(Ledger, (), (), (), (page_, window_, state_, arrives_))
};

}  // namespace paxos::multi
