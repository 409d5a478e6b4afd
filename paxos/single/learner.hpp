// The learner of single-decree Paxos.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/quorum.hpp"
#include "paxos/role.hpp"
#include "paxos/single/messages.hpp"

namespace paxos::single {

/// PMS §2.3, asking: a learner can always ask again, so nothing that it knows need survive a crash.
struct LearnerState {
  bool operator==(const LearnerState&) const = default;
};
BOOST_DESCRIBE_STRUCT(LearnerState, (), ())

class Learner {
 public:
  using State = LearnerState;
  using Incoming = ToLearner;
  using Effects = paxos::Effects<Protocol, State>;

  Learner(NodeId self, const Configuration& configuration, State recovered = {});

  [[nodiscard]] Effects start();
  [[nodiscard]] Effects handle(NodeId from, const Accepted& message);
  [[nodiscard]] Effects on_timer(Timer timer);

  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] const std::optional<Value>& learned() const { return learned_; }

  bool operator==(const Learner&) const = default;

 protected:
  NodeId self_;
  Configuration configuration_;
  State state_;
  std::map<NodeId, Proposal> accepted_;  // the latest that each acceptor is known to have accepted
  std::optional<Value> learned_;
  std::uint32_t attempt_ = 0;  // inquiries so far; each waits longer
  BOOST_DESCRIBE_CLASS(Learner, (), (),
                       (self_, configuration_, state_, accepted_, learned_, attempt_), ())
};
static_assert(IsRole<Learner>);

}  // namespace paxos::single
