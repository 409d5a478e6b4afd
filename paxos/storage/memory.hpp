// No store: everything is forgotten when the process ends. For measurements, and for demonstrations
// of why an acceptor must not be so.
#pragma once

#include "paxos/storage/store.hpp"

namespace paxos::storage {

/// The role itself is all the memory that there is.
template <class Role>
class MemoryStore final : public Store<Role> {
 public:
  using typename Store<Role>::State;
  using typename Store<Role>::Change;
  using typename Store<Role>::Learned;

  explicit MemoryStore(std::uint64_t life) : life_(life) {}

  [[nodiscard]] std::uint64_t life() const override { return life_; }
  /// The state of a new role, always.
  [[nodiscard]] State load() override { return {}; }
  void put(const Change&) override {}
  void commit() override {}
  void keep(const Learned&) override {}
  void save() override {}

 private:
  std::uint64_t life_;
};

}  // namespace paxos::storage
