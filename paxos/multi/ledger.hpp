// What a proposer and a learner have alike: the log as far as it is chosen, a snapshot in place of
// its beginning, and how a process that is behind comes by both.
#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe.hpp>

#include "paxos/effects.hpp"
#include "paxos/multi/ledger_state.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/quorum.hpp"

namespace paxos::multi {

/// PTP §1.2, ledgers: in his ledger a legislator writes the decrees that are passed.
class Ledger {
 public:
  using Effects = paxos::Effects<Protocol, Piece, PieceRecall>;

  Ledger() = default;
  /// Leaves the bytes of snapshots in stable storage.
  Ledger(NodeId self, const Configuration& configuration, LedgerState recovered);

  [[nodiscard]] const ChosenLog& chosen() const { return state_.chosen; }
  [[nodiscard]] Slot first_unchosen() const { return state_.chosen.first_unchosen(); }
  /// What of them is in stable storage. Once a download is whole, whoever runs the role looks
  /// whether it is sound, puts it in the place of the own one, or throws it away, and calls
  /// on_snapshots(); and so he does when he has taken an own one.
  [[nodiscard]] const StoredSnapshots& snapshots() const { return state_.snapshots; }

  /// Takes in a slot that is known to be chosen, and returns what can be delivered by it.
  [[nodiscard]] std::optional<Learned> learn(Slot slot, const Value& value) {
    return state_.chosen.learn(slot, value);
  }
  /// Asks for what is missing.
  [[nodiscard]] Fetch next() const;

  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message);
  [[nodiscard]] Effects handle(NodeId from, const Covered& message);
  [[nodiscard]] Effects handle(NodeId from, const Chosen& message);
  [[nodiscard]] Effects handle(NodeId from, const Fetch& message) const;
  [[nodiscard]] Effects handle(NodeId from, const Fetched& message);
  [[nodiscard]] Effects handle(NodeId from, const Piece& message);
  /// From now on these are in stable storage. Their bytes stay there.
  [[nodiscard]] Effects on_snapshots(StoredSnapshots stored);

  bool operator==(const Ledger&) const = default;

 private:
  void ask_if_behind(NodeId teller, Slot its_first_unchosen, Effects& effects);
  [[nodiscard]] NodeId whom_to_ask(NodeId teller);

  NodeId self_;
  std::uint64_t page_ = 0;  // in bytes
  std::uint32_t window_ = 0;
  std::uint32_t proposers_ = 0, learners_ = 0;
  LedgerState state_;
  bool arrives_ = false;           // of what was asked for, since somebody last said how far he is
  std::optional<NodeId> giver_;    // of the last piece
  std::optional<NodeId> shunned_;  // what he gave was thrown away
  std::uint32_t pause_ = 0;        // so often need not be asked
  std::uint32_t asked_ = 0;        // all in turn, since
  BOOST_DESCRIBE_CLASS(Ledger, (), (), (),
                       (self_, page_, window_, proposers_, learners_, state_, arrives_, giver_,
                        shunned_, pause_, asked_))
};

}  // namespace paxos::multi
