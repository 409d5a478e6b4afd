// What a process knows to be chosen.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/multi/protocol.hpp"

namespace paxos::multi {

/// PMS §3, instances: the log, as far as one process knows it: the values of the slots from its
/// beginning on without a gap, and of some slots behind a gap. Every proposer and every learner has
/// one. It may be kept without a sync, and a crash may cost its end, for the acceptors hold it
/// durably; it is never wrong.
class ChosenLog {
 public:
  /// A snapshot stands for the slots below this one.
  [[nodiscard]] Slot begin() const { return begin_; }
  /// The lowest slot that is not known to be chosen.
  [[nodiscard]] Slot first_unchosen() const { return begin_.next(values_.size()); }
  /// The chosen value of a slot between the two.
  [[nodiscard]] const Value& operator[](Slot slot) const {
    return values_.at(slot.number - begin_.number);
  }
  /// Whether a slot is known to be chosen.
  [[nodiscard]] bool contains(Slot slot) const {
    return slot < first_unchosen() || ahead_.contains(slot);
  }
  /// Whether a higher slot is known to be chosen.
  [[nodiscard]] bool knows_above(Slot slot) const {
    return slot.next() < first_unchosen() || ahead_.upper_bound(slot) != ahead_.end();
  }

  /// Takes in a slot that is known to be chosen. Returns what can be delivered by it, which is the
  /// slot and those behind the gap that it closed; nothing if it was known or a gap is left.
  std::optional<Learned> learn(Slot slot, const Value& value);
  /// The same for many slots.
  std::optional<Learned> learn(const Fetched& fetched);

  /// The values from a slot on, at most `bytes` of them but at least one, if any is known. It does
  /// not begin before the log does.
  [[nodiscard]] Fetched page(Slot from, std::size_t bytes) const;
  /// Whether the values of those slots are longer than so many bytes together.
  [[nodiscard]] bool is_longer(Slot from, Slot to, std::uint64_t bytes) const;

  /// Drops what is below a slot that is known to be chosen, or to be in a snapshot.
  void drop_below(Slot begin);
  /// All below a slot is in a snapshot, so that it can be delivered next. Returns what is, of what
  /// was behind the gap.
  std::optional<Learned> skip_to(Slot next);
  /// Forgets all from a slot on, as a crash may.
  void truncate(Slot end);

  bool operator==(const ChosenLog&) const = default;

 private:
  std::optional<Learned> close_gap();

  Slot begin_;
  std::vector<Value> values_;    // of slot begin_ and those that follow it
  std::map<Slot, Value> ahead_;  // behind a gap
  BOOST_DESCRIBE_CLASS(ChosenLog, (), (), (), (begin_, values_, ahead_))
};

}  // namespace paxos::multi
