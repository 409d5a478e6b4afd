// The replicated store as the processes of Multi-Paxos serve it to clients.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "net/clients/replica.hpp"
#include "net/tcp/asio.hpp"
#include "net/tcp/backup.hpp"
#include "net/tcp/client_session.hpp"
#include "net/tcp/commands.hpp"
#include "net/tcp/role_options.hpp"
#include "net/tcp/snapshots.hpp"
#include "net/wire/resp.hpp"
#include "paxos/ballot.hpp"
#include "paxos/multi/learner.hpp"
#include "paxos/multi/proposer.hpp"

namespace net::tcp {

/// A process's copy of the store, and the log that it comes from.
class StoreReplica {
 public:
  /// Begins with the snapshot in the data folder. Throws UsageError if that is another's.
  StoreReplica(asio::io_context& context, const RoleOptions& options, std::uint64_t life);
  /// What prepares a process to have one. The store is told that a snapshot has come from a backup,
  /// or that a damaged one is gone.
  static auto open(const RoleOptions& options) {
    return [&options](asio::io_context& context, auto& store) {
      if (options.restore) restore_backup(options);
      auto replica = std::make_shared<StoreReplica>(context, options, store.life());
      store.look_again();
      return replica;
    };
  }

  /// Executes what the process knew to be chosen when it started.
  void begin(const paxos::multi::Ledger& ledger);
  [[nodiscard]] clients::Replica& replica() { return replica_; }
  /// Executes what is learned, and begins a snapshot if it is time.
  std::vector<clients::Answer> execute(const paxos::multi::Learned& learned);

  [[nodiscard]] Snapshots& snapshots() { return snapshots_; }
  /// LOG from count, and CHOSEN slot, as far as this process knows.
  void add_log(Commands& commands);
  /// The commands of the store that only read, of what this process has executed: it may be behind.
  void add_reads(Commands& commands);
  /// SNAPSHOT writes a snapshot of all that is executed, and answers how many slots it covers.
  /// PIECE end size offset answers with a piece of the last one, from there on, behind the same
  /// three; with the first piece, if the last one is another. `recall` looks for it.
  using RecallPiece =
      std::function<paxos::Send<paxos::multi::Message>(const paxos::multi::PieceRecall&)>;
  void add_snapshot(Commands& commands, RecallPiece recall);
  /// Adds how far it is to a STATUS.
  void add_status(std::vector<std::string>& fields) const;

 private:
  void answer_log(const wire::Request& request, const Responder& respond) const;

  [[nodiscard]] const paxos::multi::ChosenLog& log() const { return ledger_->chosen(); }

  const paxos::multi::Ledger* ledger_ = nullptr;  // of the role, once there is one
  Snapshots snapshots_;
  clients::Replica replica_;
};

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
