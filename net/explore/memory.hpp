// How much memory there is.
#pragma once

#include <cstddef>

namespace net::explore {

/// What this process may still take before the machine, its control group or its own limit is out
/// of memory, in bytes.
std::size_t available_memory();

}  // namespace net::explore
