// Stable storage. PMS §2.5: what an acceptor must remember is kept in storage that survives
// failures.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "paxos/node.hpp"
#include "paxos/quorum.hpp"
#include "paxos/usage_error.hpp"

namespace paxos::storage {

/// Whose store it is. A store is opened only by the process that it was made for.
struct Identity {
  std::string cluster;
  std::string protocol;
  NodeId node;
  /// Two quorums of different systems need not meet, so these never change while a store lives.
  QuorumSystem quorums = {};

  bool operator==(const Identity&) const = default;
};

/// The store cannot be read or written. After a failed write nothing is known of what is on the
/// disk, so the process must end before it answers anybody; it is never tried again.
struct StorageError : std::runtime_error {
  using runtime_error::runtime_error;
};

/// The durable state of one role. put() gathers, commit() makes all that was put survive a crash of
/// the process and of the machine, in one transaction: all of it or nothing.
template <class State>
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// What the last commit left, or the state of a new role.
  [[nodiscard]] virtual State load() const = 0;
  /// The later state replaces the earlier. Throws StorageError.
  virtual void put(const State& state) = 0;
  /// Throws StorageError.
  virtual void commit() = 0;
};

}  // namespace paxos::storage
