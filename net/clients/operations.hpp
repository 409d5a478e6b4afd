// The operations of a client history as commands of the store.
#pragma once

#include <string>
#include <vector>

#include "paxos/machine/client_history.hpp"

namespace net::clients {

/// The command that an operation on one key is.
std::vector<std::string> words_of(const paxos::machine::Operation& operation);

}  // namespace net::clients
