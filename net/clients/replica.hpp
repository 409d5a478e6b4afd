// The replicated store as one process has it: it executes the log, and answers those of its clients
// whose commands come to be executed.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "net/clients/snapshot.hpp"
#include "paxos/machine/command.hpp"
#include "paxos/machine/machine.hpp"
#include "paxos/multi/protocol.hpp"
#include "paxos/node.hpp"
#include "paxos/value.hpp"

namespace net::clients {

/// What a client of this process is to be told of the command that took that number.
struct Answer {
  std::uint64_t number = 0;
  paxos::machine::Reply reply;

  bool operator==(const Answer&) const = default;
};

/// A command that is not executed, and never will be: the client may well ask again.
inline constexpr const char* not_executed = "TRYAGAIN not executed: a later command came before it";

/// PMS §3, state machine: each server executes the same commands in the same order, those of slot
/// 1, slot 2, and so on, and so all go through the same states.
class Replica {
 public:
  struct Taken {
    std::uint64_t number = 0;
    paxos::Value batch;
  };

  /// `life` is another in every life of the process. It goes on from `start`.
  Replica(paxos::NodeId self, std::uint64_t life, Snapshot start = {})
      : self_(self), life_(life), state_(std::move(start)) {}

  /// A client of this process asks. The batch is what its role has to propose.
  [[nodiscard]] Taken take(std::vector<std::string> words);
  /// Nobody waits for that answer any more.
  void forget(std::uint64_t number) { waiting_.erase(number); }

  /// Executes what is learned, in the order of the slots, but for slots that it has executed.
  /// Throws wire::Malformed if something is no batch.
  [[nodiscard]] std::vector<Answer> execute(const paxos::multi::Learned& learned);

  /// Goes on from a snapshot that covers more than it has executed; from any other it does not.
  void restore(Snapshot snapshot) {
    if (snapshot.end > state_.end) state_ = std::move(snapshot);
  }

  /// The number of the first command in a batch that this process took, if there is one.
  [[nodiscard]] std::optional<std::uint64_t> first_of_mine(const paxos::Value& batch) const;

  [[nodiscard]] const paxos::machine::Machine& machine() const { return state_.machine; }
  /// The first slot that it has not executed, and the state before it. A copy is cheap.
  [[nodiscard]] const Snapshot& state() const { return state_; }
  /// Commands that somebody waits for.
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

 private:
  void execute(const paxos::Value& batch, std::vector<Answer>& answers);
  [[nodiscard]] bool is_mine(const paxos::machine::Origin& origin) const {
    return self_.role == paxos::Role::proposer && origin.proposer == self_.number &&
           origin.life == life_;
  }

  paxos::NodeId self_;
  std::uint64_t life_;
  std::uint64_t taken_ = 0;
  std::set<std::uint64_t> waiting_;
  Snapshot state_;
};

}  // namespace net::clients
