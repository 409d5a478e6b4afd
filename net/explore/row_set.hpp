// A set of rows of numbers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "net/random.hpp"

namespace net::explore {

/// All rows have the same length. They lie one behind the other, so that one costs little more than
/// its numbers.
class RowSet {
 public:
  using Row = std::span<const std::uint32_t>;

  [[nodiscard]] bool contains(Row row) const {
    return !slots_.empty() && slots_[slot_of(row)] != 0;
  }

  /// A row that is not in it yet.
  void insert(Row row) {
    if (2 * (count_ + 1) > slots_.size()) rehash(std::max<std::size_t>(64, 2 * slots_.size()), row);
    rows_.insert(rows_.end(), row.begin(), row.end());
    slots_[slot_of(row)] = ++count_;
  }

  [[nodiscard]] std::size_t bytes() const {
    return (slots_.capacity() + rows_.capacity()) * sizeof(std::uint32_t);
  }

 private:
  [[nodiscard]] Row row(std::uint32_t number, std::size_t length) const {
    return Row(rows_).subspan((number - 1) * length, length);
  }

  /// Where the row is, or where it would be put.
  [[nodiscard]] std::size_t slot_of(Row wanted) const {
    std::uint64_t hash = 0;
    for (const auto number : wanted) hash = Random::mix(hash + number);
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] != 0 && !std::ranges::equal(row(slots_[slot], wanted.size()), wanted)) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    return slot;
  }

  void rehash(std::size_t size, Row like) {
    slots_.assign(size, 0);
    for (std::uint32_t number = 1; number <= count_; ++number) {
      slots_[slot_of(row(number, like.size()))] = number;
    }
  }

  std::vector<std::uint32_t> slots_;  // a row's number, counted from 1, or 0; a power of two
  std::vector<std::uint32_t> rows_;
  std::uint32_t count_ = 0;
};

}  // namespace net::explore
