// What the effects of a role of Multi-Paxos are made of: its messages, timers, and what it learns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/multi/messages.hpp"

namespace paxos::multi {

enum class Timer : std::uint8_t {
  /// A proposer has heard of no leader, or its campaign has not ended. PMS §3, election.
  election = 1,
  /// A leader tells that it lives.
  heartbeat = 2,
  /// A leader looks whether a quorum of acceptors still hears it.
  quorum = 3,
  /// A leader has been waiting for the lowest of its slots.
  resend = 4,
  /// A learner has heard of no leader.
  catch_up = 5,
};
BOOST_DESCRIBE_ENUM(Timer, election, heartbeat, quorum, resend, catch_up)

/// PMS §3, instances: the values of slot `from` and of those that follow it. A process learns them
/// in the order of the slots, with no gap, each once.
struct Learned {
  Slot from;
  std::vector<Value> values;
  bool operator==(const Learned&) const = default;
};
BOOST_DESCRIBE_STRUCT(Learned, (), (from, values))

/// What Effects are made of here.
struct Protocol {
  using Message = multi::Message;
  using Timer = multi::Timer;
  using Learned = multi::Learned;

  /// Whether two processes have anything to say to each other: acceptors talk to proposers alone.
  static constexpr bool talk(NodeId a, NodeId b) {
    if (a.role == Role::acceptor) return b.role == Role::proposer;
    if (b.role == Role::acceptor) return a.role == Role::proposer;
    return a != b;
  }
};

/// What a batch of commands holds at most, in bytes; a single command may be larger.
inline constexpr std::size_t batch_bytes = std::size_t{1} << 20;

}  // namespace paxos::multi
