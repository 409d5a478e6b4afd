// The learner of Multi-Paxos: read it beside paxos/single/learner.hpp.
#pragma once

#include <cstdint>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/multi/chosen_log.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/quorum.hpp"
#include "paxos/role.hpp"

namespace paxos::multi {

/// PMS §2.3: a learner can always ask again, so nothing that it knows need survive a crash. What
/// does survive need not be asked for.
struct LearnerState {
  ChosenLog chosen;
  bool operator==(const LearnerState&) const = default;
};
BOOST_DESCRIBE_STRUCT(LearnerState, (), (chosen))

class Learner {
 public:
  using State = LearnerState;
  using Incoming = ToLearner;
  using Effects = paxos::Effects<Protocol, LearnerState>;

  /// A new learner, or one that restarts: `recovered` is what its storage holds.
  Learner(NodeId self, const Configuration& configuration, State recovered = {});

  [[nodiscard]] Effects start();
  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message);
  [[nodiscard]] Effects handle(NodeId from, const Chosen& message);
  [[nodiscard]] Effects handle(NodeId from, const Fetch& message);
  [[nodiscard]] Effects handle(NodeId from, const Fetched& message);
  [[nodiscard]] Effects on_timer(Timer timer);

  [[nodiscard]] const State& state() const { return state_; }

  bool operator==(const Learner&) const = default;

 protected:
  NodeId self_;
  Configuration configuration_;
  State state_;
  std::uint32_t attempt_ = 0;  // times that it asked in vain; each waits longer
  BOOST_DESCRIBE_CLASS(Learner, (), (), (self_, configuration_, state_, attempt_), ())
};
static_assert(IsRole<Learner>);

}  // namespace paxos::multi
