// What a proposer does as a learner, whether it leads or not.
#include <utility>

#include "paxos/multi/proposer.hpp"

namespace paxos::multi {

/// More may be known to be chosen than before, so that a leader can go on.
Proposer::Effects Proposer::learn(Ledger::Effects taken) {
  Effects effects{.recall = taken.recall, .send = std::move(taken.send)};
  if (taken.persist) effects.persist = ProposerChange{highest_round_, std::move(taken.persist)};
  effects.learned = std::move(taken.learned);

  auto* leading = std::get_if<Leading>(&phase_);
  if (!leading) return effects;
  const auto is_known = [this](const auto& entry) {
    return ledger_.chosen().contains(entry.first);
  };
  std::erase_if(leading->in_flight, is_known);
  std::erase_if(leading->reported, is_known);
  if (effects.learned) {
    effects.timers.push_back(leading->in_flight.empty() ? stop_timer(Timer::resend)
                                                        : start_timer(Timer::resend, 0));
  }
  advance(effects);
  return effects;
}

Proposer::Effects Proposer::handle(NodeId from, const Chosen& message) {
  return learn(ledger_.handle(from, message));
}

Proposer::Effects Proposer::handle(NodeId from, const Fetched& message) {
  return learn(ledger_.handle(from, message));
}

Proposer::Effects Proposer::handle(NodeId from, const Piece& message) {
  return learn(ledger_.handle(from, message));
}

Proposer::Effects Proposer::on_snapshots(const StoredSnapshots& stored) {
  return learn(ledger_.on_snapshots(stored));
}

}  // namespace paxos::multi
