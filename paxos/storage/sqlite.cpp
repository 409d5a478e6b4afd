#include "paxos/storage/sqlite.hpp"

#include <cerrno>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "paxos/assert.hpp"
#include "paxos/storage/identity.hpp"

namespace paxos::storage {

namespace {

/// The length of the log, in pages, at which its contents move to the file.
constexpr int checkpoint_pages = 1000;

void start_log(Database& database) {
  Statement mode(database, "PRAGMA journal_mode = WAL", "start the write-ahead log");
  // Where the file system cannot have one, SQLite answers with the mode that it keeps.
  if (!mode.next() || mode.bytes(0) != "wal") {
    throw UsageError(database.file().string() +
                     " cannot have a write-ahead log on this file system; use a local disk");
  }
}

/// Counts the pages in the log, and replaces SQLite's own automatic checkpoint, which keeps a
/// failure to itself.
int count_pages(void* log_pages, sqlite3*, const char*, int pages) {
  *static_cast<int*>(log_pages) = pages;
  return SQLITE_OK;
}

/// A reader may be in the way; then the log grows until it is gone.
void checkpoint(Database& database) {
  const int result = sqlite3_wal_checkpoint_v2(database.handle(), "main", SQLITE_CHECKPOINT_PASSIVE,
                                               nullptr, nullptr);
  if (result != SQLITE_OK && result != SQLITE_BUSY) database.fail("move the log to the file");
}

/// What a killed process wrote and did not sync is still there for the next process, but not after
/// a power failure. Hence nothing is loaded before all of the log is in the file, and the file is
/// synced.
void settle(Database& database) {
  const int result = sqlite3_wal_checkpoint_v2(database.handle(), "main",
                                               SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (result == SQLITE_BUSY) {
    throw UsageError(database.file().string() +
                     " is being read by another program; end that first");
  }
  if (result != SQLITE_OK) database.fail("recover the log");
}

enum class Sync { at_commit, at_checkpoint };

/// A commit that is synced syncs all of the log, and so those before it that were not.
void set_sync(Database& database, Sync sync) {
  database.execute(
      sync == Sync::at_commit ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
      "set up the store");
}

std::unique_ptr<Database> open_file(const std::filesystem::path& file, const Identity& identity) {
  if (::access(file.c_str(), R_OK | W_OK) != 0) {
    throw UsageError("cannot open " + file.string() + ": " +
                     std::generic_category().message(errno));
  }
  auto database = std::make_unique<Database>(file, Database::Missing::fail);
  check_identity(*database, identity);
  start_log(*database);
  set_sync(*database, Sync::at_checkpoint);
  begin_life(*database);
  settle(*database);
  set_sync(*database, Sync::at_commit);
  return database;
}

}  // namespace

template <class Role>
void SqliteStore<Role>::create(const std::filesystem::path& file, const Identity& identity,
                               std::uint64_t lives_before) {
  create_file(file, identity, Tables<Role>::schema, lives_before);
}

template <class Role>
SqliteStore<Role>::SqliteStore(const std::filesystem::path& file, const Identity& identity)
    : database_(open_file(file, identity)),
      tables_(*database_),
      begin_(*database_, "BEGIN IMMEDIATE", "begin a transaction"),
      end_(*database_, "COMMIT", "commit"),
      life_(lives(*database_)) {
  sqlite3_wal_hook(database_->handle(), count_pages, &log_pages_);
}

template <class Role>
auto SqliteStore<Role>::load() -> State {
  require_sound();
  return tables_.read();
}

template <class Role>
auto SqliteStore<Role>::load_held() -> State {
  require_sound();
  if constexpr (recalls<typename Role::Effects>) {
    return tables_.read_held();
  } else {
    return tables_.read();
  }
}

template <class Role>
void SqliteStore<Role>::put(const Change& change) {
  use([&] {
    begin();
    tables_.write(change);
  });
}

template <class Role>
auto SqliteStore<Role>::recall([[maybe_unused]] const Recall& recall) -> Send<Message> {
  if constexpr (recalls<typename Role::Effects>) {
    Send<Message> page;
    use([&] { page = tables_.recall(recall); });
    return page;
  }
  PAXOS_ASSERT(!"a role that has all of its state in memory recalls nothing");
}

template <class Role>
void SqliteStore<Role>::commit() {
  use([this] {
    begin();
    end();
  });
}

template <class Role>
void SqliteStore<Role>::keep(const Learned& learned) {
  require_sound();
  if constexpr (keeps_learned<Role>) kept_.push_back(learned);
}

template <class Role>
bool SqliteStore<Role>::save() {
  if constexpr (requires { tables_.rows(); }) {
    if (kept_.empty() && !tables_.rows().has_more()) return false;
    PAXOS_ASSERT(!in_transaction_);
    use([this] {
      set_sync(*database_, Sync::at_checkpoint);
      begin();
      if constexpr (keeps_learned<Role>) {
        for (const Learned& learned : kept_) tables_.keep(learned);
      }
      if (tables_.rows().has_more()) tables_.rows().forget_some();
      end();
      set_sync(*database_, Sync::at_commit);
    });
    kept_.clear();
    return tables_.rows().has_more();
  }
  return false;
}

template <class Role>
multi::StoredSnapshots SqliteStore<Role>::look_again() {
  if constexpr (keeps_snapshots<Role>) {
    save();
    multi::StoredSnapshots found;
    use([&] { found = tables_.look_again(); });
    return found;
  }
  PAXOS_ASSERT(!"a role without snapshots");
}

template <class Role>
template <class Act>
void SqliteStore<Role>::use(Act act) {
  require_sound();
  failed_ = true;  // until all of it has succeeded
  act();
  failed_ = false;
}

template <class Role>
void SqliteStore<Role>::begin() {
  if (!std::exchange(in_transaction_, true)) begin_.run();
}

template <class Role>
void SqliteStore<Role>::end() {
  end_.run();
  in_transaction_ = false;
  if (log_pages_ >= checkpoint_pages) checkpoint(*database_);
}

template <class Role>
void SqliteStore<Role>::require_sound() const {
  if (failed_)
    throw StorageError(database_->file().string() + " failed before and is not used any more");
}

template class SqliteStore<single::Acceptor>;
template class SqliteStore<single::Proposer>;
template class SqliteStore<single::Learner>;
template class SqliteStore<multi::Acceptor>;
template class SqliteStore<multi::Proposer>;
template class SqliteStore<multi::Learner>;

}  // namespace paxos::storage
