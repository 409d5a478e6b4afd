// What simulated clients of the replicated store want.
#pragma once

#include <cstdint>

#include "net/random.hpp"
#include "paxos/machine/client_history.hpp"

namespace net::sim {

/// The `wish`th of a run, for the client with that index. There are few keys, so that clients meet.
[[nodiscard]] paxos::machine::Operation invented(std::uint32_t client, std::uint64_t wish,
                                                 Random dice);

}  // namespace net::sim
