// The search for an order of operations that explains what clients were answered.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/container_hash/hash.hpp>

#include "paxos/machine/linearizability.hpp"
#include "paxos/machine/linearizability_models.hpp"

namespace paxos::machine {

/// Depth first (Wing & Gong 1993), but never twice on from the same operations placed and the same
/// state (Lowe 2017). The calls and returns of what is not yet placed are a list, in order of time;
/// next may come what is called before the first return in it.
template <Model M>
class Search {
 public:
  using State = typename M::State;
  using Index = std::uint32_t;

  /// In the order of their calls, those of one client in the order in which it made them.
  explicit Search(const std::vector<const Operation*>& operations)
      : state_(&*states_.insert(State{}).first) {
    make_items(operations);
    make_list();
  }

  Outcome run(std::uint64_t most_states);

  [[nodiscard]] std::uint64_t states() const { return visited_; }
  /// Of a search that found no order: the longest one that it tried, and what fits nowhere then.
  [[nodiscard]] const std::vector<Index>& longest() const { return longest_; }
  [[nodiscard]] std::optional<Index> misfit() const { return misfit_; }

 private:
  /// An entry of the list. It is a ring; the entry at 0 is behind the last and before the first.
  struct Event {
    Index item = 0;
    bool is_return = false;
    Index previous = 0, next = 0;
  };
  /// What may come next is tried in this order. A read that fits may as well come at once, so that
  /// nothing else is tried in its place. What has an unknown outcome comes if nothing else will do.
  enum class Turn : std::uint8_t { read, change, unknown };
  struct Item {
    const Operation* operation;
    Turn turn;
    Index call = 0, returned = 0;  // in events_
    std::size_t bit = 0;           // in placed_
    /// What must be placed before it: its client's last operation, for the two may share an
    /// instant; and, if both are of unknown outcome, one like it that was called before it, for
    /// that can stand wherever this can.
    std::optional<Index> last = {}, twin = {};
  };
  struct Step {
    Index item;
    const State* before;
  };

  void make_items(const std::vector<const Operation*>& operations);
  void find_twins(const std::vector<Index>& unknown);
  void make_list();
  void lift(const Item& item);
  void unlift(const Item& item);

  [[nodiscard]] bool is_known(Index item) const { return items_[item].turn != Turn::unknown; }
  [[nodiscard]] bool is_placed(Index item) const {
    const std::size_t bit = items_[item].bit;
    return (placed_[bit / word] >> (bit % word) & 1U) != 0;
  }
  void flip(Index item) {
    const std::size_t bit = items_[item].bit;
    placed_[bit / word] ^= std::uint64_t{1} << (bit % word);
  }
  [[nodiscard]] std::vector<std::uint64_t> placed() const;

  bool try_place(Index item);
  [[nodiscard]] bool is_in_vain(const Step& unknown, Index item, const State& next) const;
  Index take_back();
  void note(Index misfit);

  static constexpr std::size_t word = 64;

  std::vector<Item> items_;
  std::vector<Event> events_;
  std::vector<std::uint64_t> placed_;  // a bit each: first those of known outcome, in their order
  std::size_t known_words_ = 0;        // of placed_
  std::size_t left_ = 0;               // of known outcome, yet to be placed
  std::vector<Step> order_;
  std::unordered_set<State, boost::hash<State>> states_;  // each once, where it stays
  const State* state_;                                    // one of them
  using Seen = std::pair<std::vector<std::uint64_t>, const State*>;
  std::unordered_set<Seen, boost::hash<Seen>> seen_;
  std::uint64_t visited_ = 0;

