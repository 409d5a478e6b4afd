// What the programs' command lines have in common.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/program_options.hpp>

#include "paxos/quorum.hpp"

namespace net {

/// Parses with no abbreviations, for those would change their meaning with the next option. What is
/// not an option is taken as `positional`, unless that is empty. Throws
/// boost::program_options::error.
boost::program_options::variables_map parse_command_line(
    const std::vector<std::string>& arguments,
    const boost::program_options::options_description& options, const std::string& positional = "");

/// The number that an option gives, from `least` to `most`, or `otherwise` if it is not given.
/// Throws paxos::UsageError.
std::uint64_t number_given(const boost::program_options::variables_map& given,
                           const std::string& option, std::uint64_t otherwise, std::uint64_t least,
                           std::uint64_t most);

/// How many processes of each role.
struct RoleCounts {
  std::uint32_t acceptors = 0, proposers = 0, learners = 0;
};

/// Adds --acceptors, --proposers, --learners, --phase1 and --phase2, and says what is `usual`.
void add_configuration(boost::program_options::options_description& options,
                       const RoleCounts& usual);

/// What those options say, each count from `least` to `most`; as `usual`, and with majorities for
/// quorums, where they say nothing. Throws paxos::UsageError, also if two quorums need not meet.
paxos::Configuration read_configuration(const boost::program_options::variables_map& given,
                                        const RoleCounts& usual, const RoleCounts& least,
                                        const RoleCounts& most);

/// "3 acceptors", "1 acceptor"; `several` is what more than one are called, if not with an s.
std::string counted(std::uint64_t count, const std::string& one, const std::string& several = "");

/// What main() does in a program that writes much or works for long. Calls `run` with the arguments
/// after the program's name, a flag that SIGINT sets, and whether standard error is a terminal.
/// Returns what it returns, or 2, with one line on standard error, if it throws or standard output
/// cannot be written: then there is no verdict.
int run_program(const std::string& name, int argc, char** argv,
                const std::function<int(const std::vector<std::string>& arguments,
                                        const std::atomic<bool>& interrupted, bool terminal)>& run);

}  // namespace net
