// The random numbers of a run.
#pragma once

#include <cstdint>

#include "net/random.hpp"

namespace net::sim {

/// What a random number decides.
enum class Purpose : std::uint8_t {
  strength,
  plan,
  message,
  timer,
  disk,
  crash,
  clock,
  client,
  snapshot
};

/// The numbers for the `index`th thing of its kind in the run with this seed. They depend on
/// nothing that happened before, so that a run without one of its faults is otherwise as it was.
constexpr Random roll(std::uint64_t seed, Purpose purpose, std::uint64_t index) {
  const std::uint64_t kind = Random::mix(Random::mix(seed) + static_cast<std::uint64_t>(purpose));
  return Random(Random::mix(kind + index * 0x9E3779B97F4A7C15U));
}

/// The same for things that are counted by a process or a link.
constexpr Random roll(std::uint64_t seed, Purpose purpose, std::uint64_t of, std::uint64_t index) {
  return roll(seed, purpose, (of << 40) + index);
}

}  // namespace net::sim
