#include "paxos/multi/ledger.hpp"

#include <utility>
#include <vector>

namespace paxos::multi {

namespace {

/// Whether a piece is the next of a copy, or the first of another.
bool fits(const Piece& piece, const SnapshotCopy& copy) {
  return piece.of == copy.of ? piece.offset == copy.received : piece.offset == 0;
}

/// So many heartbeats, a second or two.
constexpr std::uint32_t pause_after_loss = 20;

void leave_bytes(StoredSnapshots& snapshots) {
  snapshots.own.bytes = snapshots.download.bytes = {};
}

}  // namespace

Ledger::Ledger(NodeId self, const Configuration& configuration, LedgerState recovered)
    : self_(self),
      page_(configuration.page),
      window_(configuration.window),
      proposers_(configuration.proposers),
      learners_(configuration.learners),
      state_(std::move(recovered)) {
  leave_bytes(state_.snapshots);
}

// PMS §2.3, distinguished learner: the distinguished learner tells what is chosen, in each slot by
// itself; it is learned in the order of the slots. What is farther ahead than a leader proposes is
// told to one that has much to fetch, and will be fetched too.
Ledger::Effects Ledger::handle(NodeId, const Chosen& message) {
  if (message.slot >= first_unchosen().next(window_)) return {};
  return {.learned = learn(message.slot, message.value)};
}

Fetch Ledger::next() const {
  const SnapshotCopy& download = snapshots().download;
  if (download.of.end <= first_unchosen()) return {first_unchosen()};
  return {first_unchosen(), download.of, download.received};
}

/// Whoever is behind has missed messages, and asks for them, unless what it asked for is coming, or
/// is there to be looked at.
void Ledger::ask_if_behind(NodeId teller, Slot its_first_unchosen, Effects& effects) {
  const bool comes = std::exchange(arrives_, false);
  if (comes || its_first_unchosen <= first_unchosen() || snapshots().download.is_whole()) return;
  if (pause_ > 0) {
    --pause_;
    return;
  }
  effects.send.push_back({{whom_to_ask(teller)}, next()});
}

/// Who tells that he knows more; or all in turn, if what he gave was thrown away.
NodeId Ledger::whom_to_ask(NodeId teller) {
  if (teller != shunned_) return teller;
  std::vector<NodeId> others;
  for (std::uint32_t i = 1; i <= proposers_; ++i) others.push_back(proposer(i));
  for (std::uint32_t i = 1; i <= learners_; ++i) others.push_back(learner(i));
  std::erase(others, self_);
  return others[asked_++ % others.size()];
}

// The leader says how far it is.
Ledger::Effects Ledger::handle(NodeId from, const Heartbeat& message) {
  Effects effects;
  if (const auto& own = snapshots().own.of; own.size > 0) {
    effects.send.push_back({{from}, Covered{own.end}});
  }
  ask_if_behind(from, message.first_unchosen, effects);
  return effects;
}

// A leader can be behind too, and then acceptors may have forgotten what it lacks.
Ledger::Effects Ledger::handle(NodeId from, const Covered& message) {
  Effects effects;
  ask_if_behind(from, message.end, effects);
  return effects;
}

// Whoever knows what is chosen can tell another, in pieces: the values, or the state behind them if
// that is less.
Ledger::Effects Ledger::handle(NodeId from, const Fetch& message) const {
  const ChosenLog& chosen = state_.chosen;
  const Snapshot& snapshot = snapshots().own.of;
  if (message.from >= first_unchosen()) return {};
  const bool goes_on = snapshot.size > 0 && message.of == snapshot;
  if (goes_on || message.from < chosen.begin() ||
      (message.from < snapshot.end &&
       chosen.is_longer(message.from, snapshot.end, snapshot.size))) {
    return {.recall = PieceRecall{from, message.of, message.received, page_}};
  }
  return {.send = {{{from}, chosen.page(message.from, page_)}}};
}

Ledger::Effects Ledger::handle(NodeId from, const Fetched& message) {
  Effects effects{.learned = state_.chosen.learn(message)};
  if (effects.learned) {
    arrives_ = true;
    effects.send.push_back({{from}, next()});
  }
  return effects;
}

// One piece is asked for once the one before it is stored, so that he who sends them has time for
// others. While one snapshot comes, only a later one takes its place.
Ledger::Effects Ledger::handle(NodeId from, const Piece& message) {
  SnapshotCopy& download = state_.snapshots.download;
  // One that is whole is being looked at, and must stay meanwhile.
  if (message.of.end <= first_unchosen() || download.is_whole()) return {};
  const bool is_other = message.of != download.of;
  if (is_other && arrives_ && message.of.end < download.of.end) return {};

  if (!fits(message, download)) return {};
  const std::uint64_t room = message.of.size - message.offset;
  if (message.bytes.size() == 0 || message.bytes.size() > room) return {};

  arrives_ = true;
  giver_ = from;
  take(message, download);
  Effects effects{.persist = message};
  if (!download.is_whole()) effects.send.push_back({{from}, next()});
  return effects;
}

Ledger::Effects Ledger::on_snapshots(StoredSnapshots stored) {
  leave_bytes(stored);
  const Snapshot begun = snapshots().download.of;
  if (begun.size > 0 && stored.download.of != begun && stored.own.of.end < begun.end) {
    // It was damaged, or there was no room for it.
    shunned_ = giver_;
    pause_ = pause_after_loss;
  } else if (stored.own.of.end > snapshots().own.of.end) {
    shunned_.reset();
    pause_ = 0;
  }
  if (stored.download.of != begun) giver_.reset();
  return {.learned = apply(stored, state_)};
}

}  // namespace paxos::multi
