#include "net/explore/run.hpp"

#include <algorithm>
#include <deque>
#include <ranges>
#include <set>
#include <utility>

#include "paxos/assert.hpp"

namespace net::explore {
namespace {

/// Is given the steps of a state, and keeps those that are wanted.
class Picker final : public StepSink {
 public:
  Picker(const NetworkExpander& expander, const Walk::Wanted& wanted)
      : expander_(expander), wanted_(wanted) {}

  void take(const Step& step) override {
    if (wanted_(expander_.action(), step)) picked_.emplace_back(expander_.action(), step);
  }
  [[nodiscard]] const std::vector<std::pair<Action, Step>>& picked() const { return picked_; }

 private:
  const NetworkExpander& expander_;
  const Walk::Wanted& wanted_;
  std::vector<std::pair<Action, Step>> picked_;
};

/// The fewest steps, of the processes in `places` alone, that lead to a violation.
Run to_violation(State from, NetworkModel& plain, const std::vector<std::uint32_t>& places) {
  const auto expander = plain.network_expander();
  const Walk::Wanted wanted = [&](const Action& action, const Step&) {
    return std::ranges::find(places, action.place) != places.end();
  };
  std::set<std::vector<LocalId>> seen{from.locals};
  std::deque<std::pair<State, Run>> pending;
  pending.emplace_back(std::move(from), Run{});
  while (!pending.empty()) {
    const auto [state, steps] = std::move(pending.front());
    pending.pop_front();
    if (expander->violated(state)) return steps;
    Picker picker(*expander, wanted);
    expander->expand(state, picker);
    for (const auto& [action, step] : picker.picked()) {
      State next;
      reach(state, step, next);
      if (!seen.insert(next.locals).second) continue;
      Run longer = steps;
      longer.push_back(action);
      pending.emplace_back(std::move(next), std::move(longer));
    }
  }
  PAXOS_ASSERT(!"a violation that no run leads to");
}

/// A step, and what it sends if it does nothing else.
struct Taken {
  Action action;
  std::vector<MessageId> only_sent;
};

/// Takes a step that changes no process and only sends, if there is one.
std::optional<Taken> send_only(Walk& walk) {
  std::vector<MessageId> sent;
  const auto action = walk.take([&](const Action& one, const Step& step) {
    if (one.kind != Action::deliver || !step.changes.empty() || !sent.empty()) return false;
    sent = step.added;
    return true;
  });
  if (!action) return std::nullopt;
  return Taken{*action, std::move(sent)};
}

/// Leaves out the steps that only send what nobody receives.
Run without_idle(const std::vector<Taken>& taken) {
  std::set<MessageId> received;
  Run run;
  for (const auto& [action, only_sent] : std::views::reverse(taken)) {
    const auto is_received = [&](MessageId message) { return received.contains(message); };
    if (!only_sent.empty() && std::ranges::none_of(only_sent, is_received)) continue;
    run.push_back(action);
    if (action.kind == Action::deliver) received.insert(action.message);
  }
  std::ranges::reverse(run);
  return run;
}

}  // namespace

std::optional<Action> Walk::take(const Wanted& wanted) {
  Picker picker(*expander_, wanted);
  expander_->expand(state_, picker);
  if (picker.picked().empty()) return std::nullopt;
  const auto& [action, step] = picker.picked().front();
  State next;
  reach(state_, step, next);
  state_ = std::move(next);
  return action;
}

void Walk::take(const Action& action) {
  const auto taken = take([&](const Action& one, const Step&) { return one == action; });
  PAXOS_ASSERT(taken.has_value());
}

Run run_of(NetworkModel& model, const std::vector<std::uint32_t>& steps) {
  Walk walk(model);
  Run run;
  for (const std::uint32_t wanted : steps) {
    std::uint32_t number = 0;
    const auto action = walk.take([&](const Action&, const Step&) { return number++ == wanted; });
    PAXOS_ASSERT(action.has_value());
    run.push_back(*action);
  }
  return run;
}

Run with_all_steps(const Run& reduced, NetworkModel& plain,
                   const std::vector<std::uint32_t>& silent) {
  Walk walk(plain);
  std::vector<Taken> taken;
  for (const Action& action : reduced) {
    walk.take(action);
    taken.push_back({action, {}});
    while (auto sending = send_only(walk)) taken.push_back(*std::move(sending));
  }
  for (const Action& action : to_violation(walk.state(), plain, silent)) {
    taken.push_back({action, {}});
  }
  return without_idle(taken);
}

}  // namespace net::explore
