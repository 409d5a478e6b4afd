// When a process writes a snapshot of its state, and how it goes on meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "net/clients/snapshot.hpp"
#include "net/tcp/asio.hpp"
#include "net/tcp/client_session.hpp"
#include "net/tcp/cluster_file.hpp"
#include "paxos/multi/protocol.hpp"

namespace net::tcp {

/// Keeps a snapshot of a state in the data folder. One at a time is written, in a thread of its
/// own, from a copy of the state, which shares with the state what does not change meanwhile and so
/// costs nothing to take. Whatever becomes of it the process serves on, and the snapshot before it
/// stays until it is whole. One that was received from another process is read in that thread too.
class Snapshots {
 public:
  Snapshots(asio::io_context& context, std::filesystem::path folder, const ClusterFile& cluster);
  Snapshots(const Snapshots&) = delete;
  Snapshots& operator=(const Snapshots&) = delete;

  /// The files have changed.
  std::function<void()> on_changed = [] {};
  /// What was received is in place; this is its state.
  std::function<void(clients::Snapshot)> on_received = [](const clients::Snapshot&) {};

  /// What is in the folder; the beginning if there is nothing, or if it is damaged, which is
  /// logged, and moved out of the way. Throws UsageError if it is of another cluster or version.
  [[nodiscard]] clients::Snapshot read();

  /// To be told of all that is executed, and the state behind it. A snapshot is begun once the
  /// cluster file's snapshot_slots or snapshot_bytes have been executed since the last; and as many
  /// bytes as the last has, so that snapshots write no more than the log does.
  void executed(const paxos::multi::Learned& learned, const clients::Snapshot& state);
  /// Begins one of that state, as soon as the one that is being written is done. The answer is how
  /// many slots it covers, once it survives a crash of the machine.
  void ask(const clients::Snapshot& state, const Responder& respond);
  /// To be told of what is being received. Once that is whole, it takes the place of the snapshot,
  /// if it is sound.
  void received(const paxos::multi::SnapshotCopy& download);
  /// Adds the slots that the last one covers, and its bytes, to a STATUS.
  void add_status(std::vector<std::string>& fields) const;

 private:
  void begin(const clients::Snapshot& state);
  void written(const std::string& error);
  void answer(const std::string& error);
  void tell_of_loss();
  void begin_next();
  void begin_install();
  void installed(clients::Snapshot snapshot, const std::string& error);
  /// Runs `work` in the thread, and then `done` with why it failed, if it did.
  void run(std::function<void(const std::stop_token&)> work,
           std::function<void(const std::string&)> done);

  asio::io_context& context_;
  std::filesystem::path folder_;
  const ClusterFile& cluster_;
  paxos::multi::Slot end_;    // of the last one
  std::uint64_t size_ = 0;    // of its file, in bytes
  paxos::multi::Slot begun_;  // the end of the last that was begun
  std::uint64_t bytes_ = 0;   // executed since then
  bool busy_ = false;         // the thread is
  std::optional<clients::Snapshot> writing_;
  std::vector<Responder> waiting_;               // for that one
  std::optional<clients::Snapshot> next_;        // that was asked for meanwhile
  std::vector<Responder> asked_;                 // for that one
  paxos::multi::SnapshotCopy received_;          // as it was last told
  bool lost_ = false;                            // there is no file of that
  std::optional<paxos::multi::Snapshot> whole_;  // that was received
  std::jthread thread_;
};

}  // namespace net::tcp
