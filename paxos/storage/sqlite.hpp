// A store in a SQLite file. `sqlite3 FILE .dump` shows what is in it, also while the process runs:
// SQLite's own locks are left to readers, and the lock on the folder keeps other owners out.
//
// A write-ahead log (store.sqlite-wal) makes a commit one append and one sync. The log is a part of
// the store: a file copied without it may lack the latest promises.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "paxos/storage/database.hpp"
#include "paxos/storage/multi_tables.hpp"
#include "paxos/storage/single_tables.hpp"
#include "paxos/storage/store.hpp"

namespace paxos::storage {

template <class Role>
class SqliteStore final : public Store<Role> {
 public:
  using typename Store<Role>::State;
  using typename Store<Role>::Change;
  using typename Store<Role>::Recall;
  using typename Store<Role>::Message;
  using typename Store<Role>::Learned;

  /// Creates an empty store durably, all or nothing. Throws StorageError.
  static void create(const std::filesystem::path& file, const Identity& identity,
                     std::uint64_t lives_before = 0);

  /// Opens a store that exists, and so begins a life. What it then loads is durable, even if the
  /// process that wrote it was killed before it had synced. Throws UsageError if the file belongs
  /// to another or cannot be written, StorageError if it is damaged.
  SqliteStore(const std::filesystem::path& file, const Identity& identity);

  // After a failure every call throws StorageError: nothing that follows from this store may be
  // told to anybody any more.
  [[nodiscard]] std::uint64_t life() const override { return life_; }
  [[nodiscard]] State load() override;
  [[nodiscard]] State load_held() override;
  void put(const Change& change) override;
  [[nodiscard]] Send<Message> recall(const Recall& recall) override;
  void commit() override;
  void keep(const Learned& learned) override;
  bool save() override;
  multi::StoredSnapshots look_again() override;

 private:
  void require_sound() const;
  template <class Act>
  void use(Act act);
  void begin();
  void end();

  std::unique_ptr<Database> database_;
  Tables<Role> tables_;
  Statement begin_;
  Statement end_;
  std::vector<Learned> kept_;
  std::uint64_t life_;
  int log_pages_ = 0;
  bool in_transaction_ = false;
  bool failed_ = false;
};

}  // namespace paxos::storage
