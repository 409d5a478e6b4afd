// No store: everything is forgotten when the process ends. For measurements, and for demonstrations
// of why an acceptor must not be so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <type_traits>

#include "paxos/assert.hpp"
#include "paxos/multi/proposer.hpp"
#include "paxos/storage/snapshot_folder.hpp"
#include "paxos/storage/store.hpp"

namespace paxos::storage {

/// Holds what a role recalls; snapshots are files here too, so that memory does not grow with all
/// that was ever chosen.
template <class Role>
class MemoryStore final : public Store<Role> {
 public:
  using typename Store<Role>::State;
  using typename Store<Role>::Change;
  using typename Store<Role>::Recall;
  using typename Store<Role>::Message;
  using typename Store<Role>::Learned;

  /// `folder` has no snapshots.
  MemoryStore(std::uint64_t life, const std::filesystem::path& folder)
      : life_(life), held_(folder) {}

  [[nodiscard]] std::uint64_t life() const override { return life_; }
  /// The state of a new role, always.
  [[nodiscard]] State load() override { return {}; }
  [[nodiscard]] State load_held() override { return {}; }
  void put(const Change& change) override { put(change, held_); }
  [[nodiscard]] Send<Message> recall([[maybe_unused]] const Recall& recall) override {
    if constexpr (recalls<typename Role::Effects>) return held_.recall(recall);
    PAXOS_ASSERT(!"a role that has all of its state in memory recalls nothing");
  }
  void commit() override {}
  void keep(const Learned&) override {}
  bool save() override { return false; }
  multi::StoredSnapshots look_again() override {
    if constexpr (keeps_snapshots<Role>) {
      held_.look_again();
      return held_.held();
    }
    PAXOS_ASSERT(!"a role without snapshots");
  }

 private:
  struct Held {
    explicit Held(const std::filesystem::path&) {}
    [[nodiscard]] auto recall(const auto& recall) const { return page_of(recall, state); }
    State state = {};  // of a role that recalls
  };

  static void put(const Change& change, Held& held) {
    if constexpr (recalls<typename Role::Effects>) make_change(change, held.state);
  }
  static void put(const multi::Piece& piece, SnapshotFolder& folder) { folder.add(piece); }
  static void put(const multi::ProposerChange& change, SnapshotFolder& folder) {
    if (change.piece) folder.add(*change.piece);
  }

  std::uint64_t life_;
  std::conditional_t<keeps_snapshots<Role>, SnapshotFolder, Held> held_;
};

}  // namespace paxos::storage
