// The explorer's world once more, without anything that makes it fast: whole states in a set, each
// known by all of its bytes. What it shares with the explorer are the steps of single processes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/explore/bounds.hpp"
#include "net/explore/local.hpp"
#include "net/explore/role_table.hpp"
#include "net/wire/codec.hpp"
#include "paxos/single/synod.hpp"

namespace net::explore::test {

/// All that there is at one moment.
struct PlainState {
  using Synod = paxos::single::Synod;
  using Message = Flight<Synod::Message>;

  std::vector<Local<Synod, Synod::Proposer>> proposers;
  std::vector<Local<Synod, Synod::Acceptor>> acceptors;
  std::vector<Local<Synod, Synod::Learner>> learners;
  std::vector<Message> messages;  // in ascending order of their bytes
  Spent spent;

  /// Calls visit(local) for each process.
  void for_each(auto visit) {
    for (auto& local : proposers) visit(local);
    for (auto& local : acceptors) visit(local);
    for (auto& local : learners) visit(local);
  }

  [[nodiscard]] std::string bytes() {
    std::string bytes = wire::encode(spent);
    for_each([&](const auto& local) { bytes += wire::encode(local); });
    for (const auto& message : messages) bytes += wire::encode(message);
    return bytes;
  }
};

class PlainWorld {
 public:
  explicit PlainWorld(const Setting& setting) : setting_(setting) {}

  /// Every state that can be reached.
  std::vector<PlainState> all() {
    pending_.clear();
    seen_.clear();
    std::vector<PlainState> all;
    reach(initial());
    for (; !pending_.empty(); pending_.pop_front()) {
      all.push_back(pending_.front());
      expand(all.back());
    }
    return all;
  }

 private:
  using Synod = PlainState::Synod;

  PlainState initial() {
    PlainState state;
    const auto& configuration = setting_.configuration;
    state.proposers.resize(configuration.proposers);
    state.acceptors.resize(configuration.quorums.acceptors);
    state.learners.resize(configuration.learners);
    std::uint32_t number = 0;
    const auto begin = [&]<class R>(Local<Synod, R>& local, paxos::Role role) {
      local.node = {role, ++number};
      local = start<Synod, R>(configuration, local).next;
    };
    for (auto& local : state.proposers) begin(local, paxos::Role::proposer);
    number = 0;
    for (auto& local : state.acceptors) begin(local, paxos::Role::acceptor);
    number = 0;
    for (auto& local : state.learners) begin(local, paxos::Role::learner);
    return state;
  }

  void reach(PlainState state) {
    if (seen_.insert(state.bytes()).second) pending_.push_back(std::move(state));
  }

  void expand(const PlainState& state) {
    for (const auto& message : state.messages) {
      deliver(state, message);
      if (setting_.bounds.network == Network::bag) lose_and_repeat(state, message);
    }
    PlainState next = state;
    next.for_each([&](auto& local) {
      const auto before = local;
      move(next, local, before);
    });
  }

  void deliver(const PlainState& state, const PlainState::Message& flight) {
    PlainState next = state;
    if (setting_.bounds.network == Network::bag) remove(next, flight);
    next.for_each([&]<class R>(Local<Synod, R>& local) {
      if (local.node != flight.to) return;
      std::visit(
          [&]<class M>(const M& message) {
            if constexpr (boost::mp11::mp_contains<typename R::Incoming, M>::value) {
              const auto act = [&](R& role) { return role.handle(flight.from, message); };
              take(next, local, step<Synod, R>(local, act));
            }
          },
          flight.message);
    });
  }

  void lose_and_repeat(const PlainState& state, const PlainState::Message& flight) {
    if (state.spent.drops < setting_.bounds.drops) {
      PlainState next = state;
      remove(next, flight);
      ++next.spent.drops;
      reach(std::move(next));
    }
    if (state.spent.duplicates < setting_.bounds.duplicates) {
      PlainState next = state;
      send(next, flight);
      ++next.spent.duplicates;
      reach(std::move(next));
    }
  }

  /// What `local`, which is part of `state`, can do without a message. It is put back after each.
  template <class R>
  void move(PlainState& state, Local<Synod, R>& local, const Local<Synod, R>& before) {
    if constexpr (std::is_same_v<R, Synod::Proposer>) {
      if (before.asked < setting_.bounds.requests) {
        const auto value = setting_.request<Synod>(before.node, local.asked++);
        local.known.proposes(value);
        take(state, local, step<Synod, R>(local, [&](R& role) { return role.propose(value); }));
        local = before;
      }
    }
    if constexpr (!std::is_same_v<R, Synod::Learner>) {
      for (const auto timer : before.timers) {
        local.timers.erase(timer);
        take(state, local, step<Synod, R>(local, [&](R& role) { return role.on_timer(timer); }));
        local = before;
      }
    }
    if (state.spent.crashes == setting_.bounds.crashes) return;
    const auto restarted = start<Synod, R>(setting_.configuration, before);
    if (wire::encode(restarted.next) == wire::encode(before) && restarted.sent.empty()) return;
    ++state.spent.crashes;
    take(state, local, restarted);
    --state.spent.crashes;
    local = before;
  }

  /// `local` is part of `state`, where it takes the step.
  template <class R>
  void take(PlainState state, const Local<Synod, R>& local, const Stepped<Synod, R>& stepped) {
    if (Synod::rounds_begun(stepped.next.durable) > setting_.bounds.last_round) return;
    state.for_each([&](auto& other) {
      if constexpr (std::is_same_v<decltype(other), Local<Synod, R>&>) {
        if (other.node == local.node) other = stepped.next;
      }
    });
    for (const auto& flight : stepped.sent) send(state, flight);
    reach(std::move(state));
  }

  void send(PlainState& state, const PlainState::Message& flight) const {
    const auto bytes = [](const auto& message) { return wire::encode(message); };
    const auto place = std::ranges::lower_bound(state.messages, bytes(flight), {}, bytes);
    const bool is_there = place != state.messages.end() && bytes(*place) == bytes(flight);
    if (is_there && setting_.bounds.network == Network::set) return;
    state.messages.insert(place, flight);
  }

  static void remove(PlainState& state, const PlainState::Message& flight) {
    const auto bytes = [](const auto& message) { return wire::encode(message); };
    state.messages.erase(std::ranges::find(state.messages, bytes(flight), bytes));
  }

  const Setting& setting_;
  std::deque<PlainState> pending_;
  std::set<std::string> seen_;
};

}  // namespace net::explore::test
