#include "paxos/machine/arguments.hpp"

#include <string>

#include "paxos/value.hpp"

namespace paxos::machine {
namespace {

std::optional<Error> oversized(std::string_view what, std::size_t size, std::size_t most) {
  if (size <= most) return std::nullopt;
  return Error{"ERR a " + std::string(what) + " has at most " + std::to_string(most) +
               " bytes, not " + std::to_string(size)};
}

std::optional<Error> oversized_key(std::size_t size) {
  return oversized("key", size, max_key_size);
}

}  // namespace

std::optional<Error> oversized_value(std::size_t size) {
  return oversized("value", size, max_value_size);
}

Error no_integer() {
  return {"ERR value is not an integer or out of range"};
}

SetOptions set_options(Words options) {
  SetOptions found;
  for (const auto& option : options) {
    if (is_word(option, "NX")) found.if_absent = true;
    if (is_word(option, "XX")) found.if_present = true;
    if (is_word(option, "GET")) found.answers_old = true;
  }
  return found;
}

std::optional<Error> check_keys(const Syntax&, Words arguments) {
  for (const auto& key : arguments) {
    if (auto error = oversized_key(key.size())) return error;
  }
  return std::nullopt;
}

std::optional<Error> check_key_and_values(const Syntax&, Words arguments) {
  if (auto error = oversized_key(arguments.front().size())) return error;
  for (const auto& value : arguments.subspan(1)) {
    if (auto error = oversized_value(value.size())) return error;
  }
  return std::nullopt;
}

std::optional<Error> check_key_and_integer(const Syntax&, Words arguments) {
  if (auto error = oversized_key(arguments[0].size())) return error;
  if (!integer_in(arguments[1])) return no_integer();
  return std::nullopt;
}

std::optional<Error> check_pairs(const Syntax& syntax, Words arguments) {
  if (arguments.size() % 2 != 0) return misuse(syntax, "wrong number of arguments");
  for (; !arguments.empty(); arguments = arguments.subspan(2)) {
    if (auto error = check_key_and_values(syntax, arguments.first(2))) return error;
  }
  return std::nullopt;
}

std::optional<Error> check_set(const Syntax& syntax, Words arguments) {
  if (auto error = check_key_and_values(syntax, arguments.first(2))) return error;
  const Words options = arguments.subspan(2);
  for (const auto& option : options) {
    if (is_word(option, "NX") || is_word(option, "XX") || is_word(option, "GET")) continue;
    return misuse(syntax, "unknown option '" + to_string(Value(option)) + "'");
  }
  const SetOptions set = set_options(options);
  if (set.if_absent && set.if_present) return misuse(syntax, "NX and XX exclude each other");
  return std::nullopt;
}

}  // namespace paxos::machine
