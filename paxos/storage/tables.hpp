// How the durable state of each role of single-decree Paxos lies in the tables of its file.
#pragma once

#include "paxos/single/acceptor.hpp"
#include "paxos/single/learner.hpp"
#include "paxos/single/proposer.hpp"
#include "paxos/storage/database.hpp"

namespace paxos::storage {

/// For each State: `schema` creates the tables; read() takes the state from them and throws
/// StorageError if no role can have left it; write() changes them, inside a transaction, from one
/// state to a later one.
template <class State>
class Tables;

template <>
class Tables<single::AcceptorState> {
 public:
  static const char* const schema;

  explicit Tables(Database& database);
  [[nodiscard]] single::AcceptorState read();
  /// Only what differs is written: a new promise does not write the accepted value again.
  void write(const single::AcceptorState& before, const single::AcceptorState& after);

 private:
  Database& database_;
  Statement promise_;
  Statement accepted_;
};

template <>
class Tables<single::ProposerState> {
 public:
  static const char* const schema;

  explicit Tables(Database& database);
  [[nodiscard]] single::ProposerState read();
  void write(const single::ProposerState& before, const single::ProposerState& after);

 private:
  Database& database_;
  Statement highest_round_;
};

/// A learner has nothing that must survive: its file carries its identity alone.
template <>
class Tables<single::LearnerState> {
 public:
  static constexpr const char* schema = "";

  explicit Tables(Database&) {}
  [[nodiscard]] single::LearnerState read() { return {}; }
  void write(const single::LearnerState&, const single::LearnerState&) {}
};

}  // namespace paxos::storage
