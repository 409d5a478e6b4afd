// What goes wrong in a simulated run, and how much of it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace net::sim {

/// Virtual time, in microseconds since the run began.
using Time = std::int64_t;

/// How much of each fault. One that is 0 never happens.
struct Knobs {
  // Of each message by itself.
  std::int64_t delay = 500;    // microseconds that it takes at least, 1 or more
  std::int64_t jitter = 500;   // microseconds more, at random
  std::int64_t drop = 0;       // per mille that are lost
  std::int64_t duplicate = 0;  // per mille that arrive twice
  std::int64_t hold = 0;       // per mille that are held back for very long
  std::int64_t corrupt = 0;    // per mille with one byte changed; then all go in frames
  // Of each process.
  std::int64_t disk = 200;    // microseconds that a commit takes at most
  std::int64_t clock = 0;     // per mille by which a clock may be fast or slow
  std::int64_t snapshot = 8;  // slots after which it takes one, at most; 0: never
  // Of the plan of a run.
  std::int64_t requests = 8;    // of clients
  std::int64_t crashes = 0;     // each followed by a restart
  std::int64_t partitions = 0;  // each healed later
  std::int64_t length = 1000;   // milliseconds until all faults cease
  std::int64_t bound = 60000;   // milliseconds from then until all must be answered
  // Of the whole.
  std::int64_t vary = 0;      // 1: each run has each fault at a strength of its own
  std::int64_t lockstep = 0;  // 1: all that arrives in one tick is handled in the order of its kind
  std::int64_t point = 0;     // a process crashes at the run's so manyth fault point; 0: none does

  bool operator==(const Knobs&) const = default;
};

/// A knob by its name.
struct Knob {
  enum class Kind : std::uint8_t {
    fault,    // strikes single messages, commits and clocks
    planned,  // a fault that stands in the plan of a run, so that another number is another plan
    setting,
  };

  std::string_view name;
  std::int64_t Knobs::* value;
  std::int64_t least, most;
  Kind kind;
};
std::span<const Knob> all_knobs();

struct Profile {
  std::string_view name;
  std::string_view what;
  Knobs knobs;
};
std::span<const Profile> all_profiles();

struct Faults {
  std::string profile;
  Knobs knobs;

  bool operator==(const Faults&) const = default;
};

/// Reads `NAME[,knob=N...]`; knobs alone change the profile calm. Throws UsageError.
Faults read_faults(std::string_view text);

/// As read_faults() takes it.
std::string to_string(const Faults& faults);

/// The knobs of the run with that seed: with `vary`, each fault is off, or at a quarter, a
/// half or all of its strength.
Knobs strengths(const Knobs& knobs, std::uint64_t seed);

}  // namespace net::sim
