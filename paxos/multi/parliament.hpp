// Multi-Paxos as a whole, the Parliament of PTP §3.1: what a world must know that runs all of its
// roles together and looks on. Read it beside paxos/single/synod.hpp.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "paxos/multi/acceptor.hpp"
#include "paxos/multi/history.hpp"
#include "paxos/multi/invariants.hpp"
#include "paxos/multi/learner.hpp"
#include "paxos/multi/proposer.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/quorum.hpp"
#include "paxos/violation.hpp"

namespace paxos::multi {

struct Parliament {
  static constexpr std::string_view name = "multi";

  using Message = multi::Message;
  using Timer = multi::Timer;
  using Learned = multi::Learned;
  /// What clients ask of a proposer: a batch of commands.
  using Request = Value;
  using History = multi::History;

  /// The right roles. A world may be given others that are derived from them.
  using Acceptor = multi::Acceptor;
  using Proposer = multi::Proposer;
  using Learner = multi::Learner;

  /// The `number`th request of a run's clients, for what `text` says.
  static Request request(std::uint64_t /*number*/, std::string text) {
    return Request(std::move(text));
  }

  [[nodiscard]] static Proposer::Effects ask(std::derived_from<multi::Proposer> auto& proposer,
                                             const Request& request) {
    return proposer.propose(request);
  }

  /// Whether a message says that a ballot came too late.
  static bool is_refusal(const Message& message) { return std::holds_alternative<Nack>(message); }

  /// Whether a timer that runs out begins a ballot, so that it runs out no more often than there
  /// are ballots.
  static bool begins_ballot(Timer timer) { return timer == Timer::election; }

  /// The highest round that a process has begun a ballot in.
  static std::uint64_t rounds_begun(const auto&) { return 0; }
  static std::uint64_t rounds_begun(const ProposerState& state) { return state.highest_round; }
  static std::uint64_t rounds_begun(const ProposerChange& change) { return change.highest_round; }

  /// How many slots a process needs for what it has proposed as a leader, and for each request that
  /// waits in it one.
  static std::uint64_t slots_needed(const auto&) { return 0; }
  static std::uint64_t slots_needed(const std::derived_from<multi::Proposer> auto& proposer) {
    const auto* leading = std::get_if<Leading>(&proposer.phase());
    return (leading ? leading->next.number - 1 : 0) + proposer.waiting().size();
  }

  /// Makes a new process one that has tried `round` already.
  static void begin_above(auto&, std::uint64_t) {}
  static void begin_above(ProposerState& state, std::uint64_t round) {
    state.highest_round = round;
  }

  /// Whether a process ignores a message from now on, whatever else happens to it: a proposer an
  /// answer of an acceptor to a ballot of a lower round than its latest.
  static bool is_stale(const auto&, const Message&) { return false; }
  static bool is_stale(const ProposerState& state, const Message& message) {
    const auto answers = [&]<class M>(const M& m) {
      constexpr bool is_answer = std::same_as<M, Promise> || std::same_as<M, Accepted> ||
                                 std::same_as<M, Nack> || std::same_as<M, Heard>;
      if constexpr (is_answer) return m.ballot.round < state.highest_round;
      return false;
    };
    return std::visit(answers, message);
  }

  /// Whether processes of a role have snapshots of the state that they replicate: all but
  /// acceptors, which have none.
  using Snapshots = StoredSnapshots;
  using SnapshotCopy = multi::SnapshotCopy;
  template <class Role>
  static constexpr bool has_snapshots = !std::derived_from<Role, multi::Acceptor>;
  /// A snapshot of all that a process has learned, where there is no state machine whose state
  /// could be in it.
  static SnapshotCopy snapshot_of(const LedgerState& state) {
    const Slot end = state.chosen.first_unchosen();
    const Value bytes(to_string(end));
    return {{end, bytes.size()}, bytes.size(), bytes};
  }

  /// Adds what was learned to what the storage of a process holds. It need not be synced, for the
  /// acceptors hold it durably: a crash may cost its end.
  static void keep(AcceptorState&, const Learned&) {}
  static void keep(auto& state, const Learned& learned) {
    state.chosen.learn({learned.from, learned.values});
  }
  /// The crash that costs some of it, by the number `kept`.
  static void forget(AcceptorState&, std::uint64_t) {}
  static void forget(LedgerState& state, std::uint64_t kept) { multi::forget(state, kept); }
  /// Whether a crash leaves that of a state.
  static bool leaves(const AcceptorState& state, const AcceptorState& left) {
    return left == state;
  }
  static bool leaves(const LearnerState& state, const LearnerState& left) {
    return multi::leaves(state, left);
  }
  static bool leaves(const ProposerState& state, const ProposerState& left) {
    return left.highest_round == state.highest_round && multi::leaves(state, left);
  }

  /// Of a run in which nothing has happened.
  static History new_history(const Configuration& configuration) {
    History history;
    history.first = {configuration.first_slot};
    return history;
  }
  /// Tells the history of a request, of a process that starts with what its storage holds, and of
  /// what is durable now.
  static void asked(History& history, const Request& request) { history.proposes(request); }
  static void starts(History& history, NodeId node, const auto& state) {
    history.starts(node, state);
  }
  static void stored(History& history, NodeId node, const StoredSnapshots& snapshots) {
    history.has_snapshot(node, snapshots.own.of);
  }
  static void persisted(History&, NodeId, const auto&) {}
  static void persisted(History& history, NodeId node, const AcceptorChange& change) {
    history.persisted(node, change);
  }

  static constexpr std::span<const std::string_view> invariants = invariant_names;

  /// What must hold of one step of a process, and of a state that it starts with, beside the one
  /// that it left.
  static std::optional<Violation> violated_by_step(const LedgerState&, const auto&) {
    return std::nullopt;
  }
  static std::optional<Violation> violated_by_step(const AcceptorState& before,
                                                   const AcceptorChange& change) {
    return p1a(before, change);
  }
  static std::optional<Violation> violated_by_step(const AcceptorState& before,
                                                   const AcceptorState& after) {
    return promise_stays(before.promised, after.promised);
  }
  static std::optional<Violation> violated_by_step(const ProposerState& before,
                                                   const ProposerState& after) {
    return rounds_rise(before.highest_round, after.highest_round);
  }
  static std::optional<Violation> violated_by_step(const ProposerState& before,
                                                   const ProposerChange& after) {
    return rounds_rise(before.highest_round, after.highest_round);
  }

  /// What must hold of the stable storage of a process at any moment.
  static std::optional<Violation> violated_by_store(const History&, NodeId, const auto&) {
    return std::nullopt;
  }
  static std::optional<Violation> violated_by_store(const History& history, NodeId node,
                                                    const AcceptorState& durable) {
    return remembers(history, node, durable);
  }

  /// What must hold of the whole, in the slots that have news: of all invariants, or of the one of
  /// that name.
  static std::optional<Violation> violated(const History& history,
                                           const Configuration& configuration,
                                           std::string_view only = "") {
    return multi::violated(history, configuration, only);
  }
  /// Somebody has looked at the history, and has nothing to gain from looking again at the same.
  static void has_looked(History& history) { history.news.clear(); }
};

}  // namespace paxos::multi
