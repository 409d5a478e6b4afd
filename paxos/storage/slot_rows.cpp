#include "paxos/storage/slot_rows.hpp"

#include <algorithm>

namespace paxos::storage {
namespace {

/// What a step drops: so many slots, or values of so many bytes and one more.
constexpr std::int64_t slots_a_step = 1000;
constexpr std::int64_t bytes_a_step = std::int64_t{1} << 20;
/// Pages that a step gives back, and as many as stay for what will be written next.
constexpr const char* pages_a_step = "PRAGMA incremental_vacuum(256)";
constexpr std::int64_t most_free_pages = 2048;

}  // namespace

SlotRows::SlotRows(Database& database, const std::string& table)
    : database_(database),
      table_(table),
      lengths_(
          database,
          ("SELECT slot, length(value) FROM " + table + " WHERE slot < ? ORDER BY slot LIMIT ?")
              .c_str(),
          "look for old slots"),
      drop_(database, ("DELETE FROM " + table + " WHERE slot < ?").c_str(), "forget old slots"),
      free_pages_(database, "PRAGMA freelist_count", "count the free pages") {}

void SlotRows::forget_below(multi::Slot below) {
  if (below <= below_) return;
  below_ = below;
  Statement row(database_, ("SELECT min(slot) FROM " + table_).c_str(), "look for the first slot");
  row.next();
  const auto lowest = static_cast<std::uint64_t>(row.number(0));  // 0 if there is none
  first_ = lowest == 0 ? below_ : std::min(below_, multi::Slot{lowest});
  row.next();
}

void SlotRows::forget_some() {
  if (first_ == below_) return shrink();
  lengths_.bind(1, column(below_));
  lengths_.bind(2, slots_a_step);
  std::int64_t slots = 0;
  for (std::int64_t bytes = 0; bytes <= bytes_a_step && lengths_.next(); ++slots) {
    first_ = multi::Slot{static_cast<std::uint64_t>(lengths_.number(0))}.next();
    bytes += lengths_.number(1);
  }
  lengths_.reset();
  if (slots == 0) first_ = below_;
  drop_.run(column(first_));
  shrinking_ = first_ == below_;
}

void SlotRows::shrink() {
  free_pages_.next();
  shrinking_ = free_pages_.number(0) > most_free_pages;
  free_pages_.next();
  if (shrinking_) database_.execute(pages_a_step, "give free pages back");
}

}  // namespace paxos::storage
