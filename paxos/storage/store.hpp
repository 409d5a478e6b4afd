// Stable storage. PMS §2.5, stable storage: what an acceptor must remember is kept in storage that
// survives failures.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "paxos/effects.hpp"
#include "paxos/multi/snapshot.hpp"
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
  /// What else never changes, in words that mean nothing to the store.
  std::string terms = {};

  bool operator==(const Identity&) const = default;
};

/// The store cannot be read or written. After a failed write nothing is known of what is on the
/// disk, so the process must end before it answers anybody; it is never tried again.
struct StorageError : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Whether a role has snapshots of the state that it replicates, in files beside its store.
template <class Role>
concept keeps_snapshots = requires(typename Role::State state) { state.snapshots; };

/// The durable state of one role. put() gathers changes, commit() makes all that was put survive a
/// crash of the process and of the machine, in one transaction: all of it or nothing.
///
/// What a role learns is another matter. It can be learned again, so keep() and save() write it
/// without a sync: it survives a crash of the process, but one of the machine may cost its end.
template <class Role>
class Store {
 public:
  using State = typename Role::State;
  using Change = typename Role::Effects::Change;
  using Recall = typename Role::Effects::Recall;
  using Message = typename Role::Effects::Message;
  using Learned = typename Role::Effects::Learned;

  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// Which start of this process it is, counted from 1, over all restarts.
  [[nodiscard]] virtual std::uint64_t life() const = 0;
  /// What was put and kept so far, or the state of a new role. Throws StorageError.
  [[nodiscard]] virtual State load() = 0;
  /// The part of it that the role holds in memory. All of it is found to be sound. Throws
  /// StorageError.
  [[nodiscard]] virtual State load_held() = 0;
  /// Throws StorageError.
  virtual void put(const Change& change) = 0;
  /// What the role asks to be sent of all that was put so far, committed or not. Throws
  /// StorageError.
  [[nodiscard]] virtual Send<Message> recall(const Recall& recall) = 0;
  /// Throws StorageError.
  virtual void commit() = 0;
  /// Does nothing where the state has no place for what is learned.
  virtual void keep(const Learned& learned) = 0;
  /// Writes all that was kept, and drops some of what is not needed any more. Returns whether there
  /// is more of that. Throws StorageError.
  virtual bool save() = 0;
  /// The files of snapshots have changed. Returns what there is, but for the bytes, and drops what
  /// was kept and is covered by it. Throws StorageError.
  virtual multi::StoredSnapshots look_again() = 0;
};

}  // namespace paxos::storage
