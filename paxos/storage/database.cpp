#include "paxos/storage/database.hpp"

#include <utility>

#include "paxos/storage/store.hpp"

namespace paxos::storage {

namespace {

/// How long to wait for somebody who looks into the file with other tools, in milliseconds. In WAL
/// mode a reader does not keep a writer waiting; another writer, and the end of a recovery, do.
constexpr int busy_timeout = 1000;

}  // namespace

Database::Database(std::filesystem::path file, Missing missing) : file_(std::move(file)) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE |
                    (missing == Missing::create ? SQLITE_OPEN_CREATE : 0);
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(file_.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) fail("open");
  sqlite3_busy_timeout(handle, busy_timeout);
}

void Database::execute(const std::string& sql, const char* doing) {
  if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(doing);
}

void Database::fail(const char* doing) {
  const std::string why = sqlite3_errmsg(handle());
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  throw StorageError(file_.string() + ": cannot " + doing + ": " + why);
}

void Database::damaged(const std::string& why) const {
  throw StorageError(file_.string() + " is damaged: " + why);
}

Statement::Statement(Database& database, const char* sql, const char* doing)
    : database_(database), doing_(doing) {
  sqlite3_stmt* handle = nullptr;
  const int result =
      sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) database_.fail(doing_);
}

bool Statement::next() {
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) database_.fail(doing_);
  sqlite3_reset(handle_.get());
  return false;
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return data ? std::string(data, size) : std::string();
}

void Statement::bind(int index, std::int64_t number) {
  if (sqlite3_bind_int64(handle_.get(), index, number) != SQLITE_OK) database_.fail(doing_);
}

void Statement::bind(int index, const std::string& text) {
  if (sqlite3_bind_text64(handle_.get(), index, text.data(), text.size(), SQLITE_STATIC,
                          SQLITE_UTF8) != SQLITE_OK) {
    database_.fail(doing_);
  }
}

void Statement::bind(int index, const Value& value) {
  // No bytes are not NULL: a null pointer would bind that.
  const char* data = value.size() > 0 ? value.bytes().data() : "";
  if (sqlite3_bind_blob64(handle_.get(), index, data, value.size(), SQLITE_STATIC) != SQLITE_OK) {
    database_.fail(doing_);
  }
}

}  // namespace paxos::storage
