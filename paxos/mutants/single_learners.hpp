// Wrong learners of single-decree Paxos, and roles that count with wrong quorums.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "paxos/single/learner.hpp"

namespace paxos::single::mutants {

class CountsAnAcceptorTwice : public Learner {
 public:
  using Learner::handle;
  using Learner::Learner;
  [[nodiscard]] Effects handle(NodeId from, const Accepted& message) {
    const auto known = accepted_.find(from);
    const bool repeated = known != accepted_.end() && known->second == message.proposal;
    return Learner::handle(repeated ? another(from) : from, message);
  }

 private:
  /// An acceptor that has not been heard is taken for it, if there is one.
  [[nodiscard]] NodeId another(NodeId heard) const {
    for (const NodeId other : configuration_.all(Role::acceptor)) {
      if (!accepted_.contains(other)) return other;
    }
    return heard;
  }
  BOOST_DESCRIBE_CLASS(CountsAnAcceptorTwice, (Learner), (), (), ())
};

class CountsAcrossBallots : public Learner {
 public:
  using Learner::handle;
  using Learner::Learner;
  [[nodiscard]] Effects handle(NodeId from, const Accepted& message) {
    accepted_.erase(from);
    for (auto& [acceptor, proposal] : accepted_) proposal.ballot = message.proposal.ballot;
    return Learner::handle(from, message);
  }

 private:
  BOOST_DESCRIBE_CLASS(CountsAcrossBallots, (Learner), (), (), ())
};

/// An acceptor's number stands for the random number that it has drawn.
class BelievesTheLargestNumber : public Learner {
 public:
  using Learner::Learner;
  [[nodiscard]] Effects handle(NodeId from, const Accepted& message) {
    if (learned_) return {};
    accepted_.insert_or_assign(from, message.proposal);
    if (accepted_.size() < configuration_.quorums.phase2) return {};
    learned_ = accepted_.rbegin()->second.value;
    return {.timers = {stop_timer(Timer::inquiry)}, .learned = learned_};
  }

 private:
  BOOST_DESCRIBE_CLASS(BelievesTheLargestNumber, (Learner), (), (), ())
};

constexpr std::uint32_t half_rounded_down(std::uint32_t acceptors) {
  return std::max(acceptors / 2, 1U);
}
constexpr std::uint32_t third_rounded_up(std::uint32_t acceptors) {
  return (acceptors + 2) / 3;
}
constexpr std::uint32_t all(std::uint32_t acceptors) {
  return acceptors;
}

/// Any role, with quorums of another size.
template <class R, std::uint32_t (*quorum_of)(std::uint32_t acceptors)>
class Miscounts : public R {
 public:
  Miscounts(NodeId self, const Configuration& configuration, typename R::State recovered = {})
      : R(self, wrong(configuration), std::move(recovered)) {}

 private:
  static Configuration wrong(Configuration configuration) {
    QuorumSystem& quorums = configuration.quorums;
    quorums.phase1 = quorums.phase2 = quorum_of(quorums.acceptors);
    return configuration;
  }
  BOOST_DESCRIBE_CLASS(Miscounts, (R), (), (), ())
};

}  // namespace paxos::single::mutants
