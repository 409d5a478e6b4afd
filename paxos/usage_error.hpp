// What a user can put right.
#pragma once

#include <stdexcept>

namespace paxos {

/// A mistake of the user's. The message is one line that says what is wrong, where, and what would
/// be right; the program shows it and ends with status 2.
struct UsageError : std::runtime_error {
  using runtime_error::runtime_error;
};

}  // namespace paxos
