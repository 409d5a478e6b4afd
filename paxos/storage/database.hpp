// The few calls of SQLite that a store is made of, with every failure turned into a StorageError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "paxos/value.hpp"

namespace paxos::storage {

/// A connection to one SQLite file.
class Database {
 public:
  enum class Missing { fail, create };

  /// Throws StorageError.
  Database(std::filesystem::path file, Missing missing);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

  /// Runs SQL that answers nothing. `doing` completes "cannot ..." if it fails.
  void execute(const std::string& sql, const char* doing);

  /// Throws a StorageError with what SQLite says of its last failure. Nothing is written to the
  /// file after it: what a failed sync left of earlier writes is unknown.
  [[noreturn]] void fail(const char* doing);

  /// Throws a StorageError: the file holds what no role ever put there.
  [[noreturn]] void damaged(const std::string& why) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  };

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. `doing` completes "cannot ..." if it fails.
class Statement {
 public:
  Statement(Database& database, const char* sql, const char* doing);

  /// Gives the parameters their values and runs the statement to its end.
  template <class... Parameters>
  void run(const Parameters&... parameters) {
    [[maybe_unused]] int index = 0;
    (bind(++index, parameters), ...);
    while (next()) {
    }
    sqlite3_clear_bindings(handle_.get());
  }

  /// Gives a parameter, counted from 1, its value.
  void bind(int index, std::int64_t number);

  /// Moves to the next row of the answer; false at its end.
  bool next();

  /// Looks at no more rows; what was bound stays.
  void reset() { sqlite3_reset(handle_.get()); }

  /// The columns of the row, counted from 0.
  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] std::string bytes(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };

  void bind(int index, const std::string& text);
  void bind(int index, const Value& value);

  Database& database_;
  const char* doing_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace paxos::storage
