// Commands and replies in the fewest words, for the tests of the machine.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "paxos/machine/command.hpp"

// Argument-dependent lookup finds PrintTo in the namespace of the type only.
namespace paxos::machine {

inline void PrintTo(const Status& status, std::ostream* out) {
  *out << "status " << status.text;
}
inline void PrintTo(const Error& error, std::ostream* out) {
  *out << "error " << error.text;
}

}  // namespace paxos::machine

namespace paxos::machine::test {

/// The words of a line, between single spaces; between two spaces there is an empty word.
inline std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream in(line);
  for (std::string word; std::getline(in, word, ' ');) words.push_back(word);
  return words;
}

inline const Reply ok = Status{"OK"};
inline const Reply nil = Bulk{};

inline Reply integer(std::int64_t number) {
  return number;
}
inline Reply bulk(std::string text) {
  return Bulk{std::move(text)};
}
inline Reply array(std::vector<Bulk> values) {
  return values;
}
inline Reply error(std::string text) {
  return Error{std::move(text)};
}

inline const Reply no_integer = error("ERR value is not an integer or out of range");
inline const Reply overflow = error("ERR increment or decrement would overflow");

/// A mistake as the reply that executing it would give; of none, nothing.
inline std::optional<Reply> as_reply(const std::optional<Error>& mistake) {
  if (!mistake) return std::nullopt;
  return *mistake;
}

}  // namespace paxos::machine::test
