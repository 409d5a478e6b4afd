// The messages of Multi-Paxos: those of single-decree Paxos with a slot, and what a leader, its
// followers and the learners tell each other besides.
#pragma once

#include <map>
#include <optional>
#include <variant>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/ballot.hpp"
#include "paxos/multi/slot.hpp"
#include "paxos/multi/snapshot.hpp"
#include "paxos/node.hpp"
#include "paxos/value.hpp"

namespace paxos::multi {

/// PMS §3, phase 1 for all: proposer to acceptors, phase 1(a) for all slots from `from` on, in one
/// message.
struct Prepare {
  Ballot ballot;
  Slot from;
  bool operator==(const Prepare&) const = default;
};
BOOST_DESCRIBE_STRUCT(Prepare, (), (ballot, from))

/// PMS §3, one answer: acceptor to proposer, phase 1(b) for all slots at once. It accepts no
/// proposal below `ballot` any more, in no slot. What it has accepted so far is told in pages:
/// `accepted` is all of it from slot `from` on and below `next`; without `next`, all there is from
/// `from` on. PMMC §4.2, the bound: but of the slots below `forgotten` it has forgotten what it
/// accepted.
struct Promise {
  Ballot ballot;
  Slot from;
  std::map<Slot, Proposal> accepted;
  std::optional<Slot> next;
  Slot forgotten = {};
  bool operator==(const Promise&) const = default;
};
BOOST_DESCRIBE_STRUCT(Promise, (), (ballot, from, accepted, next, forgotten))

/// Proposer to acceptor: the page of its promise of `ballot` that begins at `from`.
struct More {
  Ballot ballot;
  Slot from;
  bool operator==(const More&) const = default;
};
BOOST_DESCRIBE_STRUCT(More, (), (ballot, from))

/// PMS §2.2, phase 2(a), in one slot: proposer to acceptors.
struct Accept {
  Slot slot;
  Proposal proposal;
  bool operator==(const Accept&) const = default;
};
BOOST_DESCRIBE_STRUCT(Accept, (), (slot, proposal))

/// PMS §2.2, phase 2(b), in one slot: acceptor to the proposer of that ballot, which knows the
/// value. PMS §2.3, distinguished learner: it tells the learners.
struct Accepted {
  Slot slot;
  Ballot ballot;
  bool operator==(const Accepted&) const = default;
};
BOOST_DESCRIBE_STRUCT(Accepted, (), (slot, ballot))

/// PMS §2.2, out of date: acceptor to proposer. It refuses `ballot`, having promised `promised`. An
/// optimisation that safety does not depend on.
struct Nack {
  Ballot ballot;
  Ballot promised;
  bool operator==(const Nack&) const = default;
};
BOOST_DESCRIBE_STRUCT(Nack, (), (ballot, promised))

/// PMS §2.4, distinguished proposer: leader to all. It leads by `ballot`, and knows what is chosen
/// below `first_unchosen`. PMMC §4.2, forgetting: what acceptors have accepted below `forget`
/// nobody will ask them for.
struct Heartbeat {
  Ballot ballot;
  Slot first_unchosen;
  Slot forget = {};
  bool operator==(const Heartbeat&) const = default;
};
BOOST_DESCRIBE_STRUCT(Heartbeat, (), (ballot, first_unchosen, forget))

/// Acceptor to leader: it has heard a heartbeat, and has promised nothing above `ballot`.
struct Heard {
  Ballot ballot;
  bool operator==(const Heard&) const = default;
};
BOOST_DESCRIBE_STRUCT(Heard, (), (ballot))

/// PMS §2.3, distinguished learner: the leader, to proposers and learners.
struct Chosen {
  Slot slot;
  Value value;
  bool operator==(const Chosen&) const = default;
};
BOOST_DESCRIBE_STRUCT(Chosen, (), (slot, value))

/// A proposer or learner to another: what is chosen from this slot on? PTP §3.1, what he misses. Of
/// that snapshot it has so many bytes. The answer is Fetched, or a Piece: the next of that
/// snapshot, or the first of another.
struct Fetch {
  Slot from;
  Snapshot of = {};
  std::uint64_t received = 0;
  bool operator==(const Fetch&) const = default;
};
BOOST_DESCRIBE_STRUCT(Fetch, (), (from, of, received))

/// The answer: the chosen values of slot `from` and of those that follow it, as many as fit.
struct Fetched {
  Slot from;
  std::vector<Value> values;
  bool operator==(const Fetched&) const = default;
};
BOOST_DESCRIBE_STRUCT(Fetched, (), (from, values))

/// PTP §3.3.2, snapshots: or, of a snapshot, as many bytes as fit.
struct Piece {
  Snapshot of;
  std::uint64_t offset = 0;
  Value bytes;
  bool operator==(const Piece&) const = default;
};
BOOST_DESCRIBE_STRUCT(Piece, (), (of, offset, bytes))

/// Proposer to leader: commands of its clients, for a slot.
struct Forward {
  Value commands;
  bool operator==(const Forward&) const = default;
};
BOOST_DESCRIBE_STRUCT(Forward, (), (commands))

/// PMMC §4.2, forgetting: proposer or learner to leader: a snapshot of all below `end` is in its
/// stable storage.
struct Covered {
  Slot end;
  bool operator==(const Covered&) const = default;
};
BOOST_DESCRIBE_STRUCT(Covered, (), (end))

/// The order is the message's tag on the wire.
using Message = std::variant<Prepare, Promise, More, Accept, Accepted, Nack, Heartbeat, Heard,
                             Chosen, Fetch, Fetched, Forward, Piece, Covered>;

using ToAcceptor = std::variant<Prepare, More, Accept, Heartbeat>;
using ToProposer = std::variant<Promise, Accepted, Nack, Heartbeat, Heard, Chosen, Fetch, Fetched,
                                Forward, Piece, Covered>;
using ToLearner = std::variant<Heartbeat, Chosen, Fetch, Fetched, Piece>;

/// Whether `from` may send `message` to `to`: by their roles, a proposer only with a ballot of its
/// own, and nobody to himself. Anything else is not Paxos, and no role ever sees it.
bool may_send(NodeId from, const Message& message, NodeId to);

}  // namespace paxos::multi
