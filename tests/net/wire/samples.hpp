// What the tests of the wire format share.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "net/wire/frame.hpp"
#include "paxos/single/messages.hpp"
#include "tests/paxos/print_to.hpp"

namespace net::wire::test {

using Sent = Envelope<paxos::single::Message>;

/// Every message, with every optional absent and present, and numbers at their ends. All are small,
/// so that they can be damaged in every way.
inline std::vector<Sent> small_samples() {
  using namespace paxos::single;
  using paxos::Ballot;
  using paxos::Proposal;
  using paxos::Value;
  constexpr std::uint64_t last_time = std::numeric_limits<std::uint64_t>::max();
  const Ballot first{1, 1};
  const Ballot last{Ballot::max_round, std::numeric_limits<std::uint32_t>::max()};
  const Proposal empty{first, Value()};
  const Proposal binary{last, Value(std::string("\0\xff\r\n\"\x80", 6))};
  return {{0, Prepare{first}},       {last_time, Prepare{last}}, {1, Promise{first, {}}},
          {1, Promise{last, empty}}, {1, Promise{last, binary}}, {1, Accept{empty}},
          {1, Accept{binary}},       {1, Accepted{empty}},       {1, Accepted{binary}},
          {1, Nack{first, last}},    {1, Nack{last, first}},     {1, Inquire{}}};
}

/// Every message that carries a value, with one of `size` bytes.
inline std::vector<Sent> large_samples(std::size_t size) {
  using namespace paxos::single;
  const paxos::Proposal proposal{{2, 1}, paxos::Value(std::string(size, 'x'))};
  return {{1, Promise{{3, 2}, proposal}}, {1, Accept{proposal}}, {1, Accepted{proposal}}};
}

/// Puts bytes into a reader as if they had come from a socket, as many at a time as it has room
/// for.
inline void fill(FrameReader& reader, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto [data, size] = reader.space();
    const std::size_t count = bytes.copy(data, size);
    reader.filled(count);
    bytes.remove_prefix(count);
  }
}

}  // namespace net::wire::test
