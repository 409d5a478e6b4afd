#include "net/command_line.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <limits>
#include <unistd.h>

#include "net/number.hpp"
#include "paxos/usage_error.hpp"

namespace net {

namespace options = boost::program_options;

namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

options::variables_map parse_command_line(const std::vector<std::string>& arguments,
                                          const options::options_description& described,
                                          const std::string& positional) {
  options::options_description all;
  all.add(described);
  options::positional_options_description places;
  if (!positional.empty()) places.add(positional.c_str(), -1);
  const int style =
      options::command_line_style::unix_style & ~options::command_line_style::allow_guessing;
  options::variables_map given;
  options::store(
      options::command_line_parser(arguments).options(all).positional(places).style(style).run(),
      given);
  return given;
}

std::uint64_t number_given(const options::variables_map& given, const std::string& option,
                           std::uint64_t otherwise, std::uint64_t least, std::uint64_t most) {
  if (!given.contains(option)) return otherwise;
  const auto& text = given[option].as<std::string>();
  const auto number = read_number(text);
  if (number && *number >= least && *number <= most) return *number;
  const bool open = most == std::numeric_limits<std::uint64_t>::max();
  throw paxos::UsageError("--" + option + " " + text + ": give a number from " +
                          std::to_string(least) + (open ? " on" : " to " + std::to_string(most)));
}

void add_configuration(options::options_description& described, const RoleCounts& usual) {
  const auto number = [] { return options::value<std::string>()->value_name("N"); };
  const auto unless_given = [](std::uint32_t count) {
    return "how many; " + std::to_string(count) + " unless given";
  };
  auto add = described.add_options();
  add("acceptors", number(), unless_given(usual.acceptors).c_str());
  add("proposers", number(), unless_given(usual.proposers).c_str());
  add("learners", number(), unless_given(usual.learners).c_str());
  add("phase1", number(), "acceptors in a quorum of phase 1; a majority unless given");
  add("phase2", number(), "acceptors in a quorum of phase 2; a majority unless given");
}

paxos::Configuration read_configuration(const options::variables_map& given,
                                        const RoleCounts& usual, const RoleCounts& least,
                                        const RoleCounts& most) {
  const auto number = [&](const char* option, std::uint32_t otherwise, std::uint32_t from,
                          std::uint32_t to) {
    return static_cast<std::uint32_t>(number_given(given, option, otherwise, from, to));
  };
  paxos::Configuration configuration;
  configuration.proposers = number("proposers", usual.proposers, least.proposers, most.proposers);
  configuration.learners = number("learners", usual.learners, least.learners, most.learners);
  auto& quorums = configuration.quorums;
  quorums = paxos::QuorumSystem::majority(
      number("acceptors", usual.acceptors, least.acceptors, most.acceptors));
  quorums.phase1 = number("phase1", quorums.phase1, 1, quorums.acceptors);
  quorums.phase2 = number("phase2", quorums.phase2, 1, quorums.acceptors);
  if (quorums.intersects()) return configuration;
  const std::string acceptors = std::to_string(quorums.acceptors);
  throw paxos::UsageError("--phase1 " + std::to_string(quorums.phase1) + " --phase2 " +
                          std::to_string(quorums.phase2) + ": two such quorums of " + acceptors +
                          " acceptors need not meet; they must add up to more than " + acceptors);
}

std::string counted(std::uint64_t count, const std::string& one, const std::string& several) {
  const std::string many = several.empty() ? one + "s" : several;
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

int run_program(
    const std::string& name, int argc, char** argv,
    const std::function<int(const std::vector<std::string>& arguments,
                            const std::atomic<bool>& interrupted, bool terminal)>& run) {
  std::signal(SIGINT, [](int) { interrupted = true; });
  try {
    const int status = run({argv + 1, argv + argc}, interrupted, ::isatty(STDERR_FILENO) == 1);
    if (std::cout.flush()) return status;
    std::cerr << name << ": cannot write to standard output\n";
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << '\n';
  }
  return 2;
}

}  // namespace net
