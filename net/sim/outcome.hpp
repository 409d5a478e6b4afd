// What came of a run.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>

#include "net/sim/faults.hpp"
#include "net/sim/tally.hpp"
#include "paxos/violation.hpp"

namespace net::sim {

struct Failure {
  /// Nothing wrong was done, but something that had to be done was not.
  bool liveness = false;
  paxos::Violation violation;
  std::uint64_t step = 0;  // counted from 1
  Time at = 0;

  bool operator==(const Failure&) const = default;
};

struct Outcome {
  Tally tally;
  std::optional<Failure> failure;
  bool interrupted = false;  ///< before its end; what it owed then is no failure
};

/// Who looks on, which changes nothing.
struct Watch {
  std::filesystem::path traces = {};  // the folder of a trace for each process; none if empty
  std::ostream* narrative = nullptr;  // told in words what happens
  const std::atomic<bool>* interrupted = nullptr;  // ends the run early
};

}  // namespace net::sim
