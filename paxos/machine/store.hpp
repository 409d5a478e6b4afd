// The key-value store, which is what the cluster replicates.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "paxos/machine/command.hpp"
#include "paxos/machine/entries.hpp"
#include "paxos/machine/syntax.hpp"

namespace paxos::machine {

/// PMS §3, state machine: the state of a deterministic state machine. A command's answer and the
/// next state follow from the state and the command alone. The table in store.cpp says which
/// commands there are.
///
/// An error changes nothing. One that the words alone tell (mistake_in) is of any store; only
/// INCR, INCRBY, APPEND and MGET can fail because of what keys hold.
class Store {
 public:
  Store() = default;
  explicit Store(Entries entries) : entries_(std::move(entries)) {}

  /// What is wrong with the words, if they are no command of the store: its name, the number of its
  /// arguments, an option, an integer, a key or value beyond its limit.
  [[nodiscard]] static std::optional<Error> mistake_in(Words words);
  /// Whether the name is that of a command which changes no store. Its arguments may be wrong.
  [[nodiscard]] static bool only_reads(Words words);
  /// In capitals, in the order of the table.
  [[nodiscard]] static std::vector<std::string_view> command_names();

  /// Executes a command, whose mistake is its answer if it has one.
  Reply execute(Words words);
  /// The same for a command that only reads; nothing for any other.
  [[nodiscard]] std::optional<Reply> read(Words words) const;
  [[nodiscard]] const Entries& entries() const { return entries_; }

  bool operator==(const Store&) const = default;

 private:
  Entries entries_;
};

}  // namespace paxos::machine
