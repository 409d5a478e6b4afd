// Sessions of clients: how a command that is asked for twice is executed once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/machine/command.hpp"
#include "paxos/machine/store.hpp"
#include "paxos/machine/syntax.hpp"

namespace paxos::machine {

/// A client that is not answered cannot know whether its command was chosen, and PMS §3 lets it be
/// chosen twice. In a session it can ask again, anywhere:
///
///   SESSION                  opens a session and answers its id, an integer: 1, then 2, and so on
///   ONCE id seq COMMAND...   executes a command of the store, the `seq`th of that session
///
/// `seq` counts from 1. The next is executed, and the last is answered as it was the first time,
/// whatever the command now is; any other is an error. A session so has one command under way.
///
/// There are only so many sessions. When one too many is opened, the one that was used least
/// recently expires: by the order of the log, not by a clock, so that it is the same on every
/// replica. So it is when the answers that are kept grow too large. Errors that execute nothing and
/// answer nothing again are no use of a session.
///
/// A copy shares the answers that are kept.
class Sessions {
 public:
  /// At most so many are open, at least one, and keep so many bytes of answers, or one answer. All
  /// replicas must have the same limits, for what expires is part of the state.
  struct Limits {
    std::uint64_t sessions = 10'000;
    std::uint64_t bytes = std::uint64_t{64} << 20;
    bool operator==(const Limits&) const = default;
    BOOST_DESCRIBE_CLASS(Limits, (), (sessions, bytes), (), ())
  };

  Sessions() : Sessions(Limits{}) {}
  explicit Sessions(const Limits& limits);
  /// What expires from now on goes by these. What has expired, by those before, stays so.
  void set_limits(const Limits& limits);
  [[nodiscard]] const Limits& limits() const { return limits_; }

  /// Whether the name is SESSION or ONCE.
  [[nodiscard]] static bool has_command(Words words);
  /// What is wrong with the words of such a command, or with the command within ONCE, as far as
  /// they alone tell.
  [[nodiscard]] static std::optional<Error> mistake_in(Words words);
  /// In capitals.
  [[nodiscard]] static std::vector<std::string_view> command_names();

  /// Executes SESSION or ONCE. Errors: a mistake in the words; NOSESSION, with which a program can
  /// tell that the session expired or never was; a `seq` that is neither the last nor the next.
  /// None of them uses up a `seq`. An error of the command within is an answer like any other.
  Reply execute(Words words, Store& store);

  /// How many are open.
  [[nodiscard]] std::size_t size() const { return open_.size(); }
  /// Whether its parts fit together, which they may not if they were read from somewhere.
  [[nodiscard]] bool is_sound() const;

  bool operator==(const Sessions&) const = default;

 private:
  struct Session {
    std::int64_t last = 0;  // seq; 0 before the first
    std::shared_ptr<const Reply> reply = std::make_shared<const Reply>();  // to the last
    std::uint64_t used = 0;
    bool operator==(const Session& other) const {
      return last == other.last && *reply == *other.reply && used == other.used;
    }
    BOOST_DESCRIBE_CLASS(Session, (), (last, reply, used), (), ())
  };

  Reply open();
  Reply once(std::int64_t id, std::int64_t seq, Words command, Store& store);
  void use(Session& session);
  void expire_least_recent();

  Limits limits_;
  std::int64_t opened_ = 0;  // ever, and so the highest id
  std::uint64_t uses_ = 0;   // ever; the time by which sessions expire
  std::map<std::int64_t, Session> open_;
  std::map<std::uint64_t, std::int64_t> by_use_;  // the id of each open one, by its last use
  std::size_t bytes_ = 0;                         // of the answers that are kept
  BOOST_DESCRIBE_CLASS(Sessions, (), (), (), (limits_, opened_, uses_, open_, by_use_, bytes_))
};

}  // namespace paxos::machine
