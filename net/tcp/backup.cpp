#include "net/tcp/backup.hpp"

#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "net/clients/snapshot.hpp"
#include "paxos/storage/files.hpp"
#include "paxos/storage/snapshot_file.hpp"
#include "paxos/storage/snapshot_folder.hpp"
#include "paxos/storage/store.hpp"

namespace net::tcp {
namespace {

using paxos::multi::Slot;
using paxos::storage::StorageError;

/// So many snapshots may be begun, each of which is replaced by the next while it is fetched.
constexpr int most_attempts = 5;

/// A file that is not there any more, or has its name, when this is gone.
class Unfinished {
 public:
  explicit Unfinished(std::filesystem::path file)
      : file_(std::move(file)), path_(file_.string() + ".part") {}
  ~Unfinished() { ::unlink(path_.c_str()); }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  void begin() { output_.emplace(path_, O_WRONLY | O_CREAT | O_TRUNC); }
  void write(std::string_view bytes) { paxos::storage::write_all(*output_, path_, bytes); }
  void publish() { paxos::storage::publish(path_, file_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path file_;
  std::filesystem::path path_;
  std::optional<paxos::storage::FileDescriptor> output_;
};

std::uint64_t slots_below(Slot end) {
  return end.number - 1;
}

/// Whether a process has what is in the backup, or has gone on from there.
bool has_it(const RoleOptions& options) {
  const auto own = paxos::storage::snapshot_end(options.store.folder);
  return own && slots_below(*own) >= options.cluster.restored->slots;
}

void fetch_pieces(RespClient& proposer, Unfinished& file) {
  std::string end = "0";
  std::string size = "0";
  std::uint64_t received = 0;
  for (int attempts = 0; received == 0 || std::to_string(received) != size;) {
    const auto piece = proposer.request({"PIECE", end, size, std::to_string(received)});
    if (piece.size() != 4) throw StorageError("what was asked for is no piece of a snapshot");
    if (piece[0] != end || piece[1] != size) {
      if (++attempts > most_attempts) {
        throw StorageError("snapshots take each other's place faster than one can be fetched");
      }
      file.begin();
      end = piece[0];
      size = piece[1];
      received = 0;
    }
    if (piece[2] != std::to_string(received) || piece[3].empty()) {
      throw StorageError("what was asked for is not the next piece of a snapshot");
    }
    file.write(piece[3]);
    received += piece[3].size();
  }
}

}  // namespace

Backup backup_in(const std::filesystem::path& file) {
  paxos::storage::SnapshotReader reader(file);
  while (reader.next()) continue;
  return {slots_below(reader.header().end), reader.total_checksum()};
}

Backup fetch_backup(RespClient& proposer, const std::filesystem::path& file) {
  // PMS §3: a command that is executed now comes behind all those that were answered before.
  proposer.request({"EXISTS", "any"});
  proposer.request({"SNAPSHOT"});
  Unfinished unfinished(file);
  fetch_pieces(proposer, unfinished);
  const Backup backup = backup_in(unfinished.path());
  unfinished.publish();
  return backup;
}

void check_backup(const RoleOptions& options) {
  const auto& wanted = options.cluster.restored;
  const std::string file = options.restore->string();
  if (!wanted) {
    throw UsageError("--restore " + file + " is for a cluster file that says which backup it " +
                     "begins with: 'restored = " + to_string(backup_in(file)) + "'");
  }
  if (has_it(options)) return;
  if (const Backup found = backup_in(file); found != *wanted) {
    throw UsageError(file + " is backup " + to_string(found) + "; the cluster file wants " +
                     to_string(*wanted));
  }
}

void restore_backup(const RoleOptions& options) {
  if (has_it(options)) return;
  auto [end, machine] = clients::read_backup(*options.restore);
  auto books = machine.books();
  books.last.clear();
  books.sessions.set_limits(options.cluster.sessions);
  clients::write_snapshot(paxos::storage::snapshot_file(options.store.folder),
                          options.cluster.identity(),
                          {end, {machine.store().entries(), std::move(books)}});
  spdlog::info("restored {} slots from {}", slots_below(end), options.restore->string());
}

}  // namespace net::tcp
