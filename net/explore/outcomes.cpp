#include "net/explore/outcomes.hpp"

#include <map>
#include <set>
#include <utility>

#include "net/random.hpp"

namespace net::explore {
namespace {

/// As a process can know any subset of what was sent to it, this may be very many; the search, if
/// it interleaves the process with the others, can at least be ended at any time.
constexpr std::size_t most_at_once = 100'000;

void refuse_more_than_most(std::size_t states) {
  if (states <= most_at_once) return;
  throw Unsound(Unsound::silence, "the learners may be in any of more than " +
                                      std::to_string(most_at_once) + " states at once");
}

/// What a hash table and the allocator add to an entry, about.
constexpr std::size_t bytes_of_node = 80;

}  // namespace

std::size_t Outcomes::HashNumbers::operator()(const Numbers& numbers) const {
  std::uint64_t hash = numbers.size();
  for (const auto number : numbers) hash = Random::mix(hash + number);
  return hash;
}

std::optional<paxos::Violation> Outcomes::violated(const State& state, std::uint32_t crashes) {
  histories_.clear();
  for (std::size_t place = 0; place < roster_.cast().nodes().size(); ++place) {
    const Roster::Known& known = roster_.known(state.locals[place]);
    if (known.broken) return roster_.cast().broken(state.locals[place]);
    histories_.push_back(known.history);
  }
  of_silent_.clear();
  std::size_t combinations = 1;
  for (const std::uint32_t place : silent_) {
    of_silent_.push_back(&reachable(place, state));
    const auto& [histories, broken] = *of_silent_.back();
    refuse_more_than_most(combinations *= histories.size());
    if (broken && broken->second <= crashes) return broken->first;
  }
  return violated_in_any(0, crashes);
}

/// Looks at every combination of what the silent processes from the `from`th on can know after no
/// more than `crashes` of them.
std::optional<paxos::Violation> Outcomes::violated_in_any(std::size_t from, std::uint32_t crashes) {
  if (from == silent_.size()) {
    if (fine_.contains(histories_)) return std::nullopt;
    auto violation = roster_.cast().violated(histories_);
    if (violation) return violation;
    fine_.insert(histories_);
    return std::nullopt;
  }
  for (const auto& [history, needed] : of_silent_[from]->histories) {
    if (needed > crashes) continue;
    histories_[silent_[from]] = history;
    if (auto violation = violated_in_any(from + 1, crashes - needed)) return violation;
  }
  return std::nullopt;
}

const Outcomes::Reachable& Outcomes::reachable(std::uint32_t place, const State& state) {
  received_.clear();
  for (const MessageId message : state.messages) {
    if (roster_.receiver(message) == place) received_.push_back(message);
  }
  const std::size_t messages = received_.size();
  received_.push_back(place);
  auto known = reachable_.find(received_);
  if (known == reachable_.end()) {
    Reachable found = explore(state.locals[place], std::span(received_).first(messages));
    bytes_of_reachable_ += bytes_of_node + sizeof(found) + received_.size() * sizeof(received_[0]) +
                           found.histories.size() * sizeof(found.histories[0]);
    known = reachable_.emplace(received_, std::move(found)).first;
  }
  return known->second;
}

/// Every local state that the messages lead to, those of fewer crashes first. It may take in each
/// of them any number of times.
Outcomes::Reachable Outcomes::explore(LocalId initial, std::span<const MessageId> messages) {
  std::set<LocalId> seen;
  std::vector<LocalId> crashed{initial};
  std::map<HistoryId, std::uint32_t> histories;
  Reachable reachable;
  for (std::uint32_t spent = 0; spent <= most_crashes_ && !crashed.empty(); ++spent) {
    std::vector<LocalId> pending = std::exchange(crashed, {});
    while (!pending.empty()) {
      const LocalId local = pending.back();
      pending.pop_back();
      if (!seen.insert(local).second) continue;
      refuse_more_than_most(seen.size());
      const Roster::Known known = roster_.known(local);
      histories.try_emplace(known.history, spent);
      if (known.broken && !reachable.broken) {
        reachable.broken.emplace(*roster_.cast().broken(local), spent);
      }
      for (const MessageId message : messages) {
        if (const auto* transition = roster_.deliver(local, message)) {
          pending.push_back(transition->next);
        }
      }
      for (const auto& move : roster_.moves(local)) crashed.push_back(move.transition.next);
    }
  }
  reachable.histories.assign(histories.begin(), histories.end());
  return reachable;
}

}  // namespace net::explore
