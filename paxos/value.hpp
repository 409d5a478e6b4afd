// Values and proposals. PMS §2.2, numbers: a proposal is a number and a value.
#pragma once

#include <compare>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/describe.hpp>

#include "paxos/ballot.hpp"

namespace paxos {

/// Arbitrary bytes, compared by content. They are shared and never change, so that copying a value,
/// or a role that holds one, does not copy its bytes.
class Value {
 public:
  /// The largest value that a cluster takes unless its file says otherwise, in bytes.
  static constexpr std::size_t default_max_size = std::size_t{1} << 20;

  Value() = default;
  explicit Value(std::string bytes)
      : bytes_(bytes.empty() ? nullptr : std::make_shared<const std::string>(std::move(bytes))) {}

  [[nodiscard]] std::string_view bytes() const { return bytes_ ? *bytes_ : std::string_view{}; }
  [[nodiscard]] std::size_t size() const { return bytes().size(); }

  friend bool operator==(const Value& a, const Value& b) {
    return a.bytes_ == b.bytes_ || a.bytes() == b.bytes();
  }
  friend std::strong_ordering operator<=>(const Value& a, const Value& b) {
    return a.bytes() <=> b.bytes();
  }
  friend std::size_t hash_value(const Value& value) {
    return std::hash<std::string_view>{}(value.bytes());
  }

 private:
  std::shared_ptr<const std::string> bytes_;
};

/// The bytes of all of them, one behind the other.
Value joined(std::span<const Value> values);

/// A ballot and a value: what is issued, accepted and chosen.
struct Proposal {
  Ballot ballot;
  Value value;

  auto operator<=>(const Proposal&) const = default;
};
BOOST_DESCRIBE_STRUCT(Proposal, (), (ballot, value))

inline std::optional<Ballot> ballot_of(const std::optional<Proposal>& proposal) {
  if (!proposal) return std::nullopt;
  return proposal->ballot;
}

/// As 'blue' at ballot 2.1.
std::string to_string(const Proposal& proposal);

/// The bytes for a human: printable text as it is, other bytes as \xNN, at most `limit` bytes of
/// them, then the size of the whole.
std::string to_string(const Value& value, std::size_t limit = 48);

}  // namespace paxos
