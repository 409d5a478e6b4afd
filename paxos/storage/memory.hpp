// No store: everything is forgotten when the process ends. For measurements, and for demonstrations
// of why an acceptor must not be so.
#pragma once

#include "paxos/assert.hpp"
#include "paxos/storage/store.hpp"

namespace paxos::storage {

/// Holds what a role recalls.
template <class Role>
class MemoryStore final : public Store<Role> {
 public:
  using typename Store<Role>::State;
  using typename Store<Role>::Change;
  using typename Store<Role>::Recall;
  using typename Store<Role>::Message;
  using typename Store<Role>::Learned;

  explicit MemoryStore(std::uint64_t life) : life_(life) {}

  [[nodiscard]] std::uint64_t life() const override { return life_; }
  /// The state of a new role, always.
  [[nodiscard]] State load() override { return {}; }
  [[nodiscard]] State load_held() override { return {}; }
  void put(const Change& change) override {
    if constexpr (recalls<typename Role::Effects>) make_change(change, state_);
  }
  [[nodiscard]] Send<Message> recall([[maybe_unused]] const Recall& recall) override {
    if constexpr (recalls<typename Role::Effects>) return page_of(recall, state_);
    PAXOS_ASSERT(!"a role that has all of its state in memory recalls nothing");
  }
  void commit() override {}
  void keep(const Learned&) override {}
  void save() override {}

 private:
  std::uint64_t life_;
  State state_;  // of a role that recalls
};

}  // namespace paxos::storage
