// A store that forgets everything when its process ends, for measurements and for demonstrations
// of why an acceptor must not use it.
#pragma once

#include "paxos/storage/store.hpp"

namespace paxos::storage {

template <class State>
class MemoryStore final : public Store<State> {
 public:
  [[nodiscard]] State load() const override { return committed_; }
  void put(const State& state) override { latest_ = state; }
  void commit() override { committed_ = latest_; }

 private:
  State committed_ = {};
  State latest_ = {};
};

}  // namespace paxos::storage
