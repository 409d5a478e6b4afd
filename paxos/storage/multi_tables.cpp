#include "paxos/storage/multi_tables.hpp"

#include <algorithm>
#include <utility>

namespace paxos::storage {

const std::string Tables<multi::Acceptor>::schema = std::string(promise_schema) + R"(
CREATE TABLE accepted (
  -- In each slot, the highest proposal accepted (PMS §3). No row: none yet.
  slot INTEGER PRIMARY KEY CHECK (slot >= 1),
  round INTEGER NOT NULL CHECK (round >= 1),
  proposer INTEGER NOT NULL CHECK (proposer >= 1),
  value BLOB NOT NULL
) STRICT;
CREATE TABLE forgotten (
  -- What was accepted below that slot counts no more (PMMC §4.2): others have snapshots of it. Rows
  -- of such slots may be there still. No row: nothing is forgotten.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  below INTEGER NOT NULL CHECK (below >= 1)
) STRICT;
)";

Tables<multi::Acceptor>::Tables(Database& database)
    : database_(database),
      promise_(database),
      accepted_(database, "REPLACE INTO accepted VALUES (?, ?, ?, ?)",
                "store an accepted proposal"),
      forget_(database, "REPLACE INTO forgotten VALUES (1, ?)", "store what is forgotten"),
      rows_(database, "accepted"),
      promised_(promise_.read()) {
  Statement row(database_, "SELECT below FROM forgotten", "read what is forgotten");
  if (!row.next()) return;
  const multi::Slot below{static_cast<std::uint64_t>(row.number(0))};
  if (!below.valid()) database_.damaged("there is no slot " + std::to_string(row.number(0)));
  row.next();
  forgotten_ = below;
  rows_.forget_below(below);
}

multi::AcceptorState Tables<multi::Acceptor>::read() {
  multi::AcceptorState state{promised_, {}, forgotten_};
  Statement row(database_,
                "SELECT slot, round, proposer, value FROM accepted WHERE slot >= ? ORDER BY slot",
                "read the accepted proposals");
  row.bind(1, column(forgotten_));
  while (row.next()) state.accepted.insert(state.accepted.end(), entry(row));
  return state;
}

multi::AcceptorState Tables<multi::Acceptor>::read_held() {
  Statement row(database_, "SELECT slot, round, proposer FROM accepted",
                "look at the accepted proposals");
  while (row.next()) static_cast<void>(head(row));
  return {promised_, {}, forgotten_};
}

Send<multi::Message> Tables<multi::Acceptor>::recall(const multi::Recall& recall) {
  multi::Page page(recall, forgotten_);
  Statement row(database_,
                "SELECT slot, round, proposer, value FROM accepted WHERE slot >= ? ORDER BY slot",
                "read a page of the accepted proposals");
  row.bind(1, column(std::max(recall.from, forgotten_)));
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
  if (change.forgotten > forgotten_) {
    forget_.run(column(change.forgotten));
    forgotten_ = change.forgotten;
    rows_.forget_below(forgotten_);
  }
  if (!change.accepted) return;
  const auto& [slot, proposal] = *change.accepted;
  accepted_.run(column(slot), column(proposal.ballot.round), std::int64_t{proposal.ballot.proposer},
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
      rows_(database, "chosen") {
  Statement last(database, "SELECT max(slot) FROM chosen", "look for the last chosen value");
  last.next();
  next_ = multi::Slot{static_cast<std::uint64_t>(last.number(0)) + 1};  // 0 if there is none
  last.next();
}

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
  next_ = log.first_unchosen();
  if (covered > next_ || (log.begin() == next_ && !is_first)) skip_to(covered);
  log.skip_to(covered);
  return log;
}

void ChosenTable::add(const multi::Learned& learned) {
  for (const Value& value : learned.values) {
    insert_.run(column(next_), value);
    next_ = next_.next();
  }
}

void ChosenTable::skip_to(multi::Slot next) {
  database_.execute("DELETE FROM chosen", "drop the chosen values");
  next_ = next;
  rows_.cleared(next);
}

multi::StoredSnapshots LedgerTables::look_again() {
  const multi::Slot before = snapshots_.held().own.of.end;
  snapshots_.look_again();
  const multi::Slot covered = snapshots_.held().own.of.end;
  if (covered > before) chosen_.rows().forget_below(before);
  if (covered > chosen_.next()) chosen_.skip_to(covered);
  return snapshots_.held();
}

const std::string Tables<multi::Proposer>::schema =
    std::string(highest_round_schema) + ChosenTable::schema;
const std::string Tables<multi::Learner>::schema = ChosenTable::schema;

}  // namespace paxos::storage
