// The replicated store and its sessions as a snapshot file.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "paxos/machine/machine.hpp"
#include "paxos/multi/slot.hpp"
#include "paxos/value.hpp"

namespace net::clients {

/// PTP §3.3.2, snapshots: the state behind all slots below `end`, in place of what is chosen in
/// them.
struct Snapshot {
  paxos::multi::Slot end;
  paxos::machine::Machine machine;

  bool operator==(const Snapshot&) const = default;
};

/// The same as bytes in memory.
paxos::Value bytes_of(const paxos::machine::Machine& machine);
/// Throws wire::Malformed.
paxos::machine::Machine machine_of(const paxos::Value& bytes);

/// Replaces the snapshot in `file`, which belongs to that cluster, durably and atomically. Throws
/// StorageError or UsageError if that fails or is to stop; the one before it then stays.
void write_snapshot(const std::filesystem::path& file, const std::string& cluster,
                    const Snapshot& snapshot, const std::stop_token& stop = {});

/// Throws StorageError if the file is damaged, and UsageError if it is not of that cluster or of
/// another version.
Snapshot read_snapshot(const std::filesystem::path& file, const std::string& cluster);

/// Of any cluster. Throws as read_snapshot() does.
Snapshot read_backup(const std::filesystem::path& file);

}  // namespace net::clients
