#include "net/tcp/cluster_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iomanip>
#include <optional>
#include <set>
#include <sstream>
#include <type_traits>

#include <boost/program_options.hpp>

#include "net/number.hpp"
#include "paxos/multi/protocol.hpp"

namespace net::tcp {
namespace {

namespace po = boost::program_options;
using paxos::Configuration;
using paxos::NodeId;
using paxos::Role;
using SessionLimits = paxos::machine::Sessions::Limits;

// Of Multi-Paxos max_value is what it is unless given, and frames must take pages and batches.
static_assert(Configuration{}.page <= paxos::Value::default_max_size);
static_assert(paxos::multi::batch_bytes <= paxos::Value::default_max_size);

/// A key whose value is a number from 1 on.
struct NumberKey {
  std::string_view key;
  std::string_view protocol;  // that it is of, if not of both
  std::uint64_t most;
  const char* unit;
  void (*set)(ClusterFile& cluster, std::uint64_t number);
  std::uint64_t (*get)(const ClusterFile& cluster);

  [[nodiscard]] bool is_of(std::string_view which) const {
    return protocol.empty() || protocol == which;
  }
};

/// The key of a member of a member, and so on, of a cluster file.
template <auto... members>
constexpr NumberKey number_key(std::string_view key, std::string_view protocol, std::uint64_t most,
                               const char* unit) {
  return {key,
          protocol,
          most,
          unit,
          [](ClusterFile& cluster, std::uint64_t number) {
            auto& member = (cluster.*....*members);
            member = static_cast<std::remove_reference_t<decltype(member)>>(number);
          },
          [](const ClusterFile& cluster) -> std::uint64_t { return (cluster.*....*members); }};
}

constexpr std::uint64_t most_bytes = std::uint64_t{1} << 40;

constexpr std::array number_keys{
    number_key<&ClusterFile::max_value>("max_value", "single", std::uint64_t{16} << 20, "bytes"),
    number_key<&ClusterFile::configuration, &Configuration::window>("window", "multi", 65536,
                                                                    "slots"),
    number_key<&ClusterFile::snapshot_slots>("snapshot_slots", "multi", std::uint64_t{1} << 40,
                                             "slots"),
    number_key<&ClusterFile::snapshot_bytes>("snapshot_bytes", "multi", most_bytes, "bytes"),
    number_key<&ClusterFile::sessions, &SessionLimits::sessions>("max_sessions", "multi",
                                                                 1'000'000'000, "sessions"),
    number_key<&ClusterFile::sessions, &SessionLimits::bytes>("max_session_bytes", "multi",
                                                              most_bytes, "bytes"),
    number_key<&ClusterFile::limits, &Limits::clients>("max_clients", "", 1'000'000, "clients"),
    number_key<&ClusterFile::limits, &Limits::requests>("max_requests", "", 1'000'000, "requests"),
    number_key<&ClusterFile::limits, &Limits::unsent>("max_unsent", "", most_bytes, "bytes"),
    number_key<&ClusterFile::limits, &Limits::outbox>("max_outbox", "", most_bytes, "bytes"),
    number_key<&ClusterFile::limits, &Limits::waiting>("max_waiting", "multi", most_bytes, "bytes"),
    number_key<&ClusterFile::limits, &Limits::patience>("patience", "multi", 86'400'000, "ms"),
};

po::options_description known_keys() {
  po::options_description keys;
  for (const char* key :
       {"name", "protocol", "acceptor", "proposer", "learner", "quorum1", "quorum2", "restored"}) {
    keys.add_options()(key, po::value<std::string>());
  }
  for (const NumberKey& one : number_keys) {
    keys.add_options()(one.key.data(), po::value<std::string>());
  }
  return keys;
}

std::optional<Role> role_of(std::string_view key) {
  for (const Role role : {Role::acceptor, Role::proposer, Role::learner}) {
    if (key == to_string(role)) return role;
  }
  return std::nullopt;
}

std::uint64_t parse_number(const std::string& key, std::string_view text) {
  if (const auto number = read_number(text)) return *number;
  throw UsageError(key + " must be a number, not '" + std::string(text) + "'");
}

Backup parse_backup(std::string_view text) {
  const auto hyphen = text.find('-');
  const auto slots = read_number(text.substr(0, hyphen));
  const auto digits = hyphen == text.npos ? "" : text.substr(hyphen + 1);
  const auto checksum = read_number(digits, 16);
  const Backup backup{slots.value_or(0), static_cast<std::uint32_t>(checksum.value_or(0))};
  if (backup.slots >= 1 && backup.slots < paxos::multi::Slot::last && to_string(backup) == text) {
    return backup;
  }
  throw UsageError("restored must be what 'client snapshot' printed, such as 1000-89abcdef, not '" +
                   std::string(text) + "'");
}

bool is_of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

bool same_place(const Address& a, const Address& b) {
  const auto host = [](const Address& one) {
    return one.host == "localhost" ? "127.0.0.1" : one.host;
  };
  return a.port == b.port && host(a) == host(b);
}

/// Takes in one `key = value` at a time.
class Builder {
 public:
  explicit Builder(bool allow_remote) : allow_remote_(allow_remote) {}

  void add(const std::string& key, const std::string& value) {
    if (const auto role = role_of(key)) return add_address(*role, value);
    if (!seen_.insert(key).second) throw UsageError(key + " is given twice");
    if (key == "name") {
      if (value.empty() || value.size() > 64 || !std::ranges::all_of(value, is_of_a_name)) {
        throw UsageError("name must have 1 to 64 letters, digits, '-', '_' or '.'");
      }
      cluster_.name = value;
    } else if (key == "protocol") {
      if (value != "single" && value != "multi") {
        throw UsageError("unknown protocol '" + value + "'; known: single, multi");
      }
      cluster_.protocol = value;
    } else if (const auto* number = std::ranges::find(number_keys, key, &NumberKey::key);
               number != number_keys.end()) {
      set(*number, parse_number(key, value));
    } else if (key == "restored") {
      cluster_.restored = parse_backup(value);
    } else {
      (key == "quorum1" ? quorum1_ : quorum2_) = parse_number(key, value);
    }
  }

  ClusterFile finish() {
    if (cluster_.name.empty()) throw UsageError("no name; add a line such as 'name = demo'");
    for (const Role role : {Role::acceptor, Role::proposer, Role::learner}) {
      if (count(role) > 0) continue;
      throw UsageError("no " + to_string(role) + "; add a line such as '" + to_string(role) +
                       " = 127.0.0.1:7001'");
    }
    for (const NumberKey& number : number_keys) {
      if (number.is_of(cluster_.protocol) || !seen_.contains(std::string(number.key))) continue;
      throw UsageError(std::string(number.key) + " is of protocol '" +
                       std::string(number.protocol) + "' only");
    }
    if (cluster_.restored && cluster_.protocol != "multi") {
      throw UsageError("restored is of protocol 'multi' only");
    }
    auto& [proposers, learners, quorums, window, page, first_slot] = cluster_.configuration;
    proposers = count(Role::proposer);
    learners = count(Role::learner);
    if (cluster_.restored) first_slot = cluster_.restored->slots + 1;
    quorums = paxos::QuorumSystem::majority(count(Role::acceptor));
    const std::uint64_t phase1 = quorum1_.value_or(quorums.phase1);
    const std::uint64_t phase2 = quorum2_.value_or(quorums.phase2);
    if (phase1 < 1 || phase1 > quorums.acceptors || phase2 < 1 || phase2 > quorums.acceptors ||
        phase1 + phase2 <= quorums.acceptors) {
      throw UsageError("quorum1 = " + std::to_string(phase1) + " and quorum2 = " +
                       std::to_string(phase2) + " of " + std::to_string(quorums.acceptors) +
                       " acceptors need not intersect, or cannot be met; each must be 1 to " +
                       std::to_string(quorums.acceptors) + ", and their sum above it");
    }
    quorums.phase1 = static_cast<std::uint32_t>(phase1);
    quorums.phase2 = static_cast<std::uint32_t>(phase2);
    return std::move(cluster_);
  }

 private:
  void set(const NumberKey& key, std::uint64_t number) {
    if (number < 1 || number > key.most) {
      throw UsageError(std::string(key.key) + " must be 1 to " + std::to_string(key.most) + " " +
                       key.unit);
    }
    key.set(cluster_, number);
  }

  void add_address(Role role, const std::string& value) {
    const Address address = parse_address(value);
    if (!allow_remote_ && !is_loopback(address)) {
      throw UsageError(value + " is not an address of this machine only; there is no encryption " +
                       "and no authentication, so --allow-remote must say that this is meant");
    }
    const NodeId node{role, count(role) + 1};
    if (role == Role::acceptor && node.number > paxos::AcceptorSet::max_acceptors) {
      throw UsageError("more than 64 acceptors");
    }
    for (const auto& [other, taken] : cluster_.addresses) {
      if (same_place(taken, address))
        throw UsageError(value + " is already the address of " + to_string(other));
    }
    cluster_.addresses.emplace(node, address);
  }

  [[nodiscard]] std::uint32_t count(Role role) const {
    std::uint32_t count = 0;
    for (const auto& [node, address] : cluster_.addresses) count += node.role == role;
    return count;
  }

  bool allow_remote_;
  ClusterFile cluster_;
  std::set<std::string> seen_;
  std::optional<std::uint64_t> quorum1_, quorum2_;
};

}  // namespace

std::string to_string(const Backup& backup) {
  std::ostringstream text;
  text << backup.slots << '-' << std::hex << std::setfill('0') << std::setw(8) << backup.checksum;
  return text.str();
}

std::string ClusterFile::identity() const {
  return restored ? name + "@" + to_string(*restored) : name;
}

std::string ClusterFile::terms() const {
  if (protocol != "multi") return "";
  return "max_sessions = " + std::to_string(sessions.sessions) +
         ", max_session_bytes = " + std::to_string(sessions.bytes);
}

ClusterFile read_cluster_file(const std::filesystem::path& file, bool allow_remote) {
  std::ifstream stream(file);
  if (!stream) throw UsageError(file.string() + ": cannot read the cluster file");
  const po::options_description keys = known_keys();
  Builder builder(allow_remote);
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    try {
      const auto first = line.find_first_not_of(" \t");
      if (first != line.npos && line[first] == '[') {
        throw UsageError("a cluster file has no sections");
      }
      // A line at a time, because Program_options does not say which line it dislikes.
      std::istringstream one(line);
      for (const auto& option : po::parse_config_file(one, keys).options) {
        builder.add(option.string_key, option.value.empty() ? "" : option.value.front());
      }
    } catch (const std::exception& error) {
      throw UsageError(file.string() + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  if (stream.bad()) throw UsageError(file.string() + ": cannot read the cluster file");
  try {
    return builder.finish();
  } catch (const UsageError& error) {
    throw UsageError(file.string() + ": " + error.what());
  }
}

std::string to_text(const ClusterFile& cluster) {
  std::ostringstream text;
  text << "name = " << cluster.name << "\nprotocol = " << cluster.protocol << "\n";
  for (const auto& [node, address] : cluster.addresses) {
    text << to_string(node.role) << " = " << to_string(address) << "\n";
  }
  text << "quorum1 = " << cluster.configuration.quorums.phase1
       << "\nquorum2 = " << cluster.configuration.quorums.phase2 << "\n";
  for (const NumberKey& number : number_keys) {
    if (!number.is_of(cluster.protocol)) continue;
    text << number.key << " = " << number.get(cluster) << "\n";
  }
  if (cluster.restored) text << "restored = " << to_string(*cluster.restored) << "\n";
  return text.str();
}

}  // namespace net::tcp
