// The learner of Multi-Paxos: read it beside paxos/single/learner.hpp.
#pragma once

#include <cstdint>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/multi/ledger.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/quorum.hpp"
#include "paxos/role.hpp"

namespace paxos::multi {

using LearnerState = LedgerState;

class Learner {
 public:
  using State = LearnerState;
  using Incoming = ToLearner;
  using Effects = Ledger::Effects;

  /// A new learner, or one that restarts: `recovered` is what its storage holds.
  Learner(NodeId self, const Configuration& configuration, State recovered = {});

  [[nodiscard]] Effects start();
  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message);
  [[nodiscard]] Effects handle(NodeId from, const Chosen& message) {
    return ledger_.handle(from, message);
  }
  [[nodiscard]] Effects handle(NodeId from, const Fetch& message) {
    return ledger_.handle(from, message);
  }
  [[nodiscard]] Effects handle(NodeId from, const Fetched& message) {
    return ledger_.handle(from, message);
  }
  [[nodiscard]] Effects handle(NodeId from, const Piece& message);
  [[nodiscard]] Effects on_snapshots(const StoredSnapshots& stored) {
    return ledger_.on_snapshots(stored);
  }
  [[nodiscard]] Effects on_timer(Timer timer);

  [[nodiscard]] Send<Message> recall(const PieceRecall& recall, const State& stored) const {
    return piece_of(recall, stored);
  }

  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

  bool operator==(const Learner&) const = default;

 protected:
  NodeId self_;
  Configuration configuration_;
  Ledger ledger_;
  std::uint32_t attempt_ = 0;  // times that it asked in vain; each waits longer
  BOOST_DESCRIBE_CLASS(Learner, (), (), (self_, configuration_, ledger_, attempt_), ())
};
static_assert(IsRole<Learner>);

}  // namespace paxos::multi
