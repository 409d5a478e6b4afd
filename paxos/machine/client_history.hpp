// What clients of the replicated store did, and when: the history that linearizability speaks of.
// On disk it is one JSON object a line, with the fields of Operation by these names, but "return"
// for `returned` and "delete" for OperationKind::erase.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace paxos::machine {

/// The last two name several keys, and read or write them at one moment.
enum class OperationKind : std::uint8_t { put, get, append, cas, erase, incr, mget, mset };
BOOST_DESCRIBE_ENUM(OperationKind, put, get, append, cas, erase, incr, mget, mset)

/// As in a history on disk: put, get, append, cas, delete, incr, mget, mset.
inline std::string to_string(OperationKind kind) {
  return kind == OperationKind::erase ? "delete" : boost::describe::enum_to_string(kind, "?");
}

/// The kind of that name, if there is one.
inline std::optional<OperationKind> operation_kind(std::string_view name) {
  OperationKind kind{};
  const bool is_erase = name == "delete";
  if (!boost::describe::enum_from_string(is_erase ? "erase" : std::string(name).c_str(), kind) ||
      (kind == OperationKind::erase && !is_erase)) {
    return std::nullopt;
  }
  return kind;
}

/// One operation of one client.
struct Operation {
  std::uint32_t client = 0;
  OperationKind op = OperationKind::get;
  std::string key = {};
  /// What is put or appended, or what a cas puts.
  std::optional<std::string> value = {};
  /// What a cas compares with. Null: the key is absent.
  std::optional<std::string> expect = {};
  /// get: what it read, null if the key was absent. append: the new length, incr: the new number,
  /// delete: how many keys it removed, each in decimal, or null if that is not known. Of the
  /// others, of a failure and of an unknown outcome it means nothing.
  std::optional<std::string> output = {};
  /// When the client asked and when it was answered, in nanoseconds of a clock that all clients
  /// share.
  std::int64_t call = 0;
  std::optional<std::int64_t> returned = {};
  /// Null, as `returned` then is too: the outcome is unknown. It may take effect at any time after
  /// the call, also after all that the history tells of, or never. False: the answer was a failure
  /// and nothing changed; of a cas, that the comparison failed.
  std::optional<bool> ok = {};
  /// Of mget, mset, and a delete of several keys, in place of `key`.
  std::vector<std::string> keys = {};
  /// For each of them, what mset puts or mget read, null if the key was absent.
  std::vector<std::optional<std::string>> values = {};

  bool operator==(const Operation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Operation, (),
                      (client, op, key, value, expect, output, call, returned, ok, keys, values))

/// The keys that it names.
inline std::span<const std::string> keys_of(const Operation& operation) {
  if (operation.keys.empty()) return {&operation.key, 1};
  return operation.keys;
}

/// Whether it leaves every store as it is: a read, or a failure.
inline bool changes_nothing(const Operation& operation) {
  return operation.op == OperationKind::get || operation.op == OperationKind::mget ||
         operation.ok == false;
}

}  // namespace paxos::machine
