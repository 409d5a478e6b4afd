// The proposer of single-decree Paxos.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <variant>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/quorum.hpp"
#include "paxos/role.hpp"
#include "paxos/single/messages.hpp"

namespace paxos::single {

/// PMS §2.5, highest number: what a proposer must remember across restarts, so that it never uses a
/// ballot twice.
struct ProposerState {
  std::uint64_t highest_round = 0;  // 0 before the first
  bool operator==(const ProposerState&) const = default;
};
BOOST_DESCRIBE_STRUCT(ProposerState, (), (highest_round))

/// By each acceptor that promised: the highest proposal that it had accepted.
using Promises = std::map<NodeId, std::optional<Proposal>>;

/// PMS §2.2, P2c: the value of the highest-numbered proposal that the promises report. Empty if
/// they report none: then the proposer is free to choose.
[[nodiscard]] std::optional<Value> constrained_value(const Promises& promises);

/// No ballot under way.
struct Idle {
  bool operator==(const Idle&) const = default;
};
BOOST_DESCRIBE_STRUCT(Idle, (), ())

/// Phase 1: waits for promises from a quorum.
struct Preparing {
  Ballot ballot;
  Promises promises;
  bool operator==(const Preparing&) const = default;
};
BOOST_DESCRIBE_STRUCT(Preparing, (), (ballot, promises))

/// Phase 2: waits for a quorum to accept.
struct Accepting {
  Proposal proposal;
  AcceptorSet accepted_by;
  bool operator==(const Accepting&) const = default;
};
BOOST_DESCRIBE_STRUCT(Accepting, (), (proposal, accepted_by))

/// Preempted: waits before it tries a round above `round`.
struct BackingOff {
  std::uint64_t round = 0;
  bool operator==(const BackingOff&) const = default;
};
BOOST_DESCRIBE_STRUCT(BackingOff, (), (round))

class Proposer {
 public:
  using State = ProposerState;
  using Incoming = ToProposer;
  using Effects = paxos::Effects<Protocol, State>;
  using Phase = std::variant<Idle, Preparing, Accepting, BackingOff>;

  /// A new proposer, or one that restarts: `recovered` is what its stable storage holds.
  Proposer(NodeId self, const Configuration& configuration, State recovered = {});

  [[nodiscard]] Effects start() { return {}; }
  /// A client asks for `value`. What is learned in answer is the chosen value, maybe another's.
  [[nodiscard]] Effects propose(const Value& value);
  [[nodiscard]] Effects handle(NodeId from, const Promise& message);
  [[nodiscard]] Effects handle(NodeId from, const Accepted& message);
  [[nodiscard]] Effects handle(NodeId from, const Nack& message);
  [[nodiscard]] Effects handle(NodeId from, const Inquire& message);
  [[nodiscard]] Effects on_timer(Timer timer);

  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] const Phase& phase() const { return phase_; }
  [[nodiscard]] const std::optional<Value>& learned() const { return learned_; }

  bool operator==(const Proposer&) const = default;

 protected:
  [[nodiscard]] Effects begin_ballot(std::uint64_t above);
  [[nodiscard]] Effects end_ballot();

  NodeId self_;
  Configuration configuration_;
  State state_;
  Phase phase_;
  std::optional<Value> wanted_;   // what a client asked for, until a value is chosen
  std::optional<Value> learned_;  // what it knows to be chosen
  std::uint32_t attempt_ = 0;     // ballots in a row that came to nothing
  BOOST_DESCRIBE_CLASS(Proposer, (), (),
                       (self_, configuration_, state_, phase_, wanted_, learned_, attempt_), ())
};
static_assert(IsRole<Proposer>);

}  // namespace paxos::single
