// Commands of clients as the bytes of a slot's value.
#pragma once

#include <string>
#include <vector>

#include "paxos/machine/command.hpp"
#include "paxos/value.hpp"

namespace net::clients {

/// One command alone. Batches may be joined: the commands of the first, then those of the second.
paxos::Value batch_of(const paxos::machine::Command& command);

/// The commands of a batch, in order; of the no-op, none. Throws wire::Malformed.
std::vector<paxos::machine::Command> commands_in(const paxos::Value& batch);

/// The commands for a human, as their client wrote them: "SET a 1; GET b", or "no-op".
std::string text_of(const paxos::Value& batch);

}  // namespace net::clients
