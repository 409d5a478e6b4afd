// Wrong proposers of single-decree Paxos.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "paxos/mutants/single_counting.hpp"
#include "paxos/single/proposer.hpp"

namespace paxos::single::mutants {

class IgnoresReportedValues : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    return Proposer::handle(from, Promise{message.ballot, std::nullopt});
  }

 private:
  BOOST_DESCRIBE_CLASS(IgnoresReportedValues, (Proposer), (), (), ())
};

class TakesTheFirstReportedValue : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    const auto* preparing = std::get_if<Preparing>(&phase_);
    const bool has_one = preparing && constrained_value(preparing->promises);
    return Proposer::handle(from, has_one ? Promise{message.ballot, std::nullopt} : message);
  }

 private:
  BOOST_DESCRIBE_CLASS(TakesTheFirstReportedValue, (Proposer), (), (), ())
};

/// Of several that are as frequent, the right one.
class TakesTheMostFrequentValue : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    const auto* preparing = std::get_if<Preparing>(&phase_);
    if (!preparing) return {};
    Promises promises = preparing->promises;
    promises.emplace(from, message.accepted);
    Effects effects = Proposer::handle(from, message);
    if (auto* accepting = std::get_if<Accepting>(&phase_)) {
      Proposal& proposal = accepting->proposal;
      proposal.value = most_frequent(promises, proposal.value);
      effects.send.front().message = Accept{proposal};
    }
    return effects;
  }

 private:
  static Value most_frequent(const Promises& promises, Value best) {
    std::map<Value, int> reported;
    for (const auto& [acceptor, accepted] : promises) {
      if (accepted) ++reported[accepted->value];
    }
    int most = reported[best];
    for (const auto& [value, times] : reported) {
      if (times <= most) continue;
      best = value;
      most = times;
    }
    return best;
  }
  BOOST_DESCRIBE_CLASS(TakesTheMostFrequentValue, (Proposer), (), (), ())
};

class ForgetsItsRound : public Proposer {
 public:
  ForgetsItsRound(NodeId self, const Configuration& configuration, State = {})
      : Proposer(self, configuration, State{}) {}

 private:
  BOOST_DESCRIBE_CLASS(ForgetsItsRound, (Proposer), (), (), ())
};

class CountsAPromiseTwice : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    const auto* preparing = std::get_if<Preparing>(&phase_);
    if (preparing && preparing->ballot == message.ballot && preparing->promises.contains(from)) {
      from = another(configuration_, preparing->promises, from);
    }
    return Proposer::handle(from, message);
  }

 private:
  BOOST_DESCRIBE_CLASS(CountsAPromiseTwice, (Proposer), (), (), ())
};

class TakesANackForAPromise : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Nack& message) {
    const auto* preparing = std::get_if<Preparing>(&phase_);
    if (!preparing || preparing->ballot != message.ballot) return Proposer::handle(from, message);
    return Proposer::handle(from, Promise{message.ballot, std::nullopt});
  }

 private:
  BOOST_DESCRIBE_CLASS(TakesANackForAPromise, (Proposer), (), (), ())
};

class StopsAtAStaleNack : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Nack& message) {
    const bool is_busy =
        std::holds_alternative<Preparing>(phase_) || std::holds_alternative<Accepting>(phase_);
    if (!is_busy || message.ballot.round >= state_.highest_round) {
      return Proposer::handle(from, message);
    }
    phase_ = BackingOff{message.promised.round};
    return {.timers = {stop_timer(Timer::ballot_timeout)}};
  }

 private:
  BOOST_DESCRIBE_CLASS(StopsAtAStaleNack, (Proposer), (), (), ())
};

class RetriesAtOnce : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Nack& message) {
    Effects effects = Proposer::handle(from, message);
    const bool is_preempted = std::holds_alternative<BackingOff>(phase_) && !effects.timers.empty();
    return is_preempted ? Proposer::on_timer(Timer::back_off) : effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(RetriesAtOnce, (Proposer), (), (), ())
};

class WrapsItsRound : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects propose(const Value& value) {
    wrap();
    return Proposer::propose(value);
  }
  [[nodiscard]] Effects handle(NodeId from, const Inquire& message) {
    wrap();
    return Proposer::handle(from, message);
  }
  [[nodiscard]] Effects on_timer(Timer timer) {
    wrap();
    return Proposer::on_timer(timer);
  }

 private:
  /// Makes the round above the last the first.
  void wrap() {
    auto* waiting = std::get_if<BackingOff>(&phase_);
    const std::uint64_t above = waiting ? waiting->round : 0;
    if (std::max(above, state_.highest_round) < Ballot::max_round) return;
    state_.highest_round = 0;
    if (waiting) waiting->round = 0;
  }
  BOOST_DESCRIBE_CLASS(WrapsItsRound, (Proposer), (), (), ())
};

class SkipsPhase1 : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects propose(const Value& value) { return at_once(Proposer::propose(value)); }
  /// Without a client it has no value to send, and it never asks for one.
  [[nodiscard]] Effects handle(NodeId, const Inquire&) { return {}; }
  [[nodiscard]] Effects on_timer(Timer timer) { return at_once(Proposer::on_timer(timer)); }

 private:
  Effects at_once(Effects effects) {
    const auto* preparing = std::get_if<Preparing>(&phase_);
    if (!preparing) return effects;
    const Proposal proposal{preparing->ballot, *wanted_};
    phase_ = Accepting{proposal, {}};
    effects.send.front().message = Accept{proposal};
    return effects;
  }
  BOOST_DESCRIBE_CLASS(SkipsPhase1, (Proposer), (), (), ())
};

}  // namespace paxos::single::mutants
