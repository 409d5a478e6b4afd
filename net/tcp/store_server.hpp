// The replicated store as a proposer of Multi-Paxos serves it to clients.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "net/tcp/asio.hpp"
#include "net/tcp/client_session.hpp"
#include "net/tcp/cluster_file.hpp"
#include "net/tcp/commands.hpp"
#include "net/tcp/store_replica.hpp"
#include "net/wire/resp.hpp"
#include "paxos/ballot.hpp"
#include "paxos/multi/proposer.hpp"

namespace net::tcp {

/// Takes commands from clients, has the proposer propose them, and answers once they are executed.
///
/// A command is given to the proposer once. If nobody can tell what became of it, the client is
/// told UNKNOWN, and it is for the client to ask again, in a session: a plain command that is asked
/// for twice may be executed twice.
class StoreServer {
 public:
  using Clock = std::chrono::steady_clock;
  using Propose = std::function<void(const paxos::Value& batch)>;

  /// A single command, as it stands in a batch, in bytes.
  static constexpr std::size_t most_command = paxos::multi::batch_bytes;

  StoreServer(asio::io_context& context, const Limits& limits, StoreReplica& store,
              const paxos::multi::Proposer& proposer, Propose propose);
  StoreServer(const StoreServer&) = delete;
  StoreServer& operator=(const StoreServer&) = delete;

  /// The commands of the store, and of sessions.
  void add_commands(Commands& commands);
  /// Goes on from a snapshot of another process.
  void restore(clients::Snapshot snapshot);
  /// To be told of all that is learned, in order.
  void learned(const paxos::multi::Learned& learned);
  /// To be called when the proposer may have taken a step.
  void watch_leader();

  /// Clients' commands that are not answered yet.
  [[nodiscard]] std::size_t waiting() const { return waiting_.size() - answered_; }

 private:
  struct Waiting {
    std::optional<Responder> respond;  // until it is answered
    std::size_t bytes;
    Clock::time_point deadline;
  };

  void take(const wire::Request& request, const Responder& respond);
  void propose_gathered();
  void answer(std::uint64_t number, const wire::Reply& reply);
  void give_up(std::uint64_t number, const std::string& why);
  void give_up_passed_on(const std::string& why);
  void await_deadline();
  [[nodiscard]] std::uint64_t first_not_passed_on() const;
  [[nodiscard]] std::uint64_t end() const { return first_ + waiting_.size(); }
  [[nodiscard]] bool waits(std::uint64_t number) const {
    return number >= first_ && waiting_[number - first_].respond;
  }

  asio::io_context& context_;
  Limits limits_;
  StoreReplica& store_;
  const paxos::multi::Proposer& proposer_;
  Propose propose_;
  std::vector<paxos::Value> gathered_;  // since the last wake-up
  std::deque<Waiting> waiting_;         // of the commands with the numbers from first_ on
  std::uint64_t first_ = 1;
  std::size_t answered_ = 0;     // of those
  std::size_t bytes_ = 0;        // of those that are not
  std::size_t stuck_bytes_ = 0;  // given up, and still waiting for a leader
  std::optional<paxos::Ballot> leader_;
  asio::steady_timer deadline_;
  bool timing_ = false;
};

/// The ballot of the leader that a proposer knows, itself or another.
std::optional<paxos::Ballot> leader_of(const paxos::multi::Proposer& proposer);

}  // namespace net::tcp
