// All local states of the processes of one role, and their steps, by the role itself.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/mp11.hpp>

#include "net/explore/cast.hpp"
#include "net/explore/fields.hpp"
#include "net/explore/local.hpp"
#include "net/explore/permutation.hpp"
#include "net/explore/role_table.hpp"
#include "net/explore/setting.hpp"
#include "net/explore/tables.hpp"
#include "net/explore/telling.hpp"
#include "paxos/print.hpp"
#include "paxos/role.hpp"

namespace net::explore {

template <class System, paxos::IsRole R>
class TableOf final : public RoleTable<System> {
 public:
  using Message = typename System::Message;
  using Timer = typename System::Timer;
  using LocalState = Local<System, R>;
  using Result = Stepped<System, R>;

  TableOf(const Setting& setting, Tables<System>& tables) : setting_(setting), tables_(tables) {
    if (setting.reductions.symmetry) {
      generators_ = Permutation::generators(setting.configuration.quorums.acceptors);
    }
  }

  LocalId initial(paxos::NodeId node) override {
    const auto begins = beginnings_.find(node);
    if (begins != beginnings_.end()) return number(begins->second);
    const Result started =
        start<System, R>(setting_.configuration, fresh(node), setting_.invariant);
    PAXOS_ASSERT(started.sent.empty());  // Nothing but what a recorded run has sent is under way.
    return number(started.next);
  }

  /// That the process of a local state begins with it, and not anew.
  void begin_with(const LocalState& local) { beginnings_.emplace(local.node, local); }

  std::optional<Transition> deliver(std::uint32_t index, const Flight<Message>& flight) override {
    return transition(index, [&](const LocalState& local, const Permutation& as) {
      return delivered(local, as(flight));
    });
  }

  bool ignores(std::uint32_t index, const Flight<Message>& flight) override {
    const LocalState local = locals_[index];
    if (!System::is_stale(local.durable, flight.message)) return false;
    if (!local.role) return true;
    const Result result = delivered(local, flight);
    if (result.sent.empty() && wire::encode(result.next) == wire::encode(local)) return true;
    throw Unsound(Unsound::staleness,
                  "a " + paxos::short_name<R>() + " minds a stale " + paxos::print(flight.message));
  }

  std::vector<Move> moves(std::uint32_t index) override {
    const LocalState local = locals_[index];
    if (!local.role) return {};
    std::vector<Move> moves;
    if (local.node.role == paxos::Role::proposer && local.asked < setting_.bounds.requests) {
      add(moves, index, Action::request, 0, &TableOf::asked);
    }
    for (std::uint32_t which = 0; which < local.timers.size(); ++which) {
      if (System::begins_ballot(timer(local, which)) ||
          local.timeouts < setting_.bounds.inquiries) {
        add(moves, index, Action::timeout, which, &TableOf::timed_out);
      }
    }
    if constexpr (has_snapshots) {
      for (const std::uint32_t which : {taken_here, received}) {
        if (which == taken_here && local.snapshots == setting_.bounds.snapshots) continue;
        if (!snapshots_after(local, which)) continue;
        add(moves, index, Action::snapshot, which, &TableOf::stored);
      }
    }
    if (setting_.bounds.crashes > 0) {
      add(moves, index, Action::crash, 0, &TableOf::crashed);
      if (!(left_by_crash(local, 0).durable == local.durable)) {
        add(moves, index, Action::crash, 1, &TableOf::crashed);
      }
    }
    return moves;
  }

  void tell_start(paxos::NodeId node, Telling& telling) override {
    const auto begins = beginnings_.find(node);
    const LocalState before = begins == beginnings_.end() ? fresh(node) : begins->second;
    tell_restart(before, start<System, R>(setting_.configuration, before, setting_.invariant),
                 telling);
  }

  void tell(std::uint32_t index, const Action& action, const Flight<Message>* flight,
            Telling& telling) override {
    const LocalState before = locals_[index];
    const paxos::NodeId node = before.node;
    switch (action.kind) {
      case Action::deliver:
        return telling.step(telling.received(flight->from, node, flight->message), before,
                            delivered(before, *flight));
      case Action::request:
        return telling.step(telling.happened(node, trace::Kind::request,
                                             setting_.template request<System>(node, before.asked)),
                            before, asked(before, 0));
      case Action::timeout:
        return telling.step(telling.happened(node, trace::Kind::timer, timer(before, action.which)),
                            before, timed_out(before, action.which));
      case Action::snapshot:
        return tell_snapshot(before, action.which, telling);
      case Action::crash:
        telling.happened(node, trace::Kind::crash, boost::json::value(nullptr));
        return tell_restart(left_by_crash(before, action.which), crashed(before, action.which),
                            telling);
      case Action::drop:
      case Action::duplicate:
        return;  // of the network, not of a process
    }
  }

