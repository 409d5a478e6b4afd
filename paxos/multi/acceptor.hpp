// The acceptor of Multi-Paxos: read it beside paxos/single/acceptor.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/quorum.hpp"
#include "paxos/role.hpp"

namespace paxos::multi {

/// All that an acceptor must remember, across restarts too: PMS §3, one answer: one promise for all
/// slots, and in each slot the highest proposal that it has accepted; but PMMC §4.2, forgetting: of
/// the slots below `forgotten` none, for others remember in a snapshot what is chosen there.
struct AcceptorState {
  std::optional<Ballot> promised;
  std::map<Slot, Proposal> accepted;
  Slot forgotten = {};

  bool operator==(const AcceptorState&) const = default;
};
BOOST_DESCRIBE_STRUCT(AcceptorState, (), (promised, accepted, forgotten))

/// What one step changes of it: the promise, at most one slot, and what is below `forgotten`.
struct AcceptorChange {
  Ballot promised;
  std::optional<Accept> accepted;
  Slot forgotten = {};

  bool operator==(const AcceptorChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(AcceptorChange, (), (promised, accepted, forgotten))

void apply(const AcceptorChange& change, AcceptorState& state);

/// A page of the promise of `ballot`, for the proposer `to`: what was accepted from slot `from` on,
/// up to so many bytes.
struct Recall {
  NodeId to;
  Ballot ballot;
  Slot from;
  std::uint64_t bytes = 0;

  bool operator==(const Recall&) const = default;
};

/// Such a page while it is filled from stable storage, in the order of the slots.
class Page {
 public:
  Page(const Recall& recall, Slot forgotten)
      : to_(recall.to),
        promise_{recall.ballot, recall.from, {}, {}, forgotten},
        most_(recall.bytes) {}

  /// PMS §3, one answer: of the slots asked for nothing may be left out that was accepted, chosen
  /// or not. False if this one has no room any more; it is then the first of the next page.
  bool add(Slot slot, const Proposal& proposal);
  [[nodiscard]] Send<Message> send() && { return {{to_}, std::move(promise_)}; }

 private:
  NodeId to_;
  Promise promise_;
  std::uint64_t most_;
  std::uint64_t bytes_ = 0;
};

/// The page that is asked for, of all that an acceptor has stored.
[[nodiscard]] Send<Message> page_of(const Recall& recall, const AcceptorState& stored);

/// Holds its promise in memory, and leaves what it has accepted in stable storage: it looks there
/// only when a new leader asks.
class Acceptor {
 public:
  using State = AcceptorState;
  using Incoming = ToAcceptor;
  using Effects = paxos::Effects<Protocol, AcceptorChange, Recall>;

  /// A new acceptor, or one that restarts: `recovered` is what its stable storage holds.
  Acceptor(NodeId self, const Configuration& configuration, const State& recovered = {});

  [[nodiscard]] Effects start() { return {}; }
  [[nodiscard]] Effects handle(NodeId from, const Prepare& message);
  [[nodiscard]] Effects handle(NodeId from, const More& message);
  [[nodiscard]] Effects handle(NodeId from, const Accept& message);
  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message);
  [[nodiscard]] Effects on_timer(Timer) { return {}; }

  [[nodiscard]] Send<Message> recall(const Recall& recall, const State& stored) const {
    return page_of(recall, stored);
  }

  [[nodiscard]] const std::optional<Ballot>& promised() const { return promised_; }
  [[nodiscard]] Slot forgotten() const { return forgotten_; }

  bool operator==(const Acceptor&) const = default;

 protected:
  [[nodiscard]] Effects refuse(NodeId proposer, const Ballot& ballot) const;

  std::uint64_t page_;  // in bytes
  std::optional<Ballot> promised_;
  Slot forgotten_;
  BOOST_DESCRIBE_CLASS(Acceptor, (), (), (page_, promised_, forgotten_), ())
};
static_assert(IsRole<Acceptor>);

}  // namespace paxos::multi
