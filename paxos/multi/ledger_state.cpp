#include "paxos/multi/ledger_state.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace paxos::multi {

void take(const Piece& piece, SnapshotCopy& copy) {
  if (piece.offset == 0) copy = {piece.of, 0, {}};
  copy.received += piece.bytes.size();
}

void apply(const Piece& piece, LedgerState& state) {
  SnapshotCopy& download = state.snapshots.download;
  const Value before = piece.offset == 0 ? Value{} : download.bytes;
  take(piece, download);
  download.bytes = joined({{before, piece.bytes}});
}

std::optional<Learned> apply(const StoredSnapshots& stored, LedgerState& state) {
  const Slot before = state.snapshots.own.of.end;
  state.snapshots = stored;
  if (stored.own.of.end > before) state.chosen.drop_below(before);
  return state.chosen.skip_to(stored.own.of.end);
}

std::optional<StoredSnapshots> with_taken(const StoredSnapshots& stored, SnapshotCopy own) {
  if (own.of.end <= stored.own.of.end) return std::nullopt;
  StoredSnapshots now{std::move(own), stored.download};
  if (now.download.of.end <= now.own.of.end) now.download = {};
  return now;
}

std::optional<StoredSnapshots> with_received(const StoredSnapshots& stored) {
  if (!stored.download.is_whole()) return std::nullopt;
  return StoredSnapshots{stored.download, {}};
}

void forget(LedgerState& state, std::uint64_t kept) {
  state.chosen.truncate(Slot{}.next(kept % state.chosen.first_unchosen().number));
  state.chosen.skip_to(state.snapshots.own.of.end);
}

bool leaves(LedgerState state, LedgerState left) {
  if (left.snapshots.own.of.end < state.snapshots.own.of.end) return false;
  apply(left.snapshots, state);
  const Slot begin = std::max(state.chosen.begin(), left.chosen.begin());
  for (LedgerState* each : {&state, &left}) {
    if (begin > each->chosen.first_unchosen()) return false;
    each->chosen.drop_below(begin);
  }
  state.chosen.truncate(left.chosen.first_unchosen());
  return left == state;
}

std::uint64_t offset_in(const Snapshot& stored, const PieceRecall& recall) {
  return recall.of == stored && recall.offset < stored.size ? recall.offset : 0;
}

Send<Message> piece_of(const PieceRecall& recall, const LedgerState& stored) {
  const auto& [of, received, bytes] = stored.snapshots.own;
  const std::uint64_t offset = offset_in(of, recall);
  return {{recall.to},
          Piece{of, offset, Value(std::string(bytes.bytes().substr(offset, recall.bytes)))}};
}

}  // namespace paxos::multi
