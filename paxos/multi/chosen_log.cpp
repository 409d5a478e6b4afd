#include "paxos/multi/chosen_log.hpp"

#include <algorithm>
#include <utility>

namespace paxos::multi {

std::optional<Learned> ChosenLog::learn(Slot slot, const Value& value) {
  if (contains(slot)) return std::nullopt;
  ahead_.emplace(slot, value);
  return close_gap();
}

// PMS §3, instances: commands are executed in the order of their slots, so one behind a gap waits.
std::optional<Learned> ChosenLog::close_gap() {
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
  Fetched page{std::max(from, begin_), {}};
  std::size_t used = 0;
  for (Slot slot = page.from; slot < first_unchosen(); slot = slot.next()) {
    const Value& value = (*this)[slot];
    used += value.size() + sizeof(std::uint32_t);
    if (used > bytes && !page.values.empty()) break;
    page.values.push_back(value);
  }
  return page;
}

bool ChosenLog::is_longer(Slot from, Slot to, std::uint64_t bytes) const {
  std::uint64_t used = 0;
  for (Slot slot = from; slot < to && used <= bytes; slot = slot.next()) {
    used += (*this)[slot].size();
  }
  return used > bytes;
}

void ChosenLog::drop_below(Slot begin) {
  if (begin <= begin_) return;
  const auto dropped = std::min<std::uint64_t>(begin.number - begin_.number, values_.size());
  values_.erase(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(dropped));
  begin_ = begin;
}

std::optional<Learned> ChosenLog::skip_to(Slot next) {
  if (next <= first_unchosen()) return std::nullopt;
  values_.clear();
  begin_ = next;
  ahead_.erase(ahead_.begin(), ahead_.lower_bound(next));
  return close_gap();
}

void ChosenLog::truncate(Slot end) {
  ahead_.clear();
  end = std::max(end, begin_);
  if (end < first_unchosen()) values_.resize(end.number - begin_.number);
}

}  // namespace paxos::multi
