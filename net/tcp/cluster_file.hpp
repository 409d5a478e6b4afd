// The cluster file: who is in the cluster, and where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "paxos/node.hpp"
#include "paxos/quorum.hpp"
#include "paxos/usage_error.hpp"
#include "paxos/value.hpp"

namespace net::tcp {

using paxos::UsageError;

struct Address {
  std::string host;
  std::uint16_t port = 0;

  bool operator==(const Address&) const = default;
};

std::string to_string(const Address& address);

/// Reads host:port or [v6-address]:port. Throws UsageError.
Address parse_address(std::string_view text);

/// Whether it can only be this machine: localhost, 127.0.0.0/8 or ::1.
bool is_loopback(const Address& address);

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

  [[nodiscard]] const Address& address(paxos::NodeId node) const { return addresses.at(node); }
};

/// Reads and checks a cluster file. Throws UsageError that names the file, and the line if one is
/// to blame. Addresses beyond this machine are refused unless `allow_remote`.
ClusterFile read_cluster_file(const std::filesystem::path& file, bool allow_remote);

/// The text of a cluster file that reads back as `cluster`.
std::string to_text(const ClusterFile& cluster);

}  // namespace net::tcp
