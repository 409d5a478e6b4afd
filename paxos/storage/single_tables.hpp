// How the durable state of each role of single-decree Paxos lies in the tables of its file.
#pragma once

#include <string>

#include "paxos/single/acceptor.hpp"
#include "paxos/single/learner.hpp"
#include "paxos/single/proposer.hpp"
#include "paxos/storage/tables.hpp"

namespace paxos::storage {

template <>
class Tables<single::Acceptor> {
 public:
  static const std::string schema;

  explicit Tables(Database& database);
  [[nodiscard]] single::AcceptorState read();
  /// Only what differs is written: a new promise does not write the accepted value again.
  void write(const single::AcceptorState& state);

 private:
  Database& database_;
  PromiseTable promise_;
  Statement accepted_;
  single::AcceptorState written_;
};

template <>
class Tables<single::Proposer> {
 public:
  static const std::string schema;

  explicit Tables(Database& database) : highest_round_(database) {}
  [[nodiscard]] single::ProposerState read() { return {highest_round_.read()}; }
  void write(const single::ProposerState& state) { highest_round_.write(state.highest_round); }

 private:
  HighestRoundTable highest_round_;
};

/// A learner has nothing that must survive: its file carries its identity alone.
template <>
class Tables<single::Learner> {
 public:
  static const std::string schema;

  explicit Tables(Database&) {}
  [[nodiscard]] single::LearnerState read() { return {}; }
  void write(const single::LearnerState&) {}
};

}  // namespace paxos::storage
