// How the durable state of each role of Multi-Paxos lies in the tables of its file.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "paxos/multi/acceptor.hpp"
#include "paxos/multi/learner.hpp"
#include "paxos/multi/proposer.hpp"
#include "paxos/storage/slot_rows.hpp"
#include "paxos/storage/snapshot_folder.hpp"
#include "paxos/storage/tables.hpp"

namespace paxos::storage {

template <>
class Tables<multi::Acceptor> {
 public:
  static const std::string schema;

  explicit Tables(Database& database);
  [[nodiscard]] multi::AcceptorState read();
  /// The promise alone, once all that was accepted is found to be sound.
  [[nodiscard]] multi::AcceptorState read_held();
  void write(const multi::AcceptorChange& change);
  [[nodiscard]] Send<multi::Message> recall(const multi::Recall& recall);
  [[nodiscard]] SlotRows& rows() { return rows_; }

 private:
  template <class Visit>
  void for_each(Visit visit);
  [[nodiscard]] std::pair<multi::Slot, Proposal> entry(const Statement& row) const;

  Database& database_;
  PromiseTable promise_;
  Statement accepted_;
  Statement forget_;
  SlotRows rows_;
  std::optional<Ballot> promised_;  // as written
  multi::Slot forgotten_;           // as written
};

/// PMS §3, instances: the chosen values of slots without a gap.
class ChosenTable {
 public:
  static const char* const schema;

  explicit ChosenTable(Database& database);
  /// `covered`: the end of the snapshot. Of what is damaged, and behind it, it keeps nothing, which
  /// is logged.
  [[nodiscard]] multi::ChosenLog read(multi::Slot covered);
  void add(const multi::Learned& learned);
  [[nodiscard]] multi::Slot next() const { return next_; }
  [[nodiscard]] SlotRows& rows() { return rows_; }
  /// The log goes on at `next`, which is covered up to there.
  void skip_to(multi::Slot next);

 private:
  Database& database_;
  Statement drop_from_;
  Statement insert_;
  SlotRows rows_;
  multi::Slot next_;  // behind them
};

/// The log, and the snapshots that lie beside the file.
class LedgerTables {
 public:
  explicit LedgerTables(Database& database)
      : chosen_(database), snapshots_(database.file().parent_path()) {}

  [[nodiscard]] multi::LedgerState read() {
    return {chosen_.read(snapshots_.held().own.of.end), snapshots_.read()};
  }
  [[nodiscard]] multi::LedgerState read_held() {
    return {chosen_.read(snapshots_.held().own.of.end), snapshots_.held()};
  }
  void write(const multi::Piece& piece) { snapshots_.add(piece); }
  [[nodiscard]] Send<multi::Message> recall(const multi::PieceRecall& recall) {
    return snapshots_.recall(recall);
  }
  void keep(const multi::Learned& learned) { chosen_.add(learned); }
  /// The files have changed.
  multi::StoredSnapshots look_again();
  [[nodiscard]] SlotRows& rows() { return chosen_.rows(); }

 private:
  ChosenTable chosen_;
  SnapshotFolder snapshots_;
};

template <>
class Tables<multi::Proposer> : public LedgerTables {
 public:
  static const std::string schema;

  explicit Tables(Database& database) : LedgerTables(database), highest_round_(database) {}
  [[nodiscard]] multi::ProposerState read() {
    return {LedgerTables::read(), highest_round_.read()};
  }
  [[nodiscard]] multi::ProposerState read_held() {
    return {LedgerTables::read_held(), highest_round_.read()};
  }
  void write(const multi::ProposerChange& change) {
    if (change.highest_round > 0) highest_round_.write(change.highest_round);
    if (change.piece) LedgerTables::write(*change.piece);
  }

 private:
  HighestRoundTable highest_round_;
};

template <>
class Tables<multi::Learner> : public LedgerTables {
 public:
  static const std::string schema;
  using LedgerTables::LedgerTables;
};

}  // namespace paxos::storage
