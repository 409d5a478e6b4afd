#include "paxos/storage/tables.hpp"

#include <limits>
#include <string>

#include <boost/crc.hpp>
#include <boost/endian/conversion.hpp>

namespace paxos::storage {

namespace {

std::uint64_t read_round(const Database& database, const Statement& row, int column) {
  const std::int64_t round = row.number(column);
  if (round < 1) database.damaged("round " + std::to_string(round) + " is below 1");
  return static_cast<std::uint64_t>(round);
}

}  // namespace

std::int64_t row_sum(std::initializer_list<std::int64_t> numbers, std::string_view bytes) {
  boost::crc_32_type sum;
  for (const std::int64_t number : numbers) {
    const std::int64_t little = boost::endian::native_to_little(number);
    sum.process_bytes(&little, sizeof little);
  }
  sum.process_bytes(bytes.data(), bytes.size());
  return sum.checksum();
}

void require_sum(const Database& database, const Statement& row, int column, std::int64_t sum,
                 const std::string& what) {
  if (row.number(column) != sum) database.damaged("wrong checksum of " + what);
}

Ballot read_ballot(const Database& database, const Statement& row, int column) {
  const std::uint64_t round = read_round(database, row, column);
  const std::int64_t proposer = row.number(column + 1);
  if (proposer < 1 || proposer > std::numeric_limits<std::uint32_t>::max()) {
    database.damaged("there is no proposer " + std::to_string(proposer));
  }
  return {round, static_cast<std::uint32_t>(proposer)};
}

void require_promised(const Database& database, const Ballot& accepted,
                      const std::optional<Ballot>& promised) {
  if (accepted <= promised) return;
  database.damaged("the accepted ballot " + to_string(accepted) + " is above the promise");
}

// SQLite keeps the comments: `sqlite3 FILE .dump` shows them.
const char* const promise_schema = R"(
CREATE TABLE promise (
  -- The highest ballot promised (PMS §2.2). No row: none yet.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  round INTEGER NOT NULL CHECK (round >= 1),
  proposer INTEGER NOT NULL CHECK (proposer >= 1),
  sum INTEGER NOT NULL  -- CRC-32 of the rest of the row, as in other tables
) STRICT;
)";

PromiseTable::PromiseTable(Database& database)
    : database_(database),
      replace_(database, "REPLACE INTO promise VALUES (1, ?, ?, ?)", "store the promise") {}

std::optional<Ballot> PromiseTable::read() {
  Statement row(database_, "SELECT round, proposer, sum FROM promise", "read the promise");
  if (!row.next()) return std::nullopt;
  const Ballot promised = read_ballot(database_, row, 0);
  require_sum(database_, row, 2, row_sum({row.number(0), row.number(1)}), "the promise");
  return promised;
}

void PromiseTable::write(const Ballot& promised) {
  const std::int64_t proposer = promised.proposer;
  replace_.run(column(promised.round), proposer, row_sum({column(promised.round), proposer}));
}

const char* const highest_round_schema = R"(
CREATE TABLE highest_round (
  -- The highest round tried (PMS §2.5). No row: none yet.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  round INTEGER NOT NULL CHECK (round >= 1),
  sum INTEGER NOT NULL
) STRICT;
)";

HighestRoundTable::HighestRoundTable(Database& database)
    : database_(database),
      replace_(database, "REPLACE INTO highest_round VALUES (1, ?, ?)", "store the highest round") {
}

std::uint64_t HighestRoundTable::read() {
  Statement row(database_, "SELECT round, sum FROM highest_round", "read the highest round");
  if (!row.next()) return 0;
  const std::uint64_t round = read_round(database_, row, 0);
  require_sum(database_, row, 1, row_sum({row.number(0)}), "the highest round");
  return round;
}

void HighestRoundTable::write(std::uint64_t round) {
  replace_.run(column(round), row_sum({column(round)}));
}

}  // namespace paxos::storage
