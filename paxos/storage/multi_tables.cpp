#include "paxos/storage/multi_tables.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

namespace paxos::storage {

const std::string Tables<multi::Acceptor>::schema = std::string(promise_schema) + R"(
CREATE TABLE accepted (
  -- In each slot, the highest proposal accepted (PMS §3). No row: none yet.
  slot INTEGER PRIMARY KEY CHECK (slot >= 1),
  round INTEGER NOT NULL CHECK (round >= 1),
  proposer INTEGER NOT NULL CHECK (proposer >= 1),
  value BLOB NOT NULL,
  sum INTEGER NOT NULL
) STRICT;
CREATE TABLE forgotten (
  -- What was accepted below that slot counts no more (PMMC §4.2): others have snapshots of it. Rows
  -- of such slots may be there still. No row: nothing is forgotten.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  below INTEGER NOT NULL CHECK (below >= 1),
  sum INTEGER NOT NULL
) STRICT;
)";

Tables<multi::Acceptor>::Tables(Database& database)
    : database_(database),
      promise_(database),
      accepted_(database, "REPLACE INTO accepted VALUES (?, ?, ?, ?, ?)",
                "store an accepted proposal"),
      forget_(database, "REPLACE INTO forgotten VALUES (1, ?, ?)", "store what is forgotten"),
      rows_(database, "accepted"),
      promised_(promise_.read()) {
  Statement row(database_, "SELECT below, sum FROM forgotten", "read what is forgotten");
  if (!row.next()) return;
  require_sum(database_, row, 1, row_sum({row.number(0)}), "what is forgotten");
  const multi::Slot below{static_cast<std::uint64_t>(row.number(0))};
  if (!below.valid()) database_.damaged("there is no slot " + std::to_string(row.number(0)));
  row.next();
  forgotten_ = below;
  rows_.forget_below(below);
}

multi::AcceptorState Tables<multi::Acceptor>::read() {
  multi::AcceptorState state{promised_, {}, forgotten_};
  for_each([&](const auto& entry) {
    if (entry.first >= forgotten_) state.accepted.insert(state.accepted.end(), entry);
  });
  return state;
}

multi::AcceptorState Tables<multi::Acceptor>::read_held() {
  for_each([](const auto&) {});
  return {promised_, {}, forgotten_};
}

/// All rows, for in the order of the file a slot that is damaged is found too.
template <class Visit>
void Tables<multi::Acceptor>::for_each(Visit visit) {
  Statement row(database_, "SELECT slot, round, proposer, value, sum FROM accepted ORDER BY slot",
                "read the accepted proposals");
  while (row.next()) visit(entry(row));
}

Send<multi::Message> Tables<multi::Acceptor>::recall(const multi::Recall& recall) {
  multi::Page page(recall, forgotten_);
  Statement row(
      database_,
      "SELECT slot, round, proposer, value, sum FROM accepted WHERE slot >= ? ORDER BY slot",
      "read a page of the accepted proposals");
  row.bind(1, column(std::max(recall.from, forgotten_)));
  while (row.next()) {
    const auto [slot, proposal] = entry(row);
    if (!page.add(slot, proposal)) break;
  }
  return std::move(page).send();
}

std::pair<multi::Slot, Proposal> Tables<multi::Acceptor>::entry(const Statement& row) const {
  const multi::Slot slot{static_cast<std::uint64_t>(row.number(0))};
  if (!slot.valid()) database_.damaged("there is no slot " + std::to_string(row.number(0)));
  const Ballot ballot = read_ballot(database_, row, 1);
  std::string value = row.bytes(3);
  require_sum(database_, row, 4, row_sum({row.number(0), row.number(1), row.number(2)}, value),
              "what is accepted in slot " + to_string(slot));
  require_promised(database_, ballot, promised_);
  return {slot, {ballot, Value(std::move(value))}};
}

void Tables<multi::Acceptor>::write(const multi::AcceptorChange& change) {
  if (change.promised != promised_) {
    promise_.write(change.promised);
    promised_ = change.promised;
  }
  if (change.forgotten > forgotten_) {
    forget_.run(column(change.forgotten), row_sum({column(change.forgotten)}));
    forgotten_ = change.forgotten;
    rows_.forget_below(forgotten_);
  }
  if (!change.accepted) return;
  const auto& [slot, proposal] = *change.accepted;
  const std::int64_t round = column(proposal.ballot.round);
  const std::int64_t proposer = proposal.ballot.proposer;
  accepted_.run(column(slot), round, proposer, proposal.value,
                row_sum({column(slot), round, proposer}, proposal.value.bytes()));
}

const char* const ChosenTable::schema = R"(
CREATE TABLE chosen (
  -- The values known to be chosen (PMS §3), without a gap. The snapshot beside this file stands for
  -- those before them. A crash of the machine may cost the last.
  slot INTEGER PRIMARY KEY CHECK (slot >= 1),
  value BLOB NOT NULL,
  sum INTEGER NOT NULL  -- CRC-32 of the rest of the row
) STRICT;
)";

ChosenTable::ChosenTable(Database& database)
    : database_(database),
      drop_from_(database, "DELETE FROM chosen WHERE slot >= ?", "drop the end of the log"),
      insert_(database, "INSERT INTO chosen VALUES (?, ?, ?)", "store a chosen value"),
      rows_(database, "chosen") {
  Statement last(database, "SELECT max(slot) FROM chosen", "look for the last chosen value");
  last.next();
  next_ = multi::Slot{static_cast<std::uint64_t>(last.number(0)) + 1};  // 0 if there is none
  last.next();
}

multi::ChosenLog ChosenTable::read(multi::Slot covered) {
  multi::ChosenLog log;
  Statement row(database_, "SELECT slot, value, sum FROM chosen ORDER BY slot",
                "read the chosen values");
  bool is_first = true;
  bool is_sound = true;
  while (row.next()) {
    const multi::Slot slot{static_cast<std::uint64_t>(row.number(0))};
    if (std::exchange(is_first, false)) {
      if (slot > covered) {
        spdlog::error(
            "{} begins at slot {}, and no snapshot stands for what is before; the log is "
            "learned anew",
            database_.file().string(), to_string(slot));
        break;
      }
      log.skip_to(slot);
    }
    std::string value = row.bytes(1);
    is_sound = slot == log.first_unchosen() && row.number(2) == row_sum({row.number(0)}, value);
    if (!is_sound) break;
    log.learn(slot, Value(std::move(value)));
  }
  row.reset();
  next_ = log.first_unchosen();
  if (!is_sound) {
    // PMS §2.3, asking: it can be learned again, and so can what is behind it.
    spdlog::error(
        "{} is damaged: the chosen value of slot {} is not what was written; the log is "
        "learned anew from there",
        database_.file().string(), to_string(next_));
    drop_from_.run(column(next_));
  }
  if (covered > next_ || (log.begin() == next_ && !is_first)) skip_to(covered);
  log.skip_to(covered);
  return log;
}

void ChosenTable::add(const multi::Learned& learned) {
  if (learned.from != next_) {
    database_.damaged("its log ends before slot " + to_string(next_) + ", and not before slot " +
                      to_string(learned.from) + " as it did");
  }
  for (const Value& value : learned.values) {
    insert_.run(column(next_), value, row_sum({column(next_)}, value.bytes()));
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
