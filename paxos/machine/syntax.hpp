// How commands are written: what the tables of commands have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "paxos/machine/command.hpp"

namespace paxos::machine {

/// A command's name and its arguments, or its arguments alone.
using Words = std::span<const std::string>;

/// One row of a table of commands, without what the command does.
struct Syntax {
  static constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

  std::string_view name;   // in capitals
  std::string_view usage;  // what a user is told to write: "GET key"
  std::size_t least = 0;   // arguments, not counting the name
  std::size_t most = 0;
};

/// Whether the two are the same but for small and capital letters. `capitals` is capital letters of
/// ASCII. Every replica must come to the same answer, so this heeds no locale.
bool is_word(std::string_view written, std::string_view capitals);

/// Whether the first word is that command's name.
inline bool is_command(Words words, const Syntax& syntax) {
  return !words.empty() && is_word(words.front(), syntax.name);
}

/// The integer that the text is. Each has one way to be written, as in Redis: no plus sign, no
/// leading zero, no space.
std::optional<std::int64_t> integer_in(std::string_view text);

/// An error that ends with the usage.
Error misuse(const Syntax& syntax, std::string_view what);

/// What is wrong with the number of arguments, if anything is. `words` begins with the name.
std::optional<Error> miscounted(const Syntax& syntax, Words words);

/// The answer to words that are no command. What the client wrote is quoted so that it stands on
/// one line, cut if it is long.
Error unknown_command(Words words);

}  // namespace paxos::machine
