#include "net/tcp/snapshots.hpp"

#include <exception>
#include <memory>
#include <stop_token>
#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "paxos/assert.hpp"
#include "paxos/storage/files.hpp"
#include "paxos/storage/snapshot_folder.hpp"
#include "paxos/storage/store.hpp"

namespace net::tcp {

namespace {

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

}  // namespace

Snapshots::Snapshots(asio::io_context& context, std::filesystem::path folder,
                     const ClusterFile& cluster)
    : context_(context), folder_(std::move(folder)), cluster_(cluster) {}

clients::Snapshot Snapshots::read() {
  const auto file = paxos::storage::snapshot_file(folder_);
  clients::Snapshot beginning{{}, paxos::machine::Machine(cluster_.sessions)};
  if (!paxos::storage::file_exists(file)) return beginning;
  try {
    clients::Snapshot snapshot = clients::read_snapshot(file, cluster_.identity());
    end_ = begun_ = snapshot.end;
    size_ = size_of(file);
    return snapshot;
  } catch (const paxos::storage::StorageError& error) {
    // Nothing of it is used. What it stood for is in the log, or others have it.
    const auto aside = file.string() + ".damaged";
    std::filesystem::rename(file, aside);
    spdlog::error("{}; it is now {}, and what it stood for is learned anew", error.what(), aside);
    return beginning;
  }
}

void Snapshots::executed(const paxos::multi::Learned& learned, const clients::Snapshot& state) {
  for (const paxos::Value& value : learned.values) bytes_ += value.size();
  const bool due = state.end.number - begun_.number >= cluster_.snapshot_slots ||
                   bytes_ >= cluster_.snapshot_bytes;
  if (due && bytes_ >= size_ && !busy_) begin(state);
}

void Snapshots::ask(const clients::Snapshot& state, const Responder& respond) {
  if (!busy_) {
    waiting_.push_back(respond);
    return begin(state);
  }
  next_ = state;
  asked_.push_back(respond);
}

void Snapshots::run(std::function<void(const std::stop_token&)> work,
                    std::function<void(const std::string&)> done) {
  busy_ = true;
  thread_ = std::jthread(
      [this, work = std::move(work), done = std::move(done)](const std::stop_token& stop) {
        std::string error;
        try {
          work(stop);
        } catch (const std::exception& thrown) {
          error = thrown.what();
        }
        asio::post(context_, [this, done, error] {
          thread_.join();
          // Meanwhile nothing else is begun, for the files are looked at.
          done(error);
          busy_ = false;
          tell_of_loss();
          begin_next();
        });
      });
}

void Snapshots::tell_of_loss() {
  // The thread may be about to put a file in its place.
  if (busy_ || !lost_) return;
  on_changed();
  // The same may come again at once, and be lost again.
  received_ = {};
  lost_ = false;
}

void Snapshots::begin(const clients::Snapshot& state) {
  PAXOS_ASSERT(state.end >= end_);
  writing_ = state;
  begun_ = state.end;
  bytes_ = 0;
  run(
      [this](const std::stop_token& stop) {
        clients::write_snapshot(paxos::storage::snapshot_file(folder_), cluster_.identity(),
                                *writing_, stop);
      },
      [this](const std::string& error) { written(error); });
}

void Snapshots::written(const std::string& error) {
  const paxos::multi::Slot end = std::exchange(writing_, std::nullopt)->end;
  if (error.empty()) {
    end_ = end;
    size_ = size_of(paxos::storage::snapshot_file(folder_));
    on_changed();
  } else {
    spdlog::error("no snapshot: {}", error);
  }
  answer(error);
}

void Snapshots::answer(const std::string& error) {
  const auto covered = static_cast<std::int64_t>(end_.number - 1);
  for (const Responder& respond : std::exchange(waiting_, {})) {
    respond(error.empty() ? wire::Reply::integer(covered) : wire::Reply::error("ERR " + error));
  }
}

void Snapshots::begin_next() {
  if (busy_) return;
  // One that was begun before may cover more by now.
  if (whole_ && whole_->end <= end_) whole_.reset();
  if (whole_) return begin_install();
  if (!next_) return;
  waiting_ = std::exchange(asked_, {});
  const clients::Snapshot next = *std::exchange(next_, std::nullopt);
  // One that was received meanwhile may cover more, and an older one must not take its place.
  if (next.end < end_) return answer("");
  begin(next);
}

void Snapshots::received(const paxos::multi::SnapshotCopy& download) {
  if (download != std::exchange(received_, download)) {
    // If there was no room for it, whoever receives it has to know.
    lost_ = download.of.size > 0 &&
            !paxos::storage::file_exists(paxos::storage::download_file(folder_, download.of));
    if (lost_) asio::post(context_, [this] { tell_of_loss(); });
  }
  if (lost_) return;
  // One that covers no more than the own one is about to be thrown away.
  if (!download.is_whole() || download.of.end <= end_ || whole_) return;
  whole_ = download.of;
  // One that is being written covers less, and must not take the place of this one.
  if (busy_) {
    thread_.request_stop();
  } else {
    begin_install();
  }
}

void Snapshots::begin_install() {
  const auto snapshot = std::make_shared<clients::Snapshot>();
  run(
      [this, snapshot](const std::stop_token&) {
        const auto file = paxos::storage::download_file(folder_, *whole_);
        *snapshot = clients::read_snapshot(file, cluster_.identity());
        paxos::storage::publish(file, paxos::storage::snapshot_file(folder_));
      },
      [this, snapshot](const std::string& error) { installed(std::move(*snapshot), error); });
}

void Snapshots::installed(clients::Snapshot snapshot, const std::string& error) {
  if (error.empty()) {
    end_ = begun_ = snapshot.end;
    size_ = size_of(paxos::storage::snapshot_file(folder_));
    bytes_ = 0;
    on_received(std::move(snapshot));
  } else {
    spdlog::error("what was received is thrown away: {}", error);
    paxos::storage::remove_downloads(folder_);
  }
  on_changed();
  whole_.reset();
}

void Snapshots::add_status(std::vector<std::string>& fields) const {
  fields.insert(fields.end(), {"snapshot", std::to_string(end_.number - 1), "snapshot_bytes",
                               std::to_string(size_)});
}

}  // namespace net::tcp
