#include "paxos/multi/chosen_log.hpp"

#include <utility>

namespace paxos::multi {

std::optional<Learned> ChosenLog::learn(Slot slot, const Value& value) {
  if (contains(slot)) return std::nullopt;
  ahead_.emplace(slot, value);

  // PMS §3: commands are executed in the order of their slots, so one behind a gap waits.
  Learned learned{first_unchosen(), {}};
  for (auto next = ahead_.begin(); next != ahead_.end() && next->first == first_unchosen();
       next = ahead_.erase(next)) {
    learned.values.push_back(next->second);
    values_.push_back(std::move(next->second));
  }
  if (learned.values.empty()) return std::nullopt;
  return learned;
}

std::optional<Learned> ChosenLog::learn(const Fetched& fetched) {
  std::optional<Learned> all;
  for (std::size_t i = 0; i < fetched.values.size(); ++i) {
    auto learned = learn(fetched.from.next(i), fetched.values[i]);
    if (!learned) continue;
    if (!all) {
      all = std::move(learned);
    } else {
      all->values.insert(all->values.end(), learned->values.begin(), learned->values.end());
    }
  }
  return all;
}

Fetched ChosenLog::page(Slot from, std::size_t bytes) const {
  Fetched page{from, {}};
  std::size_t used = 0;
  for (Slot slot = from; slot < first_unchosen(); slot = slot.next()) {
    const Value& value = (*this)[slot];
    used += value.size() + sizeof(std::uint32_t);
    if (used > bytes && !page.values.empty()) break;
    page.values.push_back(value);
  }
  return page;
}

void ChosenLog::truncate(Slot end) {
  ahead_.clear();
  if (end < first_unchosen()) values_.resize(end.number - 1);
}

}  // namespace paxos::multi