  [[nodiscard]] std::vector<std::string> fields() const override {
    std::vector<std::string> names;
    Fields<System, R>::for_each([&](const std::string& name, auto) { names.push_back(name); });
    return names;
  }

  [[nodiscard]] std::vector<Fingerprint> keys_without(std::uint32_t index) const override {
    std::vector<Fingerprint> keys;
    Fields<System, R>::for_each([&](const std::string&, auto erase) {
      LocalState local = locals_[index];
      erase(local);
      keys.push_back(key_of("local" + wire::encode(local)));
    });
    return keys;
  }

  [[nodiscard]] std::size_t bytes() const override { return locals_.bytes(); }

  // Steps of a process, as values.

  Result delivered(const LocalState& local, const Flight<Message>& flight) const {
    return std::visit(
        [&]<class M>(const M& message) -> Result {
          if constexpr (boost::mp11::mp_contains<typename R::Incoming, M>::value) {
            return step<System, R>(
                local, [&](R& role) { return role.handle(flight.from, message); },
                setting_.invariant);
          } else {
            PAXOS_ASSERT(!"a message that the role does not take");
          }
        },
        flight.message);
  }

  Result asked(LocalState local, std::uint32_t) const {
    const auto request = setting_.template request<System>(local.node, local.asked++);
    System::asked(local.known, request);
    if constexpr (requires(R& role) { System::ask(role, request); }) {
      return step<System, R>(
          std::move(local), [&](R& role) { return System::ask(role, request); },
          setting_.invariant);
    } else {
      PAXOS_ASSERT(!"clients ask proposers");
    }
  }

  Result timed_out(LocalState local, std::uint32_t which) const {
    const Timer fired = timer(local, which);
    local.timers.erase(fired);
    if (!System::begins_ballot(fired)) ++local.timeouts;
    return step<System, R>(
        std::move(local), [&](R& role) { return role.on_timer(fired); }, setting_.invariant);
  }

  /// The disk has a snapshot, taken here or received.
  Result stored(LocalState local, std::uint32_t which) const {
    if constexpr (has_snapshots) {
      const auto snapshots = *snapshots_after(local, which);
      if (which == taken_here) ++local.snapshots;
      apply(snapshots, local.durable);
      System::stored(local.known, local.node, snapshots);
      return step<System, R>(
          std::move(local), [&](R& role) { return role.on_snapshots(snapshots); },
          setting_.invariant);
    } else {
      PAXOS_ASSERT(!"a role without snapshots");
    }
  }

  Result crashed(LocalState local, std::uint32_t which) const {
    return start<System, R>(setting_.configuration, left_by_crash(std::move(local), which),
                            setting_.invariant);
  }

  /// What need not be synced is lost, or by the other of two kinds of crash all of it is kept.
  static LocalState left_by_crash(LocalState local, std::uint32_t which) {
    if (which == 0) System::forget(local.durable, 0);
    return local;
  }

 private:
  static constexpr bool has_snapshots = System::template has_snapshots<R>;
  /// Kinds of snapshots.
  static constexpr std::uint32_t taken_here = 0;
  static constexpr std::uint32_t received = 1;

  static auto snapshots_after(const LocalState& local, std::uint32_t which) {
    const auto& stored = local.durable.snapshots;
    return which == taken_here ? with_taken(stored, System::snapshot_of(local.durable))
                               : with_received(stored);
  }

  void tell_snapshot(const LocalState& before, std::uint32_t which, Telling& telling) const {
    if constexpr (has_snapshots) {
      telling.step(
          telling.happened(before.node, trace::Kind::snapshot, *snapshots_after(before, which)),
          before, stored(before, which));
    }
  }

  using Act = Result (TableOf::*)(LocalState, std::uint32_t) const;

  [[nodiscard]] LocalState fresh(paxos::NodeId node) const {
    LocalState local;
    local.node = node;
    System::begin_above(local.durable, setting_.bounds.first_round);
    return local;
  }

  static Timer timer(const LocalState& local, std::uint32_t which) {
    return *std::next(local.timers.begin(), which);
  }

