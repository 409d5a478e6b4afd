// A snapshot in place of the beginning of the log, as far as the protocol is concerned: what it
// stands for and how long it is. What its bytes mean, the state machine knows.
#pragma once

#include <cstdint>
#include <string>

#include <boost/describe.hpp>

#include "paxos/multi/slot.hpp"
#include "paxos/value.hpp"

namespace paxos::multi {

/// PTP §3.3.2, snapshots: the state behind all slots below `end`. Of the beginning of the log there
/// need be none, which is `size` 0, in bytes.
struct Snapshot {
  Slot end;
  std::uint64_t size = 0;

  auto operator<=>(const Snapshot&) const = default;
};
BOOST_DESCRIBE_STRUCT(Snapshot, (), (end, size))

/// As much as a process has of one. A role knows how much that is, and leaves the bytes in stable
/// storage.
struct SnapshotCopy {
  Snapshot of;
  std::uint64_t received = 0;  // bytes, from the first on
  Value bytes;

  [[nodiscard]] bool is_whole() const { return of.size > 0 && received == of.size; }

  bool operator==(const SnapshotCopy&) const = default;
};
BOOST_DESCRIBE_STRUCT(SnapshotCopy, (), (of, received, bytes))

/// How it is printed inside of a state.
inline std::string print(const SnapshotCopy& copy) {
  if (copy.of.size == 0) return "none";
  return std::to_string(copy.received) + "/" + std::to_string(copy.of.size) + " bytes to slot " +
         to_string(copy.of.end);
}

/// What a process has in stable storage: a snapshot, and what it has received so far of another
/// process's, which is to take its place.
struct StoredSnapshots {
  SnapshotCopy own;
  SnapshotCopy download;

  bool operator==(const StoredSnapshots&) const = default;
};
BOOST_DESCRIBE_STRUCT(StoredSnapshots, (), (own, download))

}  // namespace paxos::multi
