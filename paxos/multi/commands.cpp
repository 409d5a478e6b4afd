// What a proposer does with the commands that clients ask for.
#include <span>

#include "paxos/multi/proposer.hpp"

namespace paxos::multi {

Proposer::Effects Proposer::propose(const Value& commands) {
  wait(commands);
  Effects effects;
  if (std::holds_alternative<Leading>(phase_)) advance(effects);
  const auto* following = std::get_if<Following>(&phase_);
  if (following && following->leader) pass_on(proposer(following->leader->proposer), effects);
  return effects;
}

// One that does not lead keeps what was forwarded to it until it leads, or hears who does. Those
// who forward do not wait for each other, so that only this bounds what they can pile up.
Proposer::Effects Proposer::handle(NodeId, const Forward& message) {
  if (waiting_bytes_ + message.commands.size() > most_waiting) return {};
  wait(message.commands);
  Effects effects;
  if (std::holds_alternative<Leading>(phase_)) advance(effects);
  return effects;
}

void Proposer::wait(const Value& commands) {
  waiting_.push_back(commands);
  waiting_bytes_ += commands.size();
}

/// Gives what waits to the leader.
void Proposer::pass_on(NodeId leader, Effects& effects) {
  while (!waiting_.empty()) effects.send.push_back({{leader}, Forward{next_batch()}});
}

/// As many as fit of the commands that wait, in order.
Value Proposer::next_batch() {
  std::size_t count = 1;
  std::size_t bytes = waiting_.front().size();
  while (count < waiting_.size() && bytes + waiting_[count].size() <= batch_bytes) {
    bytes += waiting_[count++].size();
  }
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  Value batch = count == 1 ? waiting_.front() : joined(std::span(waiting_).first(count));
  waiting_.erase(waiting_.begin(), end);
  waiting_bytes_ -= bytes;
  return batch;
}

}  // namespace paxos::multi
