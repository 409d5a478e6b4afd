// What an onlooker knows who sees everything that happens in a cluster. No process does; the
// invariants speak of it.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <boost/describe.hpp>

#include "paxos/acceptances.hpp"
#include "paxos/multi/acceptor.hpp"
#include "paxos/multi/ledger.hpp"
#include "paxos/multi/protocol.hpp"

namespace paxos::multi {

/// What has happened in one slot.
struct SlotHistory {
  std::set<Proposal> issued;                  // in accept requests
  Acceptances accepted;                       // by each acceptor, durably
  std::map<NodeId, std::set<Value>> learned;  // by each proposer and learner

  bool operator==(const SlotHistory&) const = default;
};
BOOST_DESCRIBE_STRUCT(SlotHistory, (), (issued, accepted, learned))

/// The highest that an acceptor told anybody: of its promise, and of what it accepted in each slot.
struct Told {
  std::optional<Ballot> promised;
  std::map<Slot, Ballot> accepted;

  void promises(const Ballot& ballot) { promised = std::max(promised, std::optional(ballot)); }
  void accepts(Slot slot, const Ballot& ballot) {
    accepted[slot] = std::max(accepted[slot], ballot);
  }

  bool operator==(const Told&) const = default;
};
BOOST_DESCRIBE_STRUCT(Told, (), (promised, accepted))

/// It only grows. A world tells it what happens, in order.
struct History {
  Slot first;                // where the log begins; what is below is in no acceptor
  std::set<Value> proposed;  // batches of clients' commands
  std::map<Slot, SlotHistory> slots;
  std::map<NodeId, Told> told;
  std::map<NodeId, Slot> delivered;     // by each process: the slots below this, in this life
  std::map<NodeId, Slot> out_of_order;  // a slot that it delivered when another was next
  std::map<NodeId, Slot> forgotten;     // by each acceptor, durably: what is below
  std::map<NodeId, Slot> covered;       // by the snapshot in each process's storage: what is below
  /// The slots in which something has happened since somebody last looked.
  std::set<Slot> news = {};

  bool operator==(const History&) const = default;

  /// What two onlookers know together.
  History& operator+=(const History& other);
  void proposes(const Value& commands) { proposed.insert(commands); }
  /// To be told of every change once commit() has returned.
  void persisted(NodeId acceptor, const AcceptorChange& change);
  /// A process starts with what its storage holds.
  void starts(NodeId acceptor, const AcceptorState& state);
  void starts(NodeId node, const LedgerState& state);
  /// The slot below which some acceptor has forgotten what it accepted.
  [[nodiscard]] Slot highest_forgotten() const;
  /// That snapshot is in stable storage, and the process goes on behind what it covers.
  void has_snapshot(NodeId node, const Snapshot& snapshot);
  void sent(NodeId from, const Message& message);
  void knows(NodeId node, const Learned& learned);

 private:
  SlotHistory& in(Slot slot);
  void forgets(NodeId acceptor, Slot below);
};
BOOST_DESCRIBE_STRUCT(History, (),
                      (first, proposed, slots, told, delivered, out_of_order, forgotten, covered))

}  // namespace paxos::multi
