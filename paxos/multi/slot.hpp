// Slots: the instances of PMS §3, the decree numbers of PTP §3.1.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include <boost/describe.hpp>

namespace paxos::multi {

/// PMS §3, instances: the i-th instance of the consensus algorithm chooses the i-th value of the
/// log. Slots are counted from 1.
struct Slot {
  static constexpr std::uint64_t last = INT64_MAX;  // what a signed column of a store holds

  std::uint64_t number = 1;

  auto operator<=>(const Slot&) const = default;

  [[nodiscard]] constexpr Slot next(std::uint64_t steps = 1) const { return {number + steps}; }
  /// Whether there is such a slot. A peer that names another one is faulty.
  [[nodiscard]] constexpr bool valid() const { return number >= 1 && number <= last; }
};
BOOST_DESCRIBE_STRUCT(Slot, (), (number))

inline std::string to_string(Slot slot) {
  return std::to_string(slot.number);
}
/// "in slot 7 "
inline std::string in(Slot slot) {
  return "in slot " + to_string(slot) + " ";
}
/// How it is printed inside of a message.
inline std::string print(Slot slot) {
  return to_string(slot);
}

}  // namespace paxos::multi
