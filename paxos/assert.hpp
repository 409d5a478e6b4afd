// The assertion: one fact each, on in every build. It states what must hold whatever the network
// and the peers do; what a peer or a user can cause is an event or an error, never an assertion.
#pragma once

namespace paxos {

/// Prints the fact that does not hold and where, then aborts the process.
[[noreturn]] void assertion_failed(const char* fact, const char* file, int line) noexcept;

}  // namespace paxos

#define PAXOS_ASSERT(fact) \
  (static_cast<bool>(fact) ? void() : ::paxos::assertion_failed(#fact, __FILE__, __LINE__))
