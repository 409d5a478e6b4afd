// What the programs' command lines have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/program_options.hpp>

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

/// All of `text` as a decimal number.
std::optional<std::uint64_t> read_number(std::string_view text);

/// "3 acceptors", "1 acceptor"; `several` is what more than one are called, if not with an s.
std::string counted(std::uint64_t count, const std::string& one, const std::string& several = "");

}  // namespace net
