#include "net/tcp/role_options.hpp"

#include <iostream>

#include <boost/program_options.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "net/tcp/backup.hpp"

namespace net::tcp {
namespace {

namespace po = boost::program_options;
using paxos::storage::OpenOptions;

po::options_description known_options() {
  po::options_description options("Options");
  const auto text = [] { return po::value<std::string>(); };
  options.add_options()("cluster", text()->value_name("FILE"), "the cluster file")(
      "id", po::value<std::uint32_t>()->value_name("N"),
      "which one of its role this is, counted from 1 in the order of the cluster file")(
      "data", text()->value_name("DIR"), "its data folder")(
      "store", text()->value_name("sqlite|memory")->default_value("sqlite"),
      "where its state is kept; memory forgets it when the process ends")(
      "init", "the first start: make the store, which must not exist")(
      "restore", text()->value_name("FILE"),
      "the backup that the cluster file says the cluster begins with; of a proposer or learner "
      "of Multi-Paxos")("forget-promises",
                        "let a process start that has lost what it kept in memory: UNSAFE, "
                        "two values can be chosen")("trace", text()->value_name("FILE"),
                                                    "append every event to this file")(
      "log", text()->value_name("LEVEL")->default_value("info"),
      "trace, debug, info, warning, error or off")(
      "allow-remote",
      "accept addresses beyond this machine: there is no encryption and no "
      "authentication")("help", "print this");
  return options;
}

std::string required(const po::variables_map& given, const std::string& name) {
  if (!given.contains(name))
    throw UsageError("--" + name + " is missing; --help lists the options");
  return given[name].as<std::string>();
}

void set_up_log(const std::string& level_name, const std::string& who) {
  const auto level = spdlog::level::from_str(level_name);
  if (level == spdlog::level::off && level_name != "off") {
    throw UsageError("unknown log level '" + level_name +
                     "'; known: trace, debug, info, warning, error, off");
  }
  auto logger = spdlog::stderr_logger_st(who);
  logger->set_pattern("%H:%M:%S.%e %n: %l: %v");
  logger->set_level(level);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace

std::optional<RoleOptions> parse_role_options(int argc, char** argv, paxos::Role role) {
  const po::options_description known = known_options();
  po::variables_map given;
  try {
    po::store(po::command_line_parser(argc, argv).options(known).positional({}).run(), given);
  } catch (const po::error& error) {
    throw UsageError(std::string(error.what()) + "; --help lists the options");
  }
  if (given.contains("help")) {
    std::cout << "Runs one " << to_string(role) << ".\n"
              << to_string(role) << " --cluster FILE --id N --data DIR [options]\n"
              << known;
    return std::nullopt;
  }
  RoleOptions options;
  const std::string file = required(given, "cluster");
  options.cluster = read_cluster_file(file, given.contains("allow-remote"));
  if (!given.contains("id")) throw UsageError("--id is missing; --help lists the options");
  options.self = {role, given["id"].as<std::uint32_t>()};
  if (!options.cluster.configuration.contains(options.self)) {
    throw UsageError("--id " + std::to_string(options.self.number) + " is out of range: " + file +
                     " has " + to_string(role) + "s 1 to " +
                     std::to_string(options.cluster.configuration.count(role)));
  }
  const std::string kind = given["store"].as<std::string>();
  if (kind != "sqlite" && kind != "memory") {
    throw UsageError("unknown store '" + kind + "'; known: sqlite, memory");
  }
  options.store = {.folder = required(given, "data"),
                   .identity = {options.cluster.identity(), options.cluster.protocol, options.self,
                                options.cluster.configuration.quorums, options.cluster.terms()},
                   .kind = kind == "sqlite" ? OpenOptions::sqlite : OpenOptions::memory,
                   .init = given.contains("init"),
                   .forget_promises = given.contains("forget-promises")};
  if (given.contains("trace")) options.trace = given["trace"].as<std::string>();
  if (given.contains("restore")) options.restore = given["restore"].as<std::string>();
  if (options.restore && (role == paxos::Role::acceptor || options.cluster.protocol != "multi")) {
    throw UsageError("--restore is of proposers and learners of Multi-Paxos only");
  }
  if (options.restore && options.store.kind == OpenOptions::memory) {
    throw UsageError("--restore needs a store that lasts; leave out --store memory");
  }
  if (options.restore) check_backup(options);
  set_up_log(given["log"].as<std::string>(), to_string(options.self));
  return options;
}

int run_guarded(const std::string& program, const std::function<int()>& body) {
  try {
    const int status = body();
    if (!std::cout.flush()) throw std::runtime_error("cannot write to standard output");
    return status;
  } catch (const UsageError& error) {
    std::cerr << program << ": " << error.what() << "\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << program << ": " << error.what() << "\n";
    return 1;
  }
}

}  // namespace net::tcp
