// Frames and the handshake. GRAMMAR.md beside this file says what the bytes are. PMS §2.1,
// messages: they may be lost, but not corrupted, so each frame has a checksum, and none is used
// that lacks it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "net/wire/codec.hpp"
#include "paxos/node.hpp"
#include "paxos/quorum.hpp"

namespace net::wire {

/// The bytes of one frame, shared by all connections that it is sent on.
using Frame = std::shared_ptr<const std::string>;

/// Every connection between two processes starts with these four bytes in both directions. The
/// first one is not ASCII, which tells a peer from a client.
inline constexpr std::string_view magic = "\xF0PXS";
inline constexpr std::uint32_t protocol_version = 3;

/// Length and checksum, 4 bytes each.
inline constexpr std::size_t frame_header_size = 8;
/// The room that a frame has for everything but one value, in bytes.
inline constexpr std::size_t frame_overhead = 256;

/// The first frame in each direction: who is speaking.
struct Hello {
  std::uint32_t version = protocol_version;
  std::string cluster;
  std::string protocol;
  paxos::NodeId node;
  paxos::QuorumSystem quorums = {};
  std::uint64_t max_value = paxos::Value::default_max_size;
  /// What else all processes must have alike, in words.
  std::string terms = {};

  bool operator==(const Hello&) const = default;
};
BOOST_DESCRIBE_STRUCT(Hello, (), (version, cluster, protocol, node, quorums, max_value, terms))

/// What every later frame holds: the sender's Lamport time (*Time, Clocks*, IR2) and a
/// message.
template <class Message>
struct Envelope {
  std::uint64_t time = 0;
  Message message;

  bool operator==(const Envelope&) const = default;
  BOOST_DESCRIBE_CLASS(Envelope, (), (time, message), (), ())
};

/// Fills in the header, for which `bytes` leaves room before the payload.
[[nodiscard]] Frame seal(std::string bytes);

/// The frame whose payload is `object`.
template <class T>
[[nodiscard]] Frame make_frame(const T& object) {
  std::string bytes(frame_header_size, '\0');
  Encoder{bytes}(object);
  return seal(std::move(bytes));
}

/// The bytes with which a connection opens.
[[nodiscard]] Frame make_greeting(const Hello& hello);

/// Takes frames off a stream of bytes as it arrives. What it holds grows with the bytes that have
/// come, never with what a header announces.
class FrameReader {
 public:
  /// `limit` is the largest payload, in bytes.
  explicit FrameReader(std::size_t limit) : limit_(limit) {}

  /// Where the next bytes are to be put: at least one byte. Call filled() with how many have come.
  [[nodiscard]] std::pair<char*, std::size_t> space();
  void filled(std::size_t count) { end_ += count; }

  /// Takes the four magic bytes; false if they have not all come. Throws Malformed.
  [[nodiscard]] bool take_magic();
  /// The next payload that has come in full, valid until space() is called. Throws Malformed.
  [[nodiscard]] std::optional<std::string_view> next();

 private:
  [[nodiscard]] std::string_view pending() const {
    return std::string_view(buffer_).substr(begin_, end_ - begin_);
  }

  std::size_t limit_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not yet taken
  std::size_t end_ = 0;    // of what has come
};

}  // namespace net::wire
