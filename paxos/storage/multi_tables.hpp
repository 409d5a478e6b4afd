// How the durable state of each role of Multi-Paxos lies in the tables of its file.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "paxos/multi/acceptor.hpp"
#include "paxos/multi/learner.hpp"
#include "paxos/multi/proposer.hpp"
#include "paxos/storage/tables.hpp"

namespace paxos::storage {

template <>
class Tables<multi::Acceptor> {
 public:
  static const std::string schema;

  explicit Tables(Database& database);
  [[nodiscard]] multi::AcceptorState read();
  /// The promise alone, once the slot and ballot of all that was accepted are found to be sound.
  [[nodiscard]] multi::AcceptorState read_held();
  void write(const multi::AcceptorChange& change);
  [[nodiscard]] Send<multi::Message> recall(const multi::Recall& recall);

 private:
  /// Of the row of a proposal: its slot and ballot, or all of it.
  [[nodiscard]] std::pair<multi::Slot, Ballot> head(const Statement& row) const;
  [[nodiscard]] std::pair<multi::Slot, Proposal> entry(const Statement& row) const;

  Database& database_;
  PromiseTable promise_;
  Statement accepted_;
  std::optional<Ballot> promised_;  // as written
};

/// PMS §3: the chosen values of the slots from the first on, without a gap.
class ChosenTable {
 public:
  static const char* const schema;

  explicit ChosenTable(Database& database);
  [[nodiscard]] multi::ChosenLog read();
  void add(const multi::Learned& learned);

 private:
  Database& database_;
  Statement insert_;
};

template <>
class Tables<multi::Proposer> {
 public:
  static const std::string schema;

  explicit Tables(Database& database) : highest_round_(database), chosen_(database) {}
  [[nodiscard]] multi::ProposerState read() { return {{highest_round_.read()}, chosen_.read()}; }
  void write(const multi::ProposerChange& change) { highest_round_.write(change.highest_round); }
  void keep(const multi::Learned& learned) { chosen_.add(learned); }

 private:
  HighestRoundTable highest_round_;
  ChosenTable chosen_;
};

template <>
class Tables<multi::Learner> {
 public:
  static const std::string schema;

  explicit Tables(Database& database) : chosen_(database) {}
  [[nodiscard]] multi::LearnerState read() { return {chosen_.read()}; }
  void write(const multi::LearnerState&) {}
  void keep(const multi::Learned& learned) { chosen_.add(learned); }

 private:
  ChosenTable chosen_;
};

}  // namespace paxos::storage
