// What waits to be sent to one peer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "net/tcp/asio.hpp"
#include "net/wire/frame.hpp"

namespace net::tcp {

/// All that one write sends: small frames copied together, large ones where they are.
struct Batch {
  std::vector<wire::Frame> frames;
  std::vector<char> joined;
  std::vector<asio::const_buffer> buffers;
};

/// A bounded queue of frames. When it is full the oldest go first: Paxos allows every message to be
/// lost, and a newer one is worth more.
class Outbox {
 public:
  explicit Outbox(std::size_t limit) : limit_(limit) {}

  void push(wire::Frame frame);
  [[nodiscard]] bool empty() const { return frames_.empty(); }
  /// Takes all that waits.
  [[nodiscard]] Batch take();
  /// How many frames were dropped because the queue was full.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  std::size_t limit_;      // bytes
  std::size_t bytes_ = 0;  // that wait
  std::uint64_t dropped_ = 0;
  std::deque<wire::Frame> frames_;
};

}  // namespace net::tcp
