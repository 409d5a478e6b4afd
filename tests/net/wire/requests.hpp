// What the tests of the clients' protocol share.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "net/wire/resp.hpp"

namespace net::wire {

inline bool operator==(const Request& a, const Request& b) {
  return a.words == b.words && a.too_large == b.too_large;
}

inline void PrintTo(const Request& request, std::ostream* out) {
  if (request.too_large) *out << "too large";
  for (const auto& word : request.words) *out << "'" << word << "' ";
}

namespace test {

using Words = std::vector<std::string>;

/// The requests that a parser finds, and why it stopped, if it did.
struct Parsed {
  std::vector<Request> requests;
  std::string error;

  bool operator==(const Parsed&) const = default;
};

inline void take_all(RequestParser& parser, Parsed& parsed) {
  try {
    while (auto request = parser.next()) parsed.requests.push_back(*std::move(request));
  } catch (const ProtocolError& error) {
    parsed.error = error.what();
  }
}

inline Parsed parse(std::string_view bytes, std::size_t limit = 1000) {
  RequestParser parser(limit);
  Parsed parsed;
  parser.feed(bytes);
  take_all(parser, parsed);
  return parsed;
}

/// A request as a RESP2 array.
inline std::string array_of(const Words& words) {
  std::string bytes = "*" + std::to_string(words.size()) + "\r\n";
  for (const auto& word : words)
    bytes += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  return bytes;
}

}  // namespace test
}  // namespace net::wire
