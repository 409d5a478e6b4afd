// The proposer of Multi-Paxos: read it beside paxos/single/proposer.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/multi/ledger.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/quorum.hpp"
#include "paxos/role.hpp"

namespace paxos::multi {

/// PMS §2.5, highest number: a proposer must remember the highest round that it has tried, across
/// restarts, so that it never uses a ballot twice.
struct ProposerState : LedgerState {
  std::uint64_t highest_round = 0;  // 0 before the first
  bool operator==(const ProposerState&) const = default;
};
BOOST_DESCRIBE_STRUCT(ProposerState, (LedgerState), (highest_round))

/// What one step changes of it: the round, and at most one piece of a snapshot.
struct ProposerChange {
  std::uint64_t highest_round = 0;
  std::optional<Piece> piece = {};
  bool operator==(const ProposerChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(ProposerChange, (), (highest_round, piece))

void apply(const ProposerChange& change, ProposerState& state);

/// In each slot, the highest-numbered proposal that promises have reported.
using Reported = std::map<Slot, Proposal>;

/// PMS §2.2, P2c, in every slot: of what is reported, the highest-numbered proposal counts.
void report(Reported& reported, const std::map<Slot, Proposal>& accepted);

/// PMS §2.4, distinguished proposer: another proposer is the distinguished one.
struct Following {
  std::optional<Ballot> leader;  // the ballot that it leads by; absent: nobody is known to lead
  std::uint64_t round = 0;       // a campaign takes one above it
  bool operator==(const Following&) const = default;
};
BOOST_DESCRIBE_STRUCT(Following, (), (leader, round))

/// PMS §3, phase 1 for all: once for all slots from `from` on. Waits for promises from a quorum.
struct Campaigning {
  Ballot ballot;
  Slot from;
  std::map<NodeId, Slot> next_page;  // of promises that are not complete yet
  AcceptorSet promised;
  Reported reported;
  bool operator==(const Campaigning&) const = default;
};
BOOST_DESCRIBE_STRUCT(Campaigning, (), (ballot, from, next_page, promised, reported))

/// A value that was proposed and is not chosen yet.
struct InFlight {
  Value value;
  AcceptorSet accepted_by;
  bool operator==(const InFlight&) const = default;
};
BOOST_DESCRIBE_STRUCT(InFlight, (), (value, accepted_by))

/// PMS §3, leader: phase 2, in as many slots as the window allows.
struct Leading {
  Ballot ballot;
  Slot next;          // the lowest in which it has proposed nothing
  Reported reported;  // not yet proposed again
  std::map<Slot, InFlight> in_flight;
  AcceptorSet heard;               // those that have answered a heartbeat since it last looked
  std::map<NodeId, Slot> covered;  // by the snapshots of others, up to there
  bool operator==(const Leading&) const = default;
};
BOOST_DESCRIBE_STRUCT(Leading, (), (ballot, next, reported, in_flight, heard, covered))

class Proposer {
 public:
  using State = ProposerState;
  using Incoming = ToProposer;
  using Effects = paxos::Effects<Protocol, ProposerChange, PieceRecall>;
  using Phase = std::variant<Following, Campaigning, Leading>;

  /// A new proposer, or one that restarts: `recovered` is what its stable storage holds.
  Proposer(NodeId self, const Configuration& configuration, const State& recovered = {});

  [[nodiscard]] Effects start();
  /// While so many bytes of commands wait, those of own clients among them, what others forward is
  /// lost.
  static constexpr std::uint64_t most_waiting = std::uint64_t{128} << 20;

  /// Clients ask for commands, which are one batch or part of one: a slot's value is some batches,
  /// one behind the other. They are passed on to the leader, if it is another. Nothing is said of
  /// what comes of them but by what is learned; they may be lost on the way.
  [[nodiscard]] Effects propose(const Value& commands);
  [[nodiscard]] Effects handle(NodeId from, const Promise& message);
  [[nodiscard]] Effects handle(NodeId from, const Accepted& message);
  [[nodiscard]] Effects handle(NodeId from, const Nack& message);
  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message);
  [[nodiscard]] Effects handle(NodeId from, const Heard& message);
  [[nodiscard]] Effects handle(NodeId from, const Chosen& message);
  [[nodiscard]] Effects handle(NodeId from, const Fetch& message);
  [[nodiscard]] Effects handle(NodeId from, const Fetched& message);
  [[nodiscard]] Effects handle(NodeId from, const Forward& message);
  [[nodiscard]] Effects handle(NodeId from, const Piece& message);
  [[nodiscard]] Effects handle(NodeId from, const Covered& message);
  [[nodiscard]] Effects on_snapshots(const StoredSnapshots& stored);
  [[nodiscard]] Effects on_timer(Timer timer);

  [[nodiscard]] Send<Message> recall(const PieceRecall& recall, const State& stored) const {
    return piece_of(recall, stored);
  }

  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  [[nodiscard]] const Phase& phase() const { return phase_; }
  /// Commands that wait for a slot, or for a leader.
  [[nodiscard]] const std::vector<Value>& waiting() const { return waiting_; }

  bool operator==(const Proposer&) const = default;

 protected:
  [[nodiscard]] Effects campaign();
  [[nodiscard]] Effects catch_up();
  [[nodiscard]] Effects lead(Campaigning won);
  [[nodiscard]] Effects follow(Following whom);
  void advance(Effects& effects);
  void propose_in(Slot slot, Value value, Effects& effects);
  [[nodiscard]] std::optional<Value> value_for(Slot slot);
  void wait(const Value& commands);
  [[nodiscard]] Value next_batch();
  void pass_on(NodeId leader, Effects& effects);
  [[nodiscard]] Effects learn(Ledger::Effects taken);
  [[nodiscard]] Slot forgettable() const;
  [[nodiscard]] std::optional<Ballot> current_ballot() const;
  [[nodiscard]] std::vector<NodeId> others() const;

  NodeId self_;
  Configuration configuration_;
  Ledger ledger_;
  std::uint64_t highest_round_;
  Phase phase_;
  std::vector<Value> waiting_;
  std::uint64_t waiting_bytes_ = 0;
  std::uint32_t attempt_ = 0;  // campaigns in a row that came to nothing
  Slot forgotten_;             // by acceptors: what is below
  BOOST_DESCRIBE_CLASS(Proposer, (), (),
                       (self_, configuration_, ledger_, highest_round_, phase_, waiting_,
                        waiting_bytes_, attempt_, forgotten_),
                       ())
};
static_assert(IsRole<Proposer>);

}  // namespace paxos::multi
