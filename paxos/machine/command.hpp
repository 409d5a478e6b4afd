// What clients ask of the replicated store, and what it answers.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/describe.hpp>

namespace paxos::machine {

/// Where a command comes from: the `number`th that a proposer's process has taken from its clients
/// in the `life`th life of that process. A proposer may have to hand a command on more than once,
/// so that it may stand in several slots; by its origin it is known to be the same.
struct Origin {
  std::uint32_t proposer = 0;
  std::uint64_t life = 0;
  std::uint64_t number = 0;

  auto operator<=>(const Origin&) const = default;
};
BOOST_DESCRIBE_STRUCT(Origin, (), (proposer, life, number))

/// A command as the client wrote it: its name, in any case of letters, and its arguments.
struct Command {
  Origin origin;
  std::vector<std::string> words;

  bool operator==(const Command&) const = default;
};
BOOST_DESCRIBE_STRUCT(Command, (), (origin, words))

/// "OK" and the like.
struct Status {
  std::string text;
  bool operator==(const Status&) const = default;
};
BOOST_DESCRIBE_STRUCT(Status, (), (text))

/// It begins with a code in capitals: ERR, or one that a program may look for.
struct Error {
  std::string text;
  bool operator==(const Error&) const = default;
};
BOOST_DESCRIBE_STRUCT(Error, (), (text))

/// What a key holds, or nothing.
using Bulk = std::optional<std::string>;
using Reply = std::variant<Status, Error, std::int64_t, Bulk, std::vector<Bulk>>;

}  // namespace paxos::machine
