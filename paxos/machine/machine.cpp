#include "paxos/machine/machine.hpp"

namespace paxos::machine {

std::optional<Reply> Machine::execute(const Command& command) {
  const auto [last, is_first] = last_.try_emplace(command.origin.proposer, command.origin);
  if (!is_first && command.origin <= last->second) return std::nullopt;
  last->second = command.origin;
  ++executed_;

  if (Sessions::has_command(command.words)) return sessions_.execute(command.words, store_);
  return store_.execute(command.words);
}

}  // namespace paxos::machine
