#include "paxos/storage/multi_tables.hpp"

#include <algorithm>
#include <utility>

namespace paxos::storage {

namespace {

std::int64_t number(multi::Slot slot) {
  return static_cast<std::int64_t>(slot.number);
}

}  // namespace

const std::string Tables<multi::Acceptor>::schema = std::string(promise_schema) + R"(
CREATE TABLE accepted (
  -- In each slot, the highest proposal accepted (PMS §3). No row: none yet.
  slot INTEGER PRIMARY KEY CHECK (slot >= 1),
  round INTEGER NOT NULL CHECK (round >= 1),
  proposer INTEGER NOT NULL CHECK (proposer >= 1),
  value BLOB NOT NULL
) STRICT;
)";

Tables<multi::Acceptor>::Tables(Database& database)
    : database_(database),
      promise_(database),
      accepted_(database, "REPLACE INTO accepted VALUES (?, ?, ?, ?)",
                "store an accepted proposal"),
      promised_(promise_.read()) {}

multi::AcceptorState Tables<multi::Acceptor>::read() {
  multi::AcceptorState state{promised_, {}};
  Statement row(database_, "SELECT slot, round, proposer, value FROM accepted ORDER BY slot",
                "read the accepted proposals");
  while (row.next()) state.accepted.insert(state.accepted.end(), entry(row));
  return state;
}

multi::AcceptorState Tables<multi::Acceptor>::read_held() {
  Statement row(database_, "SELECT slot, round, proposer FROM accepted",
                "look at the accepted proposals");
  while (row.next()) static_cast<void>(head(row));
  return {promised_, {}};
}

Send<multi::Message> Tables<multi::Acceptor>::recall(const multi::Recall& recall) {
  multi::Page page(recall);
  Statement row(database_,
                "SELECT slot, round, proposer, value FROM accepted WHERE slot >= ? ORDER BY slot",
                "read a page of the accepted proposals");
  row.bind(1, number(recall.from));
  while (row.next()) {
    const auto [slot, proposal] = entry(row);
    if (!page.add(slot, proposal)) break;
  }
  return std::move(page).send();
}

std::pair<multi::Slot, Ballot> Tables<multi::Acceptor>::head(const Statement& row) const {
  const multi::Slot slot{static_cast<std::uint64_t>(row.number(0))};
  const Ballot ballot = read_ballot(database_, row, 1);
  if (!slot.valid()) database_.damaged("there is no slot " + std::to_string(row.number(0)));
  require_promised(database_, ballot, promised_);
  return {slot, ballot};
}

std::pair<multi::Slot, Proposal> Tables<multi::Acceptor>::entry(const Statement& row) const {
  const auto [slot, ballot] = head(row);
  return {slot, {ballot, Value(row.bytes(3))}};
}

void Tables<multi::Acceptor>::write(const multi::AcceptorChange& change) {
  if (change.promised != promised_) {
    promise_.write(change.promised);
    promised_ = change.promised;
  }
  if (!change.accepted) return;
  const auto& [slot, proposal] = *change.accepted;
  accepted_.run(number(slot), column(proposal.ballot.round), std::int64_t{proposal.ballot.proposer},
                proposal.value);
}

const char* const ChosenTable::schema = R"(
CREATE TABLE chosen (
  -- The values known to be chosen (PMS §3), without a gap. The snapshot beside this file stands for
  -- those before them. A crash of the machine may cost the last.
  slot INTEGER PRIMARY KEY CHECK (slot >= 1),
  value BLOB NOT NULL
) STRICT;
)";

ChosenTable::ChosenTable(Database& database)
    : database_(database),
      insert_(database, "INSERT INTO chosen VALUES (?, ?)", "store a chosen value"),
      drop_(database, "DELETE FROM chosen WHERE slot < ?", "drop chosen values") {}

multi::ChosenLog ChosenTable::read(multi::Slot covered) {
  multi::ChosenLog log;
  Statement row(database_, "SELECT slot, value FROM chosen ORDER BY slot",
                "read the chosen values");
  bool is_first = true;
  while (row.next()) {
    const multi::Slot slot{static_cast<std::uint64_t>(row.number(0))};
    if (std::exchange(is_first, false)) {
      // The snapshot that stood for those before it is damaged, or gone.
      if (slot > covered) break;
      log.skip_to(slot);
    }
    if (slot != log.first_unchosen()) {
      database_.damaged("the chosen value of slot " + to_string(log.first_unchosen()) +
                        " is missing");
    }
    log.learn(slot, Value(row.bytes(1)));
  }
  begin_ = first_ = log.begin();
  next_ = log.first_unchosen();
  if (covered > next_ || (log.begin() == next_ && !is_first)) skip_to(covered);
  log.skip_to(covered);
  return log;
}

void ChosenTable::add(const multi::Learned& learned) {
  for (const Value& value : learned.values) {
    insert_.run(number(next_), value);
    next_ = next_.next();
  }
  if (first_ == begin_) return;
  // Twice as many as are added, so that it keeps up.
  first_ = std::min(begin_, first_.next(2 * learned.values.size()));
  drop_.run(number(first_));
}

void ChosenTable::skip_to(multi::Slot next) {
  database_.execute("DELETE FROM chosen", "drop the chosen values");
  begin_ = first_ = next_ = next;
}

multi::StoredSnapshots LedgerTables::look_again() {
  const multi::Slot before = snapshots_.held().own.of.end;
  snapshots_.look_again();
  const multi::Slot covered = snapshots_.held().own.of.end;
  if (covered > before) chosen_.drop_below(before);
  if (covered > chosen_.next()) chosen_.skip_to(covered);
  return snapshots_.held();
}

const std::string Tables<multi::Proposer>::schema =
    std::string(highest_round_schema) + ChosenTable::schema;
const std::string Tables<multi::Learner>::schema = ChosenTable::schema;

}  // namespace paxos::storage
