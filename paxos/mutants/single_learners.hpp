// Wrong learners of single-decree Paxos.
#pragma once

#include "paxos/mutants/single_counting.hpp"
#include "paxos/single/learner.hpp"

namespace paxos::single::mutants {

class CountsAnAcceptorTwice : public Learner {
 public:
  using Learner::handle;
  using Learner::Learner;
  [[nodiscard]] Effects handle(NodeId from, const Accepted& message) {
    const auto known = accepted_.find(from);
    const bool repeated = known != accepted_.end() && known->second == message.proposal;
    return Learner::handle(repeated ? another(configuration_, accepted_, from) : from, message);
  }

 private:
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

}  // namespace paxos::single::mutants
