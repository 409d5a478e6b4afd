// Single-decree Paxos as a whole, the Synod of the older paper: what a world must know that runs
// all of its roles together and looks on. Another protocol has a struct of the same shape.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "paxos/quorum.hpp"
#include "paxos/single/acceptor.hpp"
#include "paxos/single/history.hpp"
#include "paxos/single/invariants.hpp"
#include "paxos/single/learner.hpp"
#include "paxos/single/messages.hpp"
#include "paxos/single/proposer.hpp"
#include "paxos/violation.hpp"

namespace paxos::single {

struct Synod {
  static constexpr std::string_view name = "single";

  using Message = single::Message;
  using Timer = single::Timer;
  using Learned = Value;
  /// What a client asks of a proposer.
  using Request = Value;
  using History = single::History;

  /// The right roles. A world may be given others that are derived from them.
  using Acceptor = single::Acceptor;
  using Proposer = single::Proposer;
  using Learner = single::Learner;

  /// The `number`th request of a run's clients, for what `text` says. PMS §2.1, validity: a value
  /// is all that a client can ask for, so that several may ask for the same.
  static Request request(std::uint64_t /*number*/, std::string text) {
    return Request(std::move(text));
  }

  /// Whether one who learns this knows what came of the request. PMS §2.1, agreement: only one
  /// value is chosen, so that it is the answer to all requests, whichever value they are for.
  static bool answers(const Learned&, const Request&) { return true; }

  [[nodiscard]] static Proposer::Effects ask(std::derived_from<single::Proposer> auto& proposer,
                                             const Request& request) {
    return proposer.propose(request);
  }

  /// Whether a message says that a ballot came too late.
  static bool is_refusal(const Message& message) { return std::holds_alternative<Nack>(message); }

  /// Whether a timer that runs out begins a ballot, so that it runs out no more often than there
  /// are ballots.
  static bool begins_ballot(Timer timer) { return timer != Timer::inquiry; }

  /// The highest round that a process has begun a ballot in.
  static std::uint64_t rounds_begun(const auto&) { return 0; }
  static std::uint64_t rounds_begun(const ProposerState& state) { return state.highest_round; }

  /// How many slots a process needs: there is but one, which is not counted.
  static std::uint64_t slots_needed(const auto&) { return 0; }

  /// Makes a new process one that has tried `round` already.
  static void begin_above(auto&, std::uint64_t) {}
  static void begin_above(ProposerState& state, std::uint64_t round) {
    state.highest_round = round;
  }

  /// Whether a process ignores a message from now on, whatever else happens to it: a proposer an
  /// answer to a ballot of a lower round than its latest.
  static bool is_stale(const auto&, const Message&) { return false; }
  static bool is_stale(const ProposerState& state, const Message& message) {
    const auto answers = [&](const auto& m) {
      if constexpr (requires { m.proposal; }) return m.proposal.ballot.round < state.highest_round;
      if constexpr (requires { m.ballot; }) return m.ballot.round < state.highest_round;
      return false;
    };
    return std::visit(answers, message);
  }

  /// A process has nothing that a snapshot could stand for.
  struct SnapshotCopy {};
  template <class Role>
  static constexpr bool has_snapshots = false;

  /// What was learned is asked for again after a crash, so nothing of it is kept.
  static void keep(auto&, const Learned&) {}
  static void forget(auto&, std::uint64_t) {}
  /// Whether a crash leaves that of a state.
  static bool leaves(const auto& state, const auto& left) { return left == state; }

  /// Of a run in which nothing has happened.
  static History new_history(const Configuration&) { return {}; }
  /// Tells the history of a request, of a process that starts with what its storage holds, and of a
  /// state that is durable now.
  static void asked(History& history, const Request& request) { history.proposes(request); }
  static void starts(History& history, NodeId node, const auto& state) {
    persisted(history, node, state);
  }
  static void persisted(History&, NodeId, const auto&) {}
  static void persisted(History& history, NodeId node, const AcceptorState& state) {
    history.persisted(node, state);
  }

  static constexpr std::span<const std::string_view> invariants = invariant_names;

  /// What must hold of one step of a process.
  template <class State>
  static std::optional<Violation> violated_by_step(const State&, const State&) {
    return std::nullopt;
  }
  static std::optional<Violation> violated_by_step(const AcceptorState& before,
                                                   const AcceptorState& after) {
    return p1a(before, after);
  }
  static std::optional<Violation> violated_by_step(const ProposerState& before,
                                                   const ProposerState& after) {
    return rounds_rise(before, after);
  }

  /// What must hold of the stable storage of a process at any moment.
  static std::optional<Violation> violated_by_store(const History&, NodeId, const auto&) {
    return std::nullopt;
  }
  static std::optional<Violation> violated_by_store(const History& history, NodeId node,
                                                    const AcceptorState& durable) {
    return remembers(history, node, durable);
  }

  /// What must hold of the whole: of all invariants, or of the one of that name.
  static std::optional<Violation> violated(const History& history,
                                           const Configuration& configuration,
                                           std::string_view only = "") {
    return single::violated(history, configuration.quorums, only);
  }
  /// Somebody has looked at the history, and has nothing to gain from looking again at the same.
  static void has_looked(History&) {}
};

}  // namespace paxos::single
