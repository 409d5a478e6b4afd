#include "net/command_line.hpp"

#include <charconv>
#include <limits>

#include "paxos/usage_error.hpp"

namespace net {

namespace options = boost::program_options;

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

std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
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

std::string counted(std::uint64_t count, const std::string& one, const std::string& several) {
  const std::string many = several.empty() ? one + "s" : several;
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace net
