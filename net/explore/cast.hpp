// The processes of a protocol as the search sees them: local states and messages by number, and the
// steps between them. Behind it stand the real roles.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "net/explore/keys.hpp"
#include "net/explore/state.hpp"
#include "paxos/node.hpp"
#include "paxos/violation.hpp"

namespace net::explore {

/// A number for what an onlooker knows of a process.
using HistoryId = std::uint32_t;

/// A process is in a local state, takes something in, and is in another, having sent messages.
struct Transition {
  LocalId next = 0;
  std::vector<MessageId> sent;
  bool turns_stale = false;  ///< messages to the process may be stale now that were not before
};

/// What happens in a step.
struct Action {
  enum Kind : std::uint8_t { deliver, request, timeout, snapshot, crash, drop, duplicate };
  Kind kind = deliver;
  std::uint32_t place = 0;  ///< of the process that takes the step
  std::uint32_t which = 0;  ///< of several time-outs, or kinds of crash or snapshot
  MessageId message = 0;    ///< of deliver, drop, duplicate

  bool operator==(const Action&) const = default;
};

/// A step that a process can take without a message.
struct Move {
  Action::Kind kind = Action::request;
  std::uint32_t which = 0;  ///< of several time-outs, or kinds of crash or snapshot
  Transition transition;
};

class Telling;

/// What of the bounds has been used up so far.
struct Spent {
  std::uint32_t crashes = 0;
  std::uint32_t drops = 0;
  std::uint32_t duplicates = 0;

  auto operator<=>(const Spent&) const = default;
  BOOST_DESCRIBE_CLASS(Spent, (), (crashes, drops, duplicates), (), ())
};

/// What a reduction assumes of a role does not hold for this one, or the reduction costs more than
/// it saves, so the search must do without.
struct Unsound : std::runtime_error {
  enum Assumption { symmetry, staleness, silence };
  Unsound(Assumption broken, const std::string& why) : runtime_error(why), assumption(broken) {}
  Assumption assumption;
};

/// Several threads may ask at once; what they get stays where it is.
class Cast {
 public:
  Cast() = default;
  Cast(const Cast&) = delete;
  Cast& operator=(const Cast&) = delete;
  virtual ~Cast() = default;

  /// The processes, each in a place of its own.
  [[nodiscard]] virtual const std::vector<paxos::NodeId>& nodes() const = 0;
  [[nodiscard]] virtual LocalId initial(std::uint32_t place) = 0;
  /// A number for what has been spent, which stands in a place of its own after the processes.
  [[nodiscard]] virtual LocalId spent(const Spent& spent) = 0;
  /// The messages that are in the network from the start, in ascending order.
  [[nodiscard]] virtual std::vector<MessageId> sent_before() = 0;
  [[nodiscard]] virtual std::uint32_t receiver(MessageId message) = 0;
  /// A number for the message among those to the same place, from 0.
  [[nodiscard]] virtual std::uint32_t number_at_receiver(MessageId message) = 0;

  /// Null if nothing comes of it within the bounds.
  [[nodiscard]] virtual const Transition* deliver(LocalId local, MessageId message) = 0;
  [[nodiscard]] virtual const std::vector<Move>* moves(LocalId local) = 0;

  /// Whether the process ignores the message from that local state on, for ever.
  [[nodiscard]] virtual bool ignores(LocalId local, MessageId message) = 0;

  [[nodiscard]] virtual HistoryId history(LocalId local) = 0;
  /// What a step on the way to this local state has violated by itself.
  [[nodiscard]] virtual std::optional<paxos::Violation> broken(LocalId local) = 0;
  /// What the histories of all processes together violate.
  [[nodiscard]] virtual std::optional<paxos::Violation> violated(
      std::span<const HistoryId> histories) = 0;

  /// Records that the process in a place starts, and what it does at once.
  virtual void tell_start(std::uint32_t place, Telling& telling) = 0;
  /// Records a step that a process takes in that local state.
  virtual void tell(LocalId local, const Action& action, Telling& telling) = 0;

  /// The names of the fields that local states and messages have.
  [[nodiscard]] virtual std::vector<std::string> fields() = 0;
  /// The key of an item without each of the fields in turn; of a message without itself, zero.
  [[nodiscard]] virtual std::vector<Fingerprint> local_keys_without(LocalId local) = 0;
  [[nodiscard]] virtual std::vector<Fingerprint> message_keys_without(MessageId message) = 0;

  [[nodiscard]] virtual const KeyTable& local_keys() const = 0;
  [[nodiscard]] virtual const KeyTable& message_keys() const = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

}  // namespace net::explore
