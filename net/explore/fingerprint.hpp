// Fingerprints of states. A state is a collection of items, each with a random-looking key; its
// fingerprint is the sum of their keys. So the fingerprint of a successor is computed from that of
// the state by what the step takes away and adds, without the successor itself.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace net::explore {

/// 128 bits, added lane by lane.
struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(const Fingerprint&) const = default;

  Fingerprint& operator+=(const Fingerprint& other) {
    high += other.high;
    low += other.low;
    return *this;
  }
  Fingerprint& operator-=(const Fingerprint& other) {
    high -= other.high;
    low -= other.low;
    return *this;
  }
};

/// The key of an item, from its bytes: those of its SHA-1, the same on every machine and in every
/// run.
Fingerprint key_of(std::string_view bytes);

/// A bound on the chance that two of `states` distinct states have had the same fingerprint, if
/// each has `images` fingerprints of which one is taken.
double collision_chance(std::uint64_t states, std::size_t images);

}  // namespace net::explore
