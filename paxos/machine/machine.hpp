// The state machine that a cluster replicates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <boost/describe.hpp>

#include "paxos/machine/command.hpp"
#include "paxos/machine/sessions.hpp"
#include "paxos/machine/store.hpp"

namespace paxos::machine {

/// PMS §3, state machine: a deterministic state machine performs the clients' commands in some
/// sequence; it takes a command and produces an output and a new state. All servers execute the
/// same log, so all come to the same state. It is the store, the sessions, and how far each
/// proposer's commands have been executed. Two that have executed the same log are equal.
///
/// A copy shares the entries of the store and the answers to sessions. What is left to copy is
/// small beside them, but for a session or two.
class Machine {
 public:
  /// All but the entries of the store.
  struct Books {
    Sessions sessions;
    std::map<std::uint32_t, Origin> last;  // executed, by proposer
    std::uint64_t executed = 0;
    bool operator==(const Books&) const = default;
    BOOST_DESCRIBE_CLASS(Books, (), (sessions, last, executed), (), ())
  };

  Machine() = default;
  explicit Machine(const Sessions::Limits& limits) : books_{Sessions(limits), {}, 0} {}
  /// As another was.
  Machine(Entries entries, Books books) : store_(std::move(entries)), books_(std::move(books)) {}

  /// Executes the next command of the log. Returns its answer, or nothing if it is skipped: a
  /// command may stand in several slots, and is executed in the first.
  ///
  /// PMMC §2, repeats. Departure: only the last (life, number) of each proposer is
  /// remembered, and a command that is not above it is skipped. So is one that has not been
  /// executed, if a later one of the same proposer came to stand before it; it never will be.
  std::optional<Reply> execute(const Command& command);

  [[nodiscard]] const Store& store() const { return store_; }
  [[nodiscard]] const Sessions& sessions() const { return books_.sessions; }
  /// How many commands were executed, those answered with an error among them, those skipped not.
  [[nodiscard]] std::uint64_t executed() const { return books_.executed; }
  [[nodiscard]] const Books& books() const { return books_; }

  bool operator==(const Machine&) const = default;

 private:
  Store store_;
  Books books_;
};

}  // namespace paxos::machine
