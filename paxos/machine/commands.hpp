// The commands of the machine, as far as one can tell without its state: for whoever takes commands
// from clients, before they go into the log.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "paxos/machine/command.hpp"
#include "paxos/machine/syntax.hpp"

namespace paxos::machine {

/// What is wrong with the words, if they are no well-formed command, of the store or of sessions,
/// or ONCE holds none. Executing them would answer the same, whatever the state, and change
/// neither the store nor the sessions.
[[nodiscard]] std::optional<Error> mistake_in(Words words);

/// Whether the name is that of a command which changes neither the store nor the sessions: GET,
/// EXISTS, STRLEN or MGET. Its arguments may be wrong. Within ONCE they use the session.
[[nodiscard]] bool only_reads(Words words);

/// The names of all commands, in capitals.
[[nodiscard]] std::vector<std::string_view> command_names();

}  // namespace paxos::machine
