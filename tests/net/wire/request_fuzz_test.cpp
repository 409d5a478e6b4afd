// Whatever bytes a client sends: no crash, bounded memory, and the same requests however it is cut.

#include <random>

#include <gtest/gtest.h>

#include "tests/net/wire/allocated.hpp"
#include "tests/net/wire/requests.hpp"

namespace net::wire {
namespace {

using test::Parsed;

constexpr std::uint32_t seed = 20260101;
constexpr int rounds = 100000;
constexpr std::size_t limit = 100;

class RequestFuzz : public testing::Test {
 protected:
  std::size_t below(std::size_t end) { return random_() % end; }

  /// A few pieces of the protocol, of which some bytes are then changed, left out or doubled.
  std::string input() {
    static const std::vector<std::string> pieces{"*1\r\n",
                                                 "*2\r\n",
                                                 "*3\r\n",
                                                 "*0\r\n",
                                                 "*-1\r\n",
                                                 "$4\r\nPING\r\n",
                                                 "$0\r\n\r\n",
                                                 "$3\r\na\nb\r\n",
                                                 "$200\r\n",
                                                 "$5000\r\n",
                                                 "PING\r\n",
                                                 "a \"b\\x41\"\n",
                                                 "'c d' e\n",
                                                 "\r\n",
                                                 "HELLO 2\r\n",
                                                 "Host: x\r\n",
                                                 "\"\r\n",
                                                 "*1\r\n$4\r\nPING\r\n",
                                                 "*1\r\n$200\r\n" + std::string(200, 'x') + "\r\n"};
    std::string bytes;
    for (std::size_t left = 1 + below(6); left > 0; --left) bytes += pieces[below(pieces.size())];
    for (std::size_t left = below(4); left > 0; --left) {
      const std::size_t at = below(bytes.size());
      switch (below(4)) {
        case 0:
          bytes[at] = static_cast<char>(below(256));
          break;
        case 1:
          bytes.erase(at, below(4));
          break;
        case 2:
          bytes.insert(at, bytes.substr(at, below(8)));
          break;
        default:
          bytes[at] = "*$\r\n\"'\\0-"[below(9)];
      }
      if (bytes.empty()) bytes = "\n";
    }
    return bytes;
  }

  Parsed parse_in_pieces(std::string_view bytes) {
    RequestParser parser(limit);
    Parsed parsed;
    while (!bytes.empty() && parsed.error.empty()) {
      const std::size_t size = 1 + below(bytes.size());
      parser.feed(bytes.substr(0, size));
      test::take_all(parser, parsed);
      bytes.remove_prefix(size);
    }
    return parsed;
  }

  std::minstd_rand random_{seed};
};

TEST_F(RequestFuzz, FindsTheSameRequestsHoweverTheyAreCut) {
  for (int round = 0; round < rounds; ++round) {
    const std::string bytes = input();
    const Parsed whole = test::parse(bytes, limit);
    ASSERT_EQ(parse_in_pieces(bytes), whole) << "seed " << seed << ", round " << round;
    for (const auto& request : whole.requests) {
      ASSERT_EQ(request.words.empty(), request.too_large) << "seed " << seed << ", round " << round;
    }
  }
}

TEST_F(RequestFuzz, HoldsBoundedMemoryOfAnEndlessStream) {
  const test::Growth growth;
  std::size_t requests = 0;
  RequestParser parser(limit);
  for (int round = 0; round < rounds; ++round) {
    parser.feed(input());
    try {
      while (parser.next()) ++requests;
    } catch (const ProtocolError&) {
      parser = RequestParser(limit);
    }
    ASSERT_LE(growth.bytes(), 8 * RequestParser::max_line)
        << "seed " << seed << ", round " << round;
  }
  EXPECT_GT(requests, 1000U);
}

}  // namespace
}  // namespace net::wire
