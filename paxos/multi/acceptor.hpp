// The acceptor of Multi-Paxos: read it beside paxos/single/acceptor.hpp.
#pragma once

#include <map>
#include <optional>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/quorum.hpp"
#include "paxos/role.hpp"

namespace paxos::multi {

/// All that an acceptor must remember, across restarts too: PMS §3, one promise for all slots, and
/// in each slot the highest proposal that it has accepted.
struct AcceptorState {
  std::optional<Ballot> promised;
  std::map<Slot, Proposal> accepted;

  bool operator==(const AcceptorState&) const = default;
};
BOOST_DESCRIBE_STRUCT(AcceptorState, (), (promised, accepted))

/// What one step changes of it: the promise, and at most one slot.
struct AcceptorChange {
  Ballot promised;
  std::optional<Accept> accepted;

  bool operator==(const AcceptorChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(AcceptorChange, (), (promised, accepted))

void apply(const AcceptorChange& change, AcceptorState& state);

class Acceptor {
 public:
  using State = AcceptorState;
  using Incoming = ToAcceptor;
  using Effects = paxos::Effects<Protocol, AcceptorChange>;

  /// A new acceptor, or one that restarts: `recovered` is what its stable storage holds.
  Acceptor(NodeId self, const Configuration& configuration, State recovered = {});

  [[nodiscard]] Effects start() { return {}; }
  [[nodiscard]] Effects handle(NodeId from, const Prepare& message);
  [[nodiscard]] Effects handle(NodeId from, const More& message);
  [[nodiscard]] Effects handle(NodeId from, const Accept& message);
  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message);
  [[nodiscard]] Effects on_timer(Timer) { return {}; }

  [[nodiscard]] const State& state() const { return state_; }

  bool operator==(const Acceptor&) const = default;

 protected:
  [[nodiscard]] Effects refuse(NodeId proposer, const Ballot& ballot) const;
  /// What the promise of a ballot says of the slots from `from` on.
  [[nodiscard]] Promise page(const Ballot& ballot, Slot from) const;

  NodeId self_;
  Configuration configuration_;
  State state_;
  BOOST_DESCRIBE_CLASS(Acceptor, (), (), (self_, configuration_, state_), ())
};
static_assert(IsRole<Acceptor>);

}  // namespace paxos::multi
