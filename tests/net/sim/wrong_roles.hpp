// Roles that are wrong in one way each, for the simulator to notice.
#pragma once

#include <optional>
#include <utility>

#include "net/sim/simulate.hpp"
#include "paxos/single/synod.hpp"

namespace net::sim::test {

using paxos::NodeId;
using paxos::single::Synod;

/// The right roles, unless one is given.
template <class A = Synod::Acceptor, class P = Synod::Proposer, class L = Synod::Learner>
struct Roles {
  using Acceptor = A;
  using Proposer = P;
  using Learner = L;
};

/// Its promise is gone after a restart.
struct ForgetsItsPromise : Synod::Acceptor {
  ForgetsItsPromise(NodeId self, const paxos::Configuration& configuration,
                    const State& recovered = {})
      : Acceptor(self, configuration, {std::nullopt, recovered.accepted}) {}
};

/// Each state goes to the disk with the next answer, and not with its own.
struct AnswersBeforeItPersists : Synod::Acceptor {
  using Acceptor::Acceptor;

  template <class Message>
  Effects handle(NodeId from, const Message& message) {
    Effects effects = Acceptor::handle(from, message);
    std::swap(effects.persist, late);
    return effects;
  }

  std::optional<State> late;
};

/// Counts its own rounds only as long as it runs.
struct ForgetsItsRounds : Synod::Proposer {
  ForgetsItsRounds(NodeId self, const paxos::Configuration& configuration, State = {})
      : Proposer(self, configuration, {}) {}
};

/// PMS §2.4: two of these can preempt each other for ever.
struct RetriesAtOnce : Synod::Proposer {
  using Proposer::handle;
  using Proposer::Proposer;

  Effects handle(NodeId from, const paxos::single::Nack& message) {
    Effects effects = Proposer::handle(from, message);
    if (!std::holds_alternative<paxos::single::BackingOff>(phase_)) return effects;
    return on_timer(paxos::single::Timer::back_off);
  }
};

/// Never asks anybody, so that it never learns what it has missed.
struct NeverAsks : Synod::Learner {
  using Learner::Learner;
  Effects start() { return {}; }
};

/// Its messages are of a kind that it may not send.
struct SpeaksOutOfTurn : Synod::Learner {
  using Learner::Learner;
  Effects start() { return {.send = {{{paxos::acceptor(1)}, paxos::single::Prepare{{1, 1}}}}}; }
};

/// How many seeds it takes until one fails, and how.
template <class WrongRoles>
std::optional<std::pair<std::uint64_t, Failure>> first_failure(const Options& options,
                                                               std::uint64_t seeds) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Outcome outcome = simulate<Synod, WrongRoles>(options, seed);
    if (outcome.failure) return std::pair(seed, *outcome.failure);
  }
  return std::nullopt;
}

inline Options with_faults(const std::string& faults) {
  Options options;
  options.faults = read_faults(faults);
  return options;
}

}  // namespace net::sim::test
