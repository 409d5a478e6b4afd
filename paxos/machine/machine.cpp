#include "paxos/machine/machine.hpp"

namespace paxos::machine {

std::optional<Reply> Machine::execute(const Command& command) {
  auto& [sessions, last_of, executed] = books_;
  const auto [last, is_first] = last_of.try_emplace(command.origin.proposer, command.origin);
  if (!is_first && command.origin <= last->second) return std::nullopt;
  last->second = command.origin;
  ++executed;

  if (Sessions::has_command(command.words)) return sessions.execute(command.words, store_);
  return store_.execute(command.words);
}

}  // namespace paxos::machine
