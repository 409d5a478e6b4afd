// client: talks to a cluster from the command line.

#include <algorithm>
#include <chrono>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <boost/program_options.hpp>

#include "net/tcp/cluster_file.hpp"
#include "net/tcp/resp_client.hpp"
#include "net/tcp/role_options.hpp"
#include "net/tcp/status_table.hpp"

namespace {

namespace po = boost::program_options;
using net::tcp::RespClient;
using net::tcp::Unreachable;
using paxos::Role;
using paxos::UsageError;

constexpr const char* usage =
    "client --cluster FILE COMMAND\n"
    "  propose VALUE   proposes VALUE and prints the value that is chosen, maybe another's\n"
    "  chosen          prints the value that is chosen; status 1 if the learner knows of none\n"
    "  status          prints a table of the whole cluster; status 1 if a process is away\n";

/// What answers must be of the cluster that the file describes.
void check_cluster(RespClient& client, const net::tcp::ClusterFile& cluster, paxos::NodeId node) {
  const auto status = client.request({"STATUS"});
  const auto name = std::ranges::find(status, "cluster");
  if (name == status.end() || *std::next(name) != cluster.name) {
    throw UsageError("at " + to_string(cluster.address(node)) + " is a process of " +
                     (name == status.end() ? "no cluster" : "cluster '" + *std::next(name) + "'") +
                     ", not of '" + cluster.name + "'");
  }
}

/// Asks the processes of a role in turn until one answers. Asking twice is harmless: one value is
/// chosen, whoever proposes it again.
std::optional<std::string> ask(const net::tcp::ClusterFile& cluster, Role role,
                               const std::vector<std::string>& words,
                               std::chrono::milliseconds limit) {
  std::string failures;
  for (const auto node : cluster.configuration.all(role)) {
    try {
      RespClient client(cluster.address(node), limit + std::chrono::seconds(1));
      check_cluster(client, cluster, node);
      return client.request_one(words);
    } catch (const Unreachable& error) {
      failures += (failures.empty() ? "" : "; ") + to_string(node) + " at " + error.what();
    }
  }
  throw std::runtime_error(failures);
}

int run(const net::tcp::ClusterFile& cluster, const std::vector<std::string>& command,
        std::chrono::milliseconds limit) {
  const std::string name = command.empty() ? "" : command.front();
  if (name == "propose" && command.size() == 2) {
    const std::string wait = std::to_string(limit.count());
    std::cout << ask(cluster, Role::proposer, {"PROPOSE", command[1], wait}, limit).value() << "\n";
    return 0;
  }
  if (name == "chosen" && command.size() == 1) {
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
  throw UsageError("wrong command '" + name + "'; write 'propose VALUE', 'chosen' or 'status'");
}

int run_client(int argc, char** argv) {
  po::options_description shown("Options");
  shown.add_options()("cluster", po::value<std::string>()->value_name("FILE"), "the cluster file")(
      "timeout", po::value<std::uint32_t>()->value_name("MS")->default_value(10000),
      "how long to wait for an answer")("allow-remote", "accept addresses beyond this machine")(
      "help", "print this");
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
  if (!given.contains("cluster"))
    throw UsageError("--cluster is missing; --help lists the options");
  const auto cluster = net::tcp::read_cluster_file(given["cluster"].as<std::string>(),
                                                   given.contains("allow-remote"));
  const auto command = given.contains("command") ? given["command"].as<std::vector<std::string>>()
                                                 : std::vector<std::string>{};
  return run(cluster, command,
             std::chrono::milliseconds(std::max(1U, given["timeout"].as<std::uint32_t>())));
}

}  // namespace

int main(int argc, char** argv) {
  return net::tcp::run_guarded("client", [&] { return run_client(argc, argv); });
}
