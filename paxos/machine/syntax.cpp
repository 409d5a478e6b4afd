#include "paxos/machine/syntax.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "paxos/value.hpp"

namespace paxos::machine {

bool is_word(std::string_view written, std::string_view capitals) {
  return std::ranges::equal(written, capitals,
                            [](char a, char b) { return a == b || a == b - 'A' + 'a'; });
}

std::optional<std::int64_t> integer_in(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end) return std::nullopt;
  const bool begins_with_zero = text.starts_with('0') || text.starts_with("-0");
  if (begins_with_zero && text != "0") return std::nullopt;
  return number;
}

Error misuse(const Syntax& syntax, std::string_view what) {
  return {"ERR " + std::string(what) + "; write " + std::string(syntax.usage)};
}

std::optional<Error> miscounted(const Syntax& syntax, Words words) {
  const std::size_t arguments = words.size() - 1;
  if (arguments >= syntax.least && arguments <= syntax.most) return std::nullopt;
  return misuse(syntax, "wrong number of arguments");
}

Error unknown_command(Words words) {
  if (words.empty()) return {"ERR no command"};
  return {"ERR unknown command '" + to_string(Value(words.front())) + "'"};
}

}  // namespace paxos::machine
