// The cluster file: who is in the cluster, and where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "net/tcp/address.hpp"
#include "paxos/machine/sessions.hpp"
#include "paxos/node.hpp"
#include "paxos/quorum.hpp"
#include "paxos/usage_error.hpp"
#include "paxos/value.hpp"

namespace net::tcp {

using paxos::UsageError;

/// How much a process keeps at most, and what it does when that is not enough.
struct Limits {
  std::uint64_t clients = 1000;  ///< connected at once; one more is told BUSY, and goes
  /// Of one client, not yet answered, and bytes of answers to it that are not sent yet. While there
  /// are as many, nothing is read from it.
  std::uint64_t requests = 128;
  std::uint64_t unsent = std::uint64_t{1} << 20;
  /// Bytes of messages to one peer that are not sent yet; the oldest are dropped.
  std::uint64_t outbox = std::uint64_t{4} << 20;
  /// Of Multi-Paxos: bytes of clients' commands that wait to be executed; one more is told BUSY.
  std::uint64_t waiting = std::uint64_t{64} << 20;
  /// Of Multi-Paxos: ms that a command waits for; then its client is told UNKNOWN.
  std::uint64_t patience = 5000;

  bool operator==(const Limits&) const = default;
};

/// What a cluster began with: all that another had in its log when that backup was taken.
struct Backup {
  std::uint64_t slots = 0;
  std::uint32_t checksum = 0;  ///< of the file: paxos/storage/snapshot_file.hpp

  bool operator==(const Backup&) const = default;
};
/// As in the cluster file: 1000-89abcdef.
std::string to_string(const Backup& backup);

struct ClusterFile {
  std::string name;
  std::string protocol = "single";
  std::map<paxos::NodeId, Address> addresses;
  paxos::Configuration configuration;
  /// Bytes. Of single-decree Paxos: what a client may propose. In Multi-Paxos it is fixed.
  std::size_t max_value = paxos::Value::default_max_size;
  /// Of Multi-Paxos only: a process takes a snapshot of its state when it has executed so many
  /// slots since the last, or so many bytes of commands.
  std::uint64_t snapshot_slots = 100'000;
  std::uint64_t snapshot_bytes = std::uint64_t{32} << 20;
  /// Of Multi-Paxos only: what expires is part of the replicated state, so they never change.
  paxos::machine::Sessions::Limits sessions;
  Limits limits;
  /// Of Multi-Paxos only.
  std::optional<Backup> restored;

  /// The name, and the backup that it was restored from: it is not the cluster that it was before.
  [[nodiscard]] std::string identity() const;
  /// What else all processes must have alike for as long as the cluster lives, in words.
  [[nodiscard]] std::string terms() const;
  [[nodiscard]] const Address& address(paxos::NodeId node) const { return addresses.at(node); }
};

/// Reads and checks a cluster file. Throws UsageError that names the file, and the line if one is
/// to blame. Addresses beyond this machine are refused unless `allow_remote`.
ClusterFile read_cluster_file(const std::filesystem::path& file, bool allow_remote);

/// The text of a cluster file that reads back as `cluster`.
std::string to_text(const ClusterFile& cluster);

}  // namespace net::tcp
