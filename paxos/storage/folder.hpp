// The data folder of one process, and the rules by which a process may begin to use it.
//
// An acceptor that lost what it had promised, and answers all the same, can make a second value be
// chosen. So a store never comes into being by itself, and a loss is never taken for a first start:
//
//   the folder holds              sqlite                         memory
//   nothing                       --init creates a store         --init leaves a marker
//   a store, store.sqlite         opened                         refused
//   a marker, store.memory        --init --forget-promises       --forget-promises
//
// Anything else is a UsageError. The marker holds an identity and nothing else: it says that a
// process has run here whose memory is gone. Hence memory needs --init as well, the first time: it
// is how a user says that this process has never run.
#pragma once

#include <filesystem>
#include <memory>

#include "paxos/storage/store.hpp"

namespace paxos::storage {

struct OpenOptions {
  enum Kind { sqlite, memory };

  std::filesystem::path folder;
  Identity identity;
  Kind kind = sqlite;
  /// This process has never run: create its folder and store.
  bool init = false;
  /// Unsafe. This process has run, has forgotten what it promised, and shall go on all the same.
  bool forget_promises = false;
};

/// Locks the folder until the store is destroyed, and opens the store of a role of paxos::single or
/// paxos::multi. Throws UsageError or StorageError.
template <class Role>
std::unique_ptr<Store<Role>> open_store(const OpenOptions& options);

}  // namespace paxos::storage
