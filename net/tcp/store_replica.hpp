// A process's copy of the replicated store: what it answers of it, and of the log behind it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/clients/replica.hpp"
#include "net/tcp/asio.hpp"
#include "net/tcp/backup.hpp"
#include "net/tcp/commands.hpp"
#include "net/tcp/role_options.hpp"
#include "net/tcp/snapshots.hpp"
#include "net/wire/resp.hpp"
#include "paxos/machine/store.hpp"
#include "paxos/multi/ledger.hpp"

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
  /// PTP §3.3.4, reading the law.
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

/// As the client gets it.
wire::Reply reply_of(const paxos::machine::Reply& reply);

}  // namespace net::tcp
