// How the durable state of each role lies in the tables of its file.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "paxos/ballot.hpp"
#include "paxos/storage/database.hpp"

namespace paxos::storage {

/// For each Role: `schema` creates the tables; read() takes the state from them and throws
/// StorageError if no role can have left it; write() makes a change of it, inside a transaction.
/// Where the state has a place for what is learned, keep() adds that.
template <class Role>
class Tables;

template <class Role>
concept keeps_learned = requires(Tables<Role> tables, typename Role::Effects::Learned learned) {
  tables.keep(learned);
};

/// A row of its own for what there is one of: the highest ballot promised.
extern const char* const promise_schema;
class PromiseTable {
 public:
  explicit PromiseTable(Database& database);
  [[nodiscard]] std::optional<Ballot> read();
  void write(const Ballot& promised);

 private:
  Database& database_;
  Statement replace_;
};

/// The same for the highest round tried; 0 is none.
extern const char* const highest_round_schema;
class HighestRoundTable {
 public:
  explicit HighestRoundTable(Database& database);
  [[nodiscard]] std::uint64_t read();
  void write(std::uint64_t round);

 private:
  Database& database_;
  Statement replace_;
};

/// The checksum of a row: of its numbers and its bytes. SQLite keeps none, and a table is read by
/// whoever trusts what it says.
std::int64_t row_sum(std::initializer_list<std::int64_t> numbers, std::string_view bytes = {});
/// Throws StorageError unless the sum in that column is `sum`; `what` is what the row holds.
void require_sum(const Database& database, const Statement& row, int column, std::int64_t sum,
                 const std::string& what);

/// From two columns: the round, then the proposer. Throws StorageError if there is no such ballot.
Ballot read_ballot(const Database& database, const Statement& row, int column);

/// A round above Ballot::max_round would wrap to a negative number, which the tables refuse.
constexpr std::int64_t column(std::uint64_t round) {
  return static_cast<std::int64_t>(round);
}

/// Throws StorageError: accepting raises the promise, so that is never the lower one.
void require_promised(const Database& database, const Ballot& accepted,
                      const std::optional<Ballot>& promised);

}  // namespace paxos::storage
