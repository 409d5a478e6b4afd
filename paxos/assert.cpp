#include "paxos/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace paxos {

void assertion_failed(const char* fact, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, fact);
  std::abort();
}

}  // namespace paxos
