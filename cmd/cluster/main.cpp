// cluster: starts a whole cluster on this machine.

#include <filesystem>
#include <iostream>
#include <string>

#include <boost/program_options.hpp>

#include "cmd/cluster/demo.hpp"
#include "cmd/cluster/up.hpp"
#include "net/tcp/role_options.hpp"

namespace {

namespace po = boost::program_options;
using paxos::UsageError;

constexpr const char* usage =
    "cluster COMMAND [options]\n"
    "  up     starts all processes and shows their status until Ctrl-C; goes on with a folder "
    "that\n"
    "         holds a cluster already\n"
    "  demo   tells the protocol as a story with real processes, and checks it\n";

po::options_description known_options() {
  po::options_description options("Options");
  const auto number = [] { return po::value<std::uint32_t>()->value_name("N"); };
  options.add_options()("data", po::value<std::string>()->value_name("DIR"),
                        "the folder for the cluster file, stores, traces and logs")(
      "name", po::value<std::string>()->value_name("NAME")->default_value("demo"),
      "the cluster's name")(
      "protocol", po::value<std::string>()->value_name("single|multi")->default_value("single"),
      "single-decree Paxos, or Multi-Paxos: a replicated store")(
      "acceptors", number()->default_value(3), "how many acceptors, 1 to 64")(
      "proposers", number()->default_value(2), "how many proposers")(
      "learners", number()->default_value(2), "how many learners")(
      "quorum1", number(), "acceptors in a quorum of phase 1; a majority unless given")(
      "quorum2", number(), "acceptors in a quorum of phase 2; a majority unless given")(
      "base-port", po::value<std::uint16_t>()->value_name("PORT"),
      "the first of consecutive ports; free ones unless given")(
      "store", po::value<std::string>()->value_name("sqlite|memory")->default_value("sqlite"),
      "where the processes keep their state")(
      "restore", po::value<std::string>()->value_name("FILE"),
      "the backup that a new cluster of Multi-Paxos begins with")(
      "trace", "record the events of every process")("help", "print this");
  return options;
}

launcher::Plan plan_of(const po::variables_map& given) {
  if (!given.contains("data")) throw UsageError("--data is missing; --help lists the options");
  launcher::Plan plan;
  plan.folder = given["data"].as<std::string>();
  plan.name = given["name"].as<std::string>();
  plan.protocol = given["protocol"].as<std::string>();
  plan.acceptors = given["acceptors"].as<std::uint32_t>();
  plan.proposers = given["proposers"].as<std::uint32_t>();
  plan.learners = given["learners"].as<std::uint32_t>();
  plan.store = given["store"].as<std::string>();
  plan.trace = given.contains("trace");
  for (const auto& [name, count] :
       {std::pair("acceptors", plan.acceptors), std::pair("proposers", plan.proposers),
        std::pair("learners", plan.learners)}) {
    if (count < 1 || count > 64) throw UsageError(std::string("--") + name + " must be 1 to 64");
  }
  if (given.contains("quorum1")) plan.quorum1 = given["quorum1"].as<std::uint32_t>();
  if (given.contains("quorum2")) plan.quorum2 = given["quorum2"].as<std::uint32_t>();
  if (given.contains("restore")) plan.restore = given["restore"].as<std::string>();
  if (given.contains("base-port")) plan.base_port = given["base-port"].as<std::uint16_t>();
  return plan;
}

/// A folder that holds a cluster says itself what the cluster is.
void refuse_another_layout(const po::variables_map& given) {
  if (!given.contains("data")) return;
  const auto file = std::filesystem::path(given["data"].as<std::string>()) / "cluster.ini";
  if (!std::filesystem::exists(file)) return;
  for (const char* option : {"name", "protocol", "acceptors", "proposers", "learners", "quorum1",
                             "quorum2", "base-port"}) {
    if (!given.contains(option) || given[option].defaulted()) continue;
    throw UsageError(file.string() + " says what this cluster is; leave out --" + option +
                     ", or use a new folder");
  }
  if (given["store"].as<std::string>() == "memory") {
    throw UsageError("a cluster that kept its state in memory cannot go on; use a new folder");
  }
}

int run_cluster(int argc, char** argv) {
  const po::options_description shown = known_options();
  po::options_description all;
  all.add(shown).add_options()("command", po::value<std::string>());
  po::positional_options_description positional;
  positional.add("command", 1);
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
  const std::string command = given.contains("command") ? given["command"].as<std::string>() : "";
  if (command == "up") {
    refuse_another_layout(given);
    return launcher::up(plan_of(given));
  }
  if (command == "demo") return launcher::demo(plan_of(given));
  throw UsageError("wrong command '" + command + "'; write 'up' or 'demo'");
}

}  // namespace

int main(int argc, char** argv) {
  return net::tcp::run_guarded("cluster", [&] { return run_cluster(argc, argv); });
}
