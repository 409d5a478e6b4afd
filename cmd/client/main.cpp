// client: talks to a cluster from the command line.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/program_options.hpp>

#include "cmd/client/load.hpp"
#include "net/command_line.hpp"
#include "net/tcp/backup.hpp"
#include "net/tcp/cluster_file.hpp"
#include "net/tcp/resp_client.hpp"
#include "net/tcp/role_options.hpp"
#include "net/tcp/status_table.hpp"
#include "net/tcp/store_client.hpp"
#include "paxos/machine/commands.hpp"
#include "paxos/multi/slot.hpp"
#include "paxos/node.hpp"

namespace {

namespace po = boost::program_options;
using net::tcp::ClusterFile;
using net::tcp::RespClient;
using net::tcp::Unreachable;
using paxos::Role;
using paxos::UsageError;

constexpr std::uint32_t most_clients = 500;
constexpr const char* usage =
    "client --cluster FILE COMMAND\n"
    "  status            prints a table of the whole cluster; status 1 if a process is away\n"
    "Single-decree Paxos:\n"
    "  propose VALUE     proposes VALUE and prints the value that is chosen, maybe another's\n"
    "  chosen            prints the value that is chosen; status 1 if the learner knows of none\n"
    "Multi-Paxos, each executed once, through leader changes; status 3 if the outcome is unknown:\n"
    "  get KEY           prints what it holds; status 1 if it is absent\n"
    "  set KEY VALUE\n"
    "  append KEY VALUE  prints the new length\n"
    "  incr KEY          prints the new number\n"
    "  cas KEY OLD NEW   sets it to NEW if it holds OLD; status 1 if not\n"
    "  del KEY...        prints how many there were\n"
    "  log               prints the slots that are not yet in snapshots alone, in words\n"
    "  snapshot FILE     a backup of all that is executed; prints what the file of a cluster that\n"
    "                    begins with it must say\n"
    "  load              clients read and write at random; status 1 if that is not linearizable,\n"
    "                    3 if that could not be decided\n"
    "  check FILE        whether a history of clients is linearizable; needs no cluster\n";

/// Calls `use` with a connection to one of those processes after the other, until one is there.
template <class Use>
auto with_any(const ClusterFile& cluster, const std::vector<paxos::NodeId>& nodes,
              std::chrono::milliseconds limit, Use use) {
  std::string failures;
  for (const auto node : nodes) {
    try {
      RespClient client(cluster.address(node), limit + std::chrono::seconds(1));
      net::tcp::require_cluster(client, cluster, node);
      return use(client);
    } catch (const Unreachable& error) {
      failures += (failures.empty() ? "" : "; ") + to_string(node) + " at " + error.what();
    }
  }
  throw std::runtime_error(failures);
}

/// Asks the processes of a role in turn until one answers. Asking twice is harmless: one value is
/// chosen, whoever proposes it again.
std::optional<std::string> ask(const ClusterFile& cluster, Role role,
                               const std::vector<std::string>& words,
                               std::chrono::milliseconds limit) {
  return with_any(cluster, cluster.configuration.all(role), limit,
                  [&](RespClient& client) { return client.request_one(words); });
}

void require_protocol(const ClusterFile& cluster, const std::string& protocol,
                      const std::string& command) {
  if (cluster.protocol == protocol) return;
  throw UsageError("'" + command + "' is of protocol '" + protocol + "'; this cluster's is '" +
                   cluster.protocol + "'");
}

/// Slots of the log.
struct Span {
  std::optional<std::uint64_t> from;  // absent: from the first that is still there
  std::uint64_t to = paxos::multi::Slot::last;
};

std::uint64_t log_begin(RespClient& client) {
  const auto fields = client.request({"STATUS"});
  const auto field = std::ranges::find(fields, "log_begin");
  return std::stoull(*std::next(field));
}

/// As far as a process knows them that is there.
void print_log(RespClient& client, const Span& span) {
  constexpr std::uint64_t most_slots = 1000;  // that a process answers at once
  std::uint64_t slot = span.from.value_or(0);
  if (!span.from) slot = log_begin(client);
  while (slot <= span.to) {
    const std::uint64_t count = std::min(most_slots, span.to - slot + 1);
    const auto lines = client.request({"LOG", std::to_string(slot), std::to_string(count)});
    if (lines.empty()) break;
    for (std::size_t i = 0; i + 1 < lines.size(); i += 2) {
      std::cout << lines[i] << "  " << lines[i + 1] << '\n';
    }
    slot += lines.size() / 2;
  }
}

/// One that cannot tell now what is executed may be followed by one that can.
net::tcp::Backup back_up(RespClient& proposer, const std::string& file) {
  try {
    return net::tcp::fetch_backup(proposer, file);
  } catch (const net::tcp::RequestRefused& error) {
    if (net::tcp::may_ask_again(error.what())) throw Unreachable(error.what());
    throw;
  }
}

constexpr int status_unknown = 3;

/// A command of the store, executed once, and its answer told.
int use_store(const ClusterFile& cluster, std::vector<std::string> words,
              std::chrono::milliseconds limit) {
  require_protocol(cluster, "multi", words.front());
  boost::to_upper(words.front());
  if (const auto mistake = paxos::machine::mistake_in(words)) throw UsageError(mistake->text);
  try {
    const auto answer = net::tcp::StoreClient(cluster).execute(words, limit);
    if (answer) std::cout << *answer << "\n";
    if (!answer) std::cerr << "client: it is absent\n";
    return answer && !(words.front() == "CAS" && answer == "0") ? 0 : 1;
  } catch (const net::tcp::OutcomeUnknown& unknown) {
    std::cerr << "client: " << unknown.what() << "\n";
    return status_unknown;
  }
}

int run(const ClusterFile& cluster, const std::vector<std::string>& command,
        std::chrono::milliseconds limit, const client::Load& load, const Span& span) {
  const std::string& name = command.front();
  if (name == "propose" && command.size() == 2) {
    require_protocol(cluster, "single", name);
    const std::string wait = std::to_string(limit.count());
    std::cout << ask(cluster, Role::proposer, {"PROPOSE", command[1], wait}, limit).value() << "\n";
    return 0;
  }
  if (name == "chosen" && command.size() == 1) {
    require_protocol(cluster, "single", name);
    const auto value = ask(cluster, Role::learner, {"CHOSEN"}, limit);
    if (!value) std::cerr << "client: the learner does not know of a chosen value\n";
    if (value) std::cout << *value << "\n";
    return value ? 0 : 1;
  }
  if (name == "status" && command.size() == 1) {
    const auto table = net::tcp::status_table(cluster);
    std::cout << table.text;
    return table.unreachable == 0 ? 0 : 1;
  }
  if (name == "log" && command.size() == 1) {
    require_protocol(cluster, "multi", name);
    auto nodes = cluster.configuration.all(Role::learner);
    std::ranges::copy(cluster.configuration.all(Role::proposer), std::back_inserter(nodes));
    with_any(cluster, nodes, limit, [&](RespClient& client) { print_log(client, span); });
    return 0;
  }
  if (name == "snapshot" && command.size() == 2) {
    require_protocol(cluster, "multi", name);
    const auto backup = with_any(cluster, cluster.configuration.all(Role::proposer), limit,
                                 [&](RespClient& client) { return back_up(client, command[1]); });
    std::cout << "restored = " << to_string(backup) << "\n";
    return 0;
  }
  if (name == "load" && command.size() == 1) {
    require_protocol(cluster, "multi", name);
    return client::load(cluster, load);
  }
  constexpr std::array<std::string_view, 6> of_store{"get", "set", "append", "incr", "cas", "del"};
  if (std::ranges::find(of_store, name) != of_store.end()) {
    return use_store(cluster, command, limit);
  }
  throw UsageError("wrong command '" + name + "'; --help lists the commands");
}

std::uint32_t small(const po::variables_map& given, const std::string& option,
                    std::uint32_t otherwise, std::uint32_t least, std::uint32_t most) {
  return static_cast<std::uint32_t>(net::number_given(given, option, otherwise, least, most));
}

client::Load load_of(const po::variables_map& given) {
  client::Load load;
  load.seed = std::random_device{}();
  load.clients = small(given, "clients", 8, 1, most_clients);
  load.keys = small(given, "keys", 5, 1, 1'000'000);
  load.duration = std::chrono::seconds(small(given, "seconds", 10, 1, 1'000'000));
  load.pause = std::chrono::milliseconds(small(given, "pause", 0, 0, 1'000'000));
  if (given.contains("history")) load.history = given["history"].as<std::string>();
  return load;
}

Span span_of(const po::variables_map& given) {
  Span span;
  if (given.contains("from")) span.from = net::number_given(given, "from", 1, 1, span.to);
  span.to = net::number_given(given, "to", span.to, 1, span.to);
  return span;
}

int run_client(int argc, char** argv) {
  const auto number = [] { return po::value<std::string>()->value_name("N"); };
  po::options_description shown("Options");
  shown.add_options()("cluster", po::value<std::string>()->value_name("FILE"), "the cluster file")(
      "timeout", po::value<std::string>()->value_name("MS"),
      "how long to wait for an answer; 10000 unless given")(
      "from", number(), "log: the first slot; the first that is still there unless given")(
      "to", number(), "log: the last slot; the last that is known unless given")(
      "clients", number(), "load: how many clients; 8 unless given")(
      "keys", number(), "load: how many keys; 5 unless given")(
      "seconds", number(), "load: for how long; 10 unless given")(
      "pause", number(), "load: ms between two operations of a client; 0 unless given")(
      "history", po::value<std::string>()->value_name("FILE"),
      "load: write what the clients did, one JSON object a line")(
      "allow-remote", "accept addresses beyond this machine")("help", "print this");
  po::options_description all;
  all.add(shown).add_options()("command", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("command", -1);
  po::variables_map given;
  try {
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).run(), given);
  } catch (const po::error& error) {
    throw UsageError(std::string(error.what()) + "; --help lists the options");
  }
  if (given.contains("help")) {
    std::cout << usage << shown;
    return 0;
  }
  const auto command = given.contains("command") ? given["command"].as<std::vector<std::string>>()
                                                 : std::vector<std::string>{""};
  if (command.front() == "check" && command.size() == 2) return client::check(command[1]);
  if (!given.contains("cluster"))
    throw UsageError("--cluster is missing; --help lists the options");
  const auto cluster = net::tcp::read_cluster_file(given["cluster"].as<std::string>(),
                                                   given.contains("allow-remote"));
  return run(cluster, command,
             std::chrono::milliseconds(small(given, "timeout", 10'000, 1, 1'000'000'000)),
             load_of(given), span_of(given));
}

}  // namespace

int main(int argc, char** argv) {
  return net::tcp::run_guarded("client", [&] { return run_client(argc, argv); });
}
