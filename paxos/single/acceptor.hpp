// The acceptor of single-decree Paxos.
#pragma once

#include <optional>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/quorum.hpp"
#include "paxos/role.hpp"
#include "paxos/single/messages.hpp"

namespace paxos::single {

/// PMS §2.2, memory: all that an acceptor must remember, across restarts too: the highest ballot
/// that it has promised, and the highest proposal that it has accepted.
struct AcceptorState {
  std::optional<Ballot> promised;
  std::optional<Proposal> accepted;

  bool operator==(const AcceptorState&) const = default;
};
BOOST_DESCRIBE_STRUCT(AcceptorState, (), (promised, accepted))

class Acceptor {
 public:
  using State = AcceptorState;
  using Incoming = ToAcceptor;
  using Effects = paxos::Effects<Protocol, State>;

  /// A new acceptor, or one that restarts: `recovered` is what its stable storage holds.
  Acceptor(NodeId self, const Configuration& configuration, State recovered = {});

  [[nodiscard]] Effects start() { return {}; }
  [[nodiscard]] Effects handle(NodeId from, const Prepare& message);
  [[nodiscard]] Effects handle(NodeId from, const Accept& message);
  [[nodiscard]] Effects handle(NodeId from, const Inquire& message);
  [[nodiscard]] Effects on_timer(Timer) { return {}; }

  [[nodiscard]] const State& state() const { return state_; }

  bool operator==(const Acceptor&) const = default;

 protected:
  [[nodiscard]] Effects refuse(NodeId proposer, const Ballot& ballot) const;

  NodeId self_;
  Configuration configuration_;
  State state_;
  BOOST_DESCRIBE_CLASS(Acceptor, (), (), (self_, configuration_, state_), ())
};
static_assert(IsRole<Acceptor>);

}  // namespace paxos::single
