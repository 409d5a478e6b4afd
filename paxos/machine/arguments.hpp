// What may stand in the arguments of the store's commands. Each check says what is wrong, if
// anything is, as far as the words alone tell; the number of arguments is right already.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "paxos/machine/syntax.hpp"

namespace paxos::machine {

/// In bytes. A key may be empty, and so may a value.
inline constexpr std::size_t max_key_size = 1024;
inline constexpr std::size_t max_value_size = std::size_t{64} * 1024;
/// Of the values in one answer, together.
inline constexpr std::size_t max_answer_size = std::size_t{1024} * 1024;

/// The options of SET.
struct SetOptions {
  bool if_absent = false;    // NX
  bool if_present = false;   // XX
  bool answers_old = false;  // GET
};

/// The options among the words that follow key and value. Words that are none are passed over.
SetOptions set_options(Words options);

/// The error for a value of so many bytes, if it is too long.
std::optional<Error> oversized_value(std::size_t size);

/// The error for text, in a value or an argument, that is not what integer_in takes.
Error no_integer();

std::optional<Error> check_keys(const Syntax& syntax, Words arguments);
std::optional<Error> check_key_and_values(const Syntax& syntax, Words arguments);
std::optional<Error> check_key_and_integer(const Syntax& syntax, Words arguments);
std::optional<Error> check_pairs(const Syntax& syntax, Words arguments);
std::optional<Error> check_set(const Syntax& syntax, Words arguments);

}  // namespace paxos::machine
