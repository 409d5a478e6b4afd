// A store in a SQLite file. `sqlite3 FILE .dump` shows what is in it, also while the process runs:
// SQLite's own locks are left to readers, and the lock on the folder keeps other owners out.
//
// A write-ahead log (store.sqlite-wal) makes a commit one append and one sync. The log is a part of
// the store: a file copied without it may lack the latest promises.
#pragma once

#include <filesystem>
#include <memory>

#include "paxos/storage/database.hpp"
#include "paxos/storage/store.hpp"
#include "paxos/storage/tables.hpp"

namespace paxos::storage {

template <class State>
class SqliteStore final : public Store<State> {
 public:
  /// Creates an empty store durably, all or nothing. Throws StorageError.
  static void create(const std::filesystem::path& file, const Identity& identity);

  /// Opens a store that exists. What it then loads is durable, even if the process that wrote it
  /// was killed before it had synced. Throws UsageError if the file belongs to another or cannot be
  /// written, StorageError if it is damaged.
  SqliteStore(const std::filesystem::path& file, const Identity& identity);

  // After a failure every call throws StorageError: nothing that follows from this store may be
  // told to anybody any more.
  [[nodiscard]] State load() const override;
  void put(const State& state) override;
  void commit() override;

 private:
  void require_sound() const;

  std::unique_ptr<Database> database_;
  Tables<State> tables_;
  Statement begin_;
  Statement end_;
  State committed_;
  State latest_;
  int log_pages_ = 0;
  bool failed_ = false;
};

}  // namespace paxos::storage
