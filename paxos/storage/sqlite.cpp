#include "paxos/storage/sqlite.hpp"

#include <cerrno>
#include <system_error>
#include <unistd.h>

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

std::unique_ptr<Database> open_file(const std::filesystem::path& file, const Identity& identity) {
  if (::access(file.c_str(), R_OK | W_OK) != 0) {
    throw UsageError("cannot open " + file.string() + ": " +
                     std::generic_category().message(errno));
  }
  auto database = std::make_unique<Database>(file, Database::Missing::fail);
  check_identity(*database, identity);
  start_log(*database);
  // FULL syncs at every commit; NORMAL, in this mode, only at checkpoints.
  database->execute("PRAGMA synchronous = FULL", "set up the store");
  settle(*database);
  return database;
}

}  // namespace

template <class State>
void SqliteStore<State>::create(const std::filesystem::path& file, const Identity& identity) {
  create_file(file, identity, Tables<State>::schema);
}

template <class State>
SqliteStore<State>::SqliteStore(const std::filesystem::path& file, const Identity& identity)
    : database_(open_file(file, identity)),
      tables_(*database_),
      begin_(*database_, "BEGIN IMMEDIATE", "begin a transaction"),
      end_(*database_, "COMMIT", "commit"),
      committed_(tables_.read()),
      latest_(committed_) {
  sqlite3_wal_hook(database_->handle(), count_pages, &log_pages_);
}

template <class State>
State SqliteStore<State>::load() const {
  require_sound();
  return committed_;
}

template <class State>
void SqliteStore<State>::put(const State& state) {
  require_sound();
  latest_ = state;
}

template <class State>
void SqliteStore<State>::commit() {
  require_sound();
  if (latest_ == committed_) return;
  failed_ = true;  // until all of it has succeeded
  begin_.run();
  tables_.write(committed_, latest_);
  end_.run();
  if (log_pages_ >= checkpoint_pages) checkpoint(*database_);
  committed_ = latest_;
  failed_ = false;
}

template <class State>
void SqliteStore<State>::require_sound() const {
  if (failed_)
    throw StorageError(database_->file().string() + " failed before and is not used any more");
}

template class SqliteStore<single::AcceptorState>;
template class SqliteStore<single::ProposerState>;
template class SqliteStore<single::LearnerState>;

}  // namespace paxos::storage
