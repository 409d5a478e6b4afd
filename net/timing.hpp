// How long a role's timers run. Roles have neither a clock nor a random number; the worlds have
// both.
#pragma once

#include <chrono>
#include <cstdint>

#include "net/random.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/single/messages.hpp"

namespace net {

/// A random duration for a timer of single-decree Paxos, from a range whose upper end doubles with
/// every attempt up to a cap. PMS §2.4, time: progress needs randomness or real time; here it has
/// both.
std::chrono::microseconds duration_of(paxos::single::Timer timer, std::uint32_t attempt,
                                      Random& random);

/// The same for a timer of Multi-Paxos. PMMC §3, liveness: a leader that was preempted becomes
/// patient.
std::chrono::microseconds duration_of(paxos::multi::Timer timer, std::uint32_t attempt,
                                      Random& random);

}  // namespace net
