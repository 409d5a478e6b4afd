#include "paxos/storage/tables.hpp"

#include <limits>

#include "paxos/assert.hpp"

namespace paxos::storage {

namespace {

std::uint64_t read_round(const Database& database, const Statement& row, int column) {
  const std::int64_t round = row.number(column);
  if (round < 1) database.damaged("round " + std::to_string(round) + " is below 1");
  return static_cast<std::uint64_t>(round);
}

/// From two columns: the round, then the proposer.
Ballot read_ballot(const Database& database, const Statement& row, int column) {
  const std::uint64_t round = read_round(database, row, column);
  const std::int64_t proposer = row.number(column + 1);
  if (proposer < 1 || proposer > std::numeric_limits<std::uint32_t>::max()) {
    database.damaged("there is no proposer " + std::to_string(proposer));
  }
  return {round, static_cast<std::uint32_t>(proposer)};
}

/// A round above Ballot::max_round would wrap to a negative number, which the table refuses.
std::int64_t column(std::uint64_t round) {
  return static_cast<std::int64_t>(round);
}

}  // namespace

// SQLite keeps the comments: `sqlite3 FILE .dump` shows them.
const char* const Tables<single::AcceptorState>::schema = R"(
CREATE TABLE promise (
  -- The highest ballot promised (PMS §2.2). No row: none yet.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  round INTEGER NOT NULL CHECK (round >= 1),
  proposer INTEGER NOT NULL CHECK (proposer >= 1)
) STRICT;
CREATE TABLE accepted (
  -- The highest proposal accepted (PMS §2.2). No row: none yet.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  round INTEGER NOT NULL CHECK (round >= 1),
  proposer INTEGER NOT NULL CHECK (proposer >= 1),
  value BLOB NOT NULL
) STRICT;
CREATE VIEW acceptor AS
  -- Both for a human: ballots as round.proposer, the value as text.
  SELECT (SELECT round || '.' || proposer FROM promise) AS promised,
         (SELECT round || '.' || proposer FROM accepted) AS accepted,
         (SELECT CAST(value AS TEXT) FROM accepted) AS value;
)";

Tables<single::AcceptorState>::Tables(Database& database)
    : database_(database),
      promise_(database, "REPLACE INTO promise VALUES (1, ?, ?)", "store the promise"),
      accepted_(database, "REPLACE INTO accepted VALUES (1, ?, ?, ?)",
                "store the accepted proposal") {}

single::AcceptorState Tables<single::AcceptorState>::read() {
  single::AcceptorState state;
  Statement promise(database_, "SELECT round, proposer FROM promise", "read the promise");
  if (promise.next()) state.promised = read_ballot(database_, promise, 0);
  Statement accepted(database_, "SELECT round, proposer, value FROM accepted",
                     "read the accepted proposal");
  if (accepted.next()) {
    state.accepted = Proposal{read_ballot(database_, accepted, 0), Value(accepted.bytes(2))};
  }
  // Accepting raises the promise, so the promise is never the lower one.
  if (state.accepted && state.accepted->ballot > state.promised) {
    database_.damaged("the accepted ballot " + to_string(state.accepted->ballot) +
                      " is above the promise");
  }
  return state;
}

void Tables<single::AcceptorState>::write(const single::AcceptorState& before,
                                          const single::AcceptorState& after) {
  if (after.promised != before.promised) {
    PAXOS_ASSERT(after.promised.has_value());
    promise_.run(column(after.promised->round), std::int64_t{after.promised->proposer});
  }
  if (after.accepted != before.accepted) {
    PAXOS_ASSERT(after.accepted.has_value());
    const auto& [ballot, value] = *after.accepted;
    accepted_.run(column(ballot.round), std::int64_t{ballot.proposer}, value);
  }
}

const char* const Tables<single::ProposerState>::schema = R"(
CREATE TABLE highest_round (
  -- The highest round tried (PMS §2.5). No row: none yet.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  round INTEGER NOT NULL CHECK (round >= 1)
) STRICT;
)";

Tables<single::ProposerState>::Tables(Database& database)
    : database_(database),
      highest_round_(database, "REPLACE INTO highest_round VALUES (1, ?)",
                     "store the highest round") {}

single::ProposerState Tables<single::ProposerState>::read() {
  Statement row(database_, "SELECT round FROM highest_round", "read the highest round");
  if (!row.next()) return {};
  return {read_round(database_, row, 0)};
}

void Tables<single::ProposerState>::write(const single::ProposerState&,
                                          const single::ProposerState& after) {
  highest_round_.run(column(after.highest_round));
}

}  // namespace paxos::storage