  std::vector<Index> longest_;
  std::size_t least_left_ = std::numeric_limits<std::size_t>::max();
  std::size_t common_ = 0;  // longest_ and order_ begin alike that far
  std::optional<Index> misfit_ = {};
};

template <Model M>
void Search<M>::make_items(const std::vector<const Operation*>& operations) {
  std::map<std::uint32_t, Index> last;  // of each client, of known outcome
  std::vector<Index> unknown;
  for (const Operation* operation : operations) {
    const auto index = static_cast<Index>(items_.size());
    const Turn known = changes_nothing(*operation) ? Turn::read : Turn::change;
    Item item{.operation = operation, .turn = operation->ok ? known : Turn::unknown};
    const auto found = last.find(operation->client);
    if (found != last.end()) item.last = found->second;
    if (operation->ok) {
      item.bit = left_++;
      last[operation->client] = index;
    } else {
      unknown.push_back(index);
    }
    items_.push_back(item);
  }
  known_words_ = (left_ + word - 1) / word;
  std::size_t bits = known_words_ * word;
  for (const Index index : unknown) items_[index].bit = bits++;
  placed_.resize((bits + word - 1) / word);
  find_twins(unknown);
}

template <Model M>
void Search<M>::find_twins(const std::vector<Index>& unknown) {
  const auto parts = [](const Operation& o) {
    return std::tie(o.op, o.key, o.value, o.expect, o.keys, o.values);
  };
  std::map<decltype(parts(*items_[0].operation)), std::vector<Index>> alike;
  for (const Index index : unknown) {
    const Operation& operation = *items_[index].operation;
    auto& others = alike[parts(operation)];
    for (auto other = others.rbegin(); other != others.rend() && !items_[index].twin; ++other) {
      if (items_[*other].operation->call < operation.call) items_[index].twin = *other;
    }
    others.push_back(index);
  }
}

/// What is called at the very time of a return may come before it.
template <Model M>
void Search<M>::make_list() {
  struct Moment {
    std::int64_t time;
    bool is_return;
    Index item;
    auto operator<=>(const Moment&) const = default;
  };
  std::vector<Moment> moments;
  for (Index i = 0; i < items_.size(); ++i) {
    const Operation& operation = *items_[i].operation;
    moments.push_back({operation.call, false, i});
    if (operation.returned) moments.push_back({*operation.returned, true, i});
  }
  std::ranges::sort(moments);
  const auto size = static_cast<Index>(moments.size() + 1);
  events_.push_back({.previous = size - 1, .next = 1 % size});
  for (const auto& moment : moments) {
    const auto index = static_cast<Index>(events_.size());
    auto& item = items_[moment.item];
    (moment.is_return ? item.returned : item.call) = index;
    events_.push_back({moment.item, moment.is_return, index - 1, (index + 1) % size});
  }
}

/// One of unknown outcome has no return in the list.
template <Model M>
void Search<M>::lift(const Item& item) {
  for (const Index index : {item.call, item.returned}) {
    if (index == 0) continue;
    events_[events_[index].previous].next = events_[index].next;
    events_[events_[index].next].previous = events_[index].previous;
  }
}

/// Undoes the last lift() that is not undone.
template <Model M>
void Search<M>::unlift(const Item& item) {
  for (const Index index : {item.returned, item.call}) {
    if (index == 0) continue;
    events_[events_[index].previous].next = index;
    events_[events_[index].next].previous = index;
  }
}

/// The words that say it all: few lie between those that are full and those that are empty.
template <Model M>
std::vector<std::uint64_t> Search<M>::placed() const {
  const auto begin = placed_.begin();
  const auto known = begin + static_cast<std::ptrdiff_t>(known_words_);
  const auto from = std::find_if(begin, known, [](auto bits) { return ~bits != 0; });
  auto to = known;
  while (to != from && *(to - 1) == 0) --to;
  std::vector<std::uint64_t> words{static_cast<std::uint64_t>(from - begin)};
  words.insert(words.end(), from, to);
  words.insert(words.end(), known, placed_.end());
  return words;
}

template <Model M>
Outcome Search<M>::run(std::uint64_t most_states) {
  Index at = events_[0].next;
  Turn turn = Turn::read;
  while (left_ > 0) {
    const auto [item, is_return, previous, next] = events_[at];
    if (!is_return) {
      const bool is_next = items_[item].turn == turn && try_place(item);
      if (is_next && ++visited_ > most_states) return Outcome::gave_up;
      if (is_next) turn = Turn::read;
      at = is_next ? events_[0].next : next;
    } else if (turn != Turn::unknown) {
      turn = turn == Turn::read ? Turn::change : Turn::unknown;
      at = events_[0].next;
    } else {
      note(item);
      while (!order_.empty() && items_[order_.back().item].turn == Turn::read) take_back();
      if (order_.empty()) return Outcome::not_linearizable;
      turn = items_[order_.back().item].turn;
      at = take_back();
    }
  }
  return Outcome::linearizable;
}

/// If it may come next and leads to something new, it does.
template <Model M>
bool Search<M>::try_place(Index index) {
  const Item& item = items_[index];
  if (item.last && !is_placed(*item.last)) return false;
  if (item.twin && !is_placed(*item.twin)) return false;
  auto next = M::step(*state_, *item.operation);
  if (!next) return false;
  if (!order_.empty() && is_in_vain(order_.back(), index, *next)) return false;

  flip(index);
  const State* state = &*states_.insert(*std::move(next)).first;
  // After one of unknown outcome not all is tried, so that this does not count as seen. A read is
  // the only way on from where it is placed, and that has been seen or not.
  if (item.turn == Turn::change && !seen_.emplace(placed(), state).second) {
    flip(index);
    return false;
  }
  order_.push_back({index, state_});
  state_ = state;
  lift(item);
  if (is_known(index)) --left_;
  return true;
}

/// Whether a step of unknown outcome right before this one is not needed: without it all would be
/// the same, or it may as well come right after. Of two of unknown outcome whose order makes no
/// difference, the one that was called first comes first.
template <Model M>
bool Search<M>::is_in_vain(const Step& unknown, Index index, const State& next) const {
  if (is_known(unknown.item)) return false;
  const auto without = M::step(*unknown.before, *items_[index].operation);
  if (!without) return false;
  if (*without == next) return true;
  if (!is_known(index) && index > unknown.item) return false;
  return M::step(*without, *items_[unknown.item].operation) == next;
}

/// Takes back the last step, and returns where in the list to look for another.
template <Model M>
auto Search<M>::take_back() -> Index {
  const auto [index, before] = order_.back();
  order_.pop_back();
  common_ = std::min(common_, order_.size());
  state_ = before;
  flip(index);
  unlift(items_[index]);
  if (is_known(index)) ++left_;
  return events_[items_[index].call].next;
}

/// Nothing may come next, though one must. The longest order has most of known outcome, and then
/// least of the others.
template <Model M>
void Search<M>::note(Index misfit) {
  if (std::pair(left_, order_.size()) >= std::pair(least_left_, longest_.size())) return;
  least_left_ = left_;
  misfit_ = misfit;
  longest_.resize(common_);
  for (; common_ < order_.size(); ++common_) longest_.push_back(order_[common_].item);
}

}  // namespace paxos::machine
