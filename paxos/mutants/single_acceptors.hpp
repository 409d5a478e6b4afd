// Wrong acceptors of single-decree Paxos.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include "paxos/single/acceptor.hpp"

namespace paxos::single::mutants {

class ForgetsItsPromise : public Acceptor {
 public:
  ForgetsItsPromise(NodeId self, const Configuration& configuration, State recovered = {})
      : Acceptor(self, configuration, {.promised = {}, .accepted = std::move(recovered.accepted)}) {
  }

 private:
  BOOST_DESCRIBE_CLASS(ForgetsItsPromise, (Acceptor), (), (), ())
};

class ForgetsWhatItAccepted : public Acceptor {
 public:
  ForgetsWhatItAccepted(NodeId self, const Configuration& configuration,
                        const State& recovered = {})
      : Acceptor(self, configuration, {.promised = recovered.promised, .accepted = {}}) {}

 private:
  BOOST_DESCRIBE_CLASS(ForgetsWhatItAccepted, (Acceptor), (), (), ())
};

class AcceptsBelowItsPromise : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Accept& message) {
    state_.promised.reset();
    return Acceptor::handle(from, message);
  }

 private:
  BOOST_DESCRIBE_CLASS(AcceptsBelowItsPromise, (Acceptor), (), (), ())
};

class AcceptsWithoutPromising : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Accept& message) {
    const std::optional<Ballot> promised = state_.promised;
    Effects effects = Acceptor::handle(from, message);
    state_.promised = promised;
    if (effects.persist) effects.persist = state_;
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(AcceptsWithoutPromising, (Acceptor), (), (), ())
};

class AcceptsOnlyWhatItPromised : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Accept& message) {
    if (!state_.promised) return {};
    if (message.proposal.ballot != state_.promised) return refuse(from, message.proposal.ballot);
    return Acceptor::handle(from, message);
  }

 private:
  BOOST_DESCRIBE_CLASS(AcceptsOnlyWhatItPromised, (Acceptor), (), (), ())
};

/// What a step has to write is written with the next step.
class AnswersBeforeItWrites : public Acceptor {
 public:
  using Acceptor::Acceptor;
  [[nodiscard]] Effects handle(NodeId from, const auto& message) {
    Effects effects = Acceptor::handle(from, message);
    std::swap(effects.persist, unwritten_);
    return effects;
  }

  bool operator==(const AnswersBeforeItWrites&) const = default;

 private:
  std::optional<State> unwritten_;
  BOOST_DESCRIBE_CLASS(AnswersBeforeItWrites, (Acceptor), (), (), (unwritten_))
};

/// Only once it has accepted something does it go by values: until then it is the right acceptor.
class PrefersTheLargerValue : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Accept& message) {
    const auto& [ballot, value] = message.proposal;
    if (!state_.accepted || value == state_.accepted->value) return Acceptor::handle(from, message);
    if (value < state_.accepted->value) return refuse(from, ballot);
    const std::optional<Ballot> promised = std::exchange(state_.promised, std::nullopt);
    Effects effects = Acceptor::handle(from, message);
    state_.promised = std::max(promised, state_.promised);
    effects.persist = state_;
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(PrefersTheLargerValue, (Acceptor), (), (), ())
};

}  // namespace paxos::single::mutants
