#include "paxos/storage/single_tables.hpp"

#include <string>
#include <utility>

#include "paxos/assert.hpp"

namespace paxos::storage {

const std::string Tables<single::Acceptor>::schema = std::string(promise_schema) + R"(
CREATE TABLE accepted (
  -- The highest proposal accepted (PMS §2.2). No row: none yet.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  round INTEGER NOT NULL CHECK (round >= 1),
  proposer INTEGER NOT NULL CHECK (proposer >= 1),
  value BLOB NOT NULL,
  sum INTEGER NOT NULL
) STRICT;
CREATE VIEW acceptor AS
  -- Both for a human: ballots as round.proposer, the value as text.
  SELECT (SELECT round || '.' || proposer FROM promise) AS promised,
         (SELECT round || '.' || proposer FROM accepted) AS accepted,
         (SELECT CAST(value AS TEXT) FROM accepted) AS value;
)";
const std::string Tables<single::Proposer>::schema = highest_round_schema;
const std::string Tables<single::Learner>::schema;

Tables<single::Acceptor>::Tables(Database& database)
    : database_(database),
      promise_(database),
      accepted_(database, "REPLACE INTO accepted VALUES (1, ?, ?, ?, ?)",
                "store the accepted proposal"),
      written_(read()) {}

single::AcceptorState Tables<single::Acceptor>::read() {
  single::AcceptorState state;
  state.promised = promise_.read();
  Statement accepted(database_, "SELECT round, proposer, value, sum FROM accepted",
                     "read the accepted proposal");
  if (accepted.next()) {
    std::string value = accepted.bytes(2);
    const Ballot ballot = read_ballot(database_, accepted, 0);
    require_sum(database_, accepted, 3, row_sum({accepted.number(0), accepted.number(1)}, value),
                "the accepted proposal");
    require_promised(database_, ballot, state.promised);
    state.accepted = Proposal{ballot, Value(std::move(value))};
  }
  return state;
}

void Tables<single::Acceptor>::write(const single::AcceptorState& state) {
  if (state.promised != written_.promised) {
    PAXOS_ASSERT(state.promised.has_value());
    promise_.write(*state.promised);
  }
  if (state.accepted != written_.accepted) {
    PAXOS_ASSERT(state.accepted.has_value());
    const auto& [ballot, value] = *state.accepted;
    const std::int64_t proposer = ballot.proposer;
    accepted_.run(column(ballot.round), proposer, value,
                  row_sum({column(ballot.round), proposer}, value.bytes()));
  }
  written_ = state;
}

}  // namespace paxos::storage