  void tell_restart(const LocalState& before, const Result& result, Telling& telling) {
    const trace::Restart<typename R::State> restart{setting_.configuration, before.durable};
    telling.step(telling.happened(before.node, trace::Kind::restart, restart), before, result);
  }

  LocalId number(const LocalState& local) {
    const auto [index, is_new] = locals_.number(local);
    if (is_new) ids_.push_back(tables_.add_local(local, index));
    return ids_[index];
  }

  void add(std::vector<Move>& moves, std::uint32_t index, Action::Kind kind, std::uint32_t which,
           Act act) {
    auto made = transition(index, [&](const LocalState& local, const Permutation&) {
      return (this->*act)(local, which);
    });
    if (made) moves.push_back({kind, which, *std::move(made)});
  }

  /// `act(local, as)` takes the step; `as` renames the acceptors in what it takes in.
  template <class TakeStep>
  std::optional<Transition> transition(std::uint32_t index, TakeStep act) {
    const LocalState local = locals_[index];
    if (!local.role) return std::nullopt;
    const auto none = Permutation::identity(setting_.configuration.quorums.acceptors);
    const Result result = act(local, none);
    for (const auto& generator : generators_) {
      check_symmetry(generator, result, act(generator(local), generator));
    }
    check_staleness(local, result);
    if (is_beyond_bounds(result)) return std::nullopt;
    if (local.node.role == paxos::Role::learner && !result.sent.empty() && sends_nothing()) {
      throw Unsound(Unsound::silence, to_string(local.node) + " sends messages");
    }
    const bool turns_stale =
        System::rounds_begun(result.next.durable) != System::rounds_begun(local.durable);
    Transition made{number(result.next), {}, turns_stale};
    for (const auto& flight : result.sent) made.sent.push_back(tables_.message(flight));
    // The same message twice is one in a set.
    std::ranges::sort(made.sent);
    if (setting_.bounds.network == Network::set) {
      made.sent.erase(std::ranges::unique(made.sent).begin(), made.sent.end());
    }
    return made;
  }

  [[nodiscard]] bool sends_nothing() const {
    return setting_.reductions.partial_order && are_silent(setting_.bounds);
  }

  /// A step that violates something is looked at wherever it leads. Rounds that fall below the
  /// first one, as they may in a wrong proposer, have as far to climb again as from the first.
  [[nodiscard]] bool is_beyond_bounds(const Result& result) const {
    const Bounds& bounds = setting_.bounds;
    const std::uint64_t round = System::rounds_begun(result.next.durable);
    const std::uint64_t last = round < bounds.first_round ? bounds.ballots : bounds.last_round;
    const std::uint64_t slots = result.next.role ? System::slots_needed(*result.next.role) : 0;
    return !result.next.broken && (round > last || slots > bounds.slots);
  }

  /// What is stale stays so only if rounds never fall.
  void check_staleness(const LocalState& before, const Result& result) const {
    const bool fell =
        System::rounds_begun(result.next.durable) < System::rounds_begun(before.durable);
    if (!fell || !setting_.reductions.staleness) return;
    throw Unsound(Unsound::staleness, "the round of a " + paxos::short_name<R>() + " can fall");
  }

  /// A step of the renamed must be the renamed step.
  static void check_symmetry(const Permutation& renamed, const Result& result,
                             const Result& result_of_renamed) {
    const auto bytes_of = [](const Result& r, const Permutation& as) {
      std::vector<std::string> sent;
      for (const auto& flight : r.sent) sent.push_back(wire::encode(as(flight)));
      std::ranges::sort(sent);
      LocalState next = as(r.next);
      if (next.broken) next.broken->why.clear();  // Its words name acceptors.
      sent.push_back(wire::encode(next));
      return sent;
    };
    const auto none = Permutation::identity(paxos::AcceptorSet::max_acceptors);
    if (bytes_of(result, renamed) == bytes_of(result_of_renamed, none)) return;
    throw Unsound(Unsound::symmetry,
                  "a " + paxos::short_name<R>() + " behaves by the numbers of acceptors");
  }

  const Setting& setting_;
  Tables<System>& tables_;
  std::vector<Permutation> generators_;
  std::map<paxos::NodeId, LocalState> beginnings_;
  Numbered<LocalState> locals_;
  std::vector<LocalId> ids_;  // by number among those of the role
};

}  // namespace net::explore
