// What the explorer lets happen.
#pragma once

#include <cstdint>

namespace net::explore {

/// The network between the processes.
enum class Network : std::uint8_t {
  /// A message that was sent may arrive at any later time, any number of times, or never. So
  /// losses, delays and repetitions of every kind are there, without a step of their own.
  set,
  /// Every message arrives once or never; losing and repeating one are steps, and bounded.
  bag,
};

/// Each bound is part of the verdict: what lies beyond it was not looked at. These are the bounds
/// unless others are asked for.
struct Bounds {
  std::uint32_t ballots = 1;    ///< rounds in which each proposer may begin a ballot
  std::uint32_t requests = 1;   ///< by clients of each proposer
  std::uint32_t values = 2;     ///< that clients ask for
  std::uint32_t inquiries = 0;  ///< time-outs of each process that begin no ballot
  /// Where there are slots: in which a leader may have proposed, and one for each request that
  /// waits.
  std::uint32_t slots = 2;
  /// That each process takes of all that it has learned by then. One that it has received whole is
  /// put in its place in a step of its own, as often as that comes.
  std::uint32_t snapshots = 0;
  std::uint32_t crashes = 1;  ///< of all processes together
  Network network = Network::set;
  std::uint32_t drops = 0;        ///< of a bag
  std::uint32_t duplicates = 0;   ///< of a bag
  std::uint64_t first_round = 0;  ///< that every new proposer has tried before
  std::uint64_t last_round = 1;   ///< in which a proposer may begin a ballot
};

/// Whether learners have nothing to ask and nothing to give.
constexpr bool are_silent(const Bounds& bounds) {
  return bounds.inquiries == 0 && bounds.snapshots == 0;
}

/// What makes the search smaller, and can be turned off.
struct Reductions {
  bool symmetry = true;   ///< of acceptors
  bool staleness = true;  ///< a message that its receiver ignores for ever is forgotten
  /// Learners that send nothing are not interleaved with the others, and an answer that changes
  /// nothing at the process that gives it is given at once.
  bool partial_order = true;
};

}  // namespace net::explore
