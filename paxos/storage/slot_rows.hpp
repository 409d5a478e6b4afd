// Rows of a table that has one for each slot, and the end of those that are not needed any more.
#pragma once

#include <string>

#include "paxos/multi/slot.hpp"
#include "paxos/storage/database.hpp"

namespace paxos::storage {

/// PMMC §4.2, forgetting: what is below some slot is forgotten. The rows go a step at a time, so
/// that nobody waits for all of them, and then the file gives its free pages back, as slowly. A
/// crash leaves more of them than need be, which does no harm.
class SlotRows {
 public:
  SlotRows(Database& database, const std::string& table);

  /// What is below that slot is not needed any more.
  void forget_below(multi::Slot below);
  /// Whether there is anything left to do.
  [[nodiscard]] bool has_more() const { return first_ < below_ || shrinking_; }
  /// Takes a step, inside a transaction.
  void forget_some();
  /// The rows are all gone.
  void cleared(multi::Slot next) { first_ = below_ = next; }

 private:
  void shrink();

  Database& database_;
  std::string table_;
  Statement lengths_;
  Statement drop_;
  Statement free_pages_;
  multi::Slot first_;  // there is none below it
  multi::Slot below_;
  bool shrinking_ = false;
};

/// As a column of a table.
constexpr std::int64_t column(multi::Slot slot) {
  return static_cast<std::int64_t>(slot.number);
}

}  // namespace paxos::storage
