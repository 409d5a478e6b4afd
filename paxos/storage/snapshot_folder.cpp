#include "paxos/storage/snapshot_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "paxos/storage/snapshot_file.hpp"
#include "paxos/storage/store.hpp"

namespace paxos::storage {
namespace {

std::uint64_t size_of(const FileDescriptor& file, const std::filesystem::path& path) {
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) fail("read", path);
  return static_cast<std::uint64_t>(status.st_size);
}

/// Reads until the end of the file or of what was asked for.
std::string read_at(const FileDescriptor& file, const std::filesystem::path& path,
                    std::uint64_t offset, std::uint64_t count) {
  std::string bytes(count, '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::pread(file.get(), bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(offset + done));
    if (got < 0 && errno != EINTR) fail("read", path);
    if (got == 0) break;
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

/// The snapshot that a file is a part of, by its name.
std::optional<multi::Snapshot> named_by(const std::filesystem::path& file) {
  multi::Snapshot of;
  if (std::sscanf(file.filename().c_str(), "snapshot.%" SCNu64 ".%" SCNu64 ".part", &of.end.number,
                  &of.size) != 2) {
    return std::nullopt;
  }
  if (file != download_file(file.parent_path(), of) || !of.end.valid()) return std::nullopt;
  return of;
}

std::vector<std::filesystem::path> downloads(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (named_by(entry.path())) found.push_back(entry.path());
  }
  return found;
}

}  // namespace

std::filesystem::path snapshot_file(const std::filesystem::path& folder) {
  return folder / "snapshot";
}

std::optional<multi::Slot> snapshot_end(const std::filesystem::path& folder) {
  const auto file = snapshot_file(folder);
  if (!file_exists(file)) return std::nullopt;
  try {
    return SnapshotReader(file).header().end;
  } catch (const StorageError&) {
    return std::nullopt;  // Whoever reads all of it says why.
  }
}

std::filesystem::path download_file(const std::filesystem::path& folder,
                                    const multi::Snapshot& snapshot) {
  return folder /
         ("snapshot." + to_string(snapshot.end) + "." + std::to_string(snapshot.size) + ".part");
}

void remove_downloads(const std::filesystem::path& folder) {
  for (const auto& file : downloads(folder)) remove_file(file);
}

SnapshotFolder::SnapshotFolder(std::filesystem::path folder) : folder_(std::move(folder)) {
  look_again();
}

void SnapshotFolder::look_again() {
  served_.reset();
  received_.reset();
  held_ = {};
  const auto own = snapshot_file(folder_);
  if (const auto end = snapshot_end(folder_)) {
    served_.emplace(own, O_RDONLY);
    const std::uint64_t size = size_of(*served_, own);
    held_.own = {{*end, size}, size, {}};
  }
  for (const auto& file : downloads(folder_)) {
    const multi::Snapshot of = *named_by(file);
    if (of.end <= held_.own.of.end || received_) {
      remove_file(file);
      continue;
    }
    received_.emplace(file, O_RDWR | O_APPEND);
    held_.download = {of, std::min(of.size, size_of(*received_, file)), {}};
  }
}

multi::StoredSnapshots SnapshotFolder::read() const {
  multi::StoredSnapshots all = held_;
  if (served_) all.own.bytes = Value(read_at(*served_, folder_, 0, all.own.received));
  if (received_) all.download.bytes = Value(read_at(*received_, folder_, 0, all.download.received));
  return all;
}

void SnapshotFolder::add(const multi::Piece& piece) {
  if (piece.offset > 0 && piece.of != held_.download.of) return;  // those before it are gone
  const auto file = download_file(folder_, piece.of);
  try {
    if (piece.offset == 0) {
      drop_download();
      received_.emplace(file, O_RDWR | O_APPEND | O_CREAT);
      held_.download = {piece.of, 0, {}};
    }
    require_room(*received_, file, piece.of.size - piece.offset);
    write_all(*received_, file, piece.bytes.bytes());
  } catch (const std::exception& error) {
    spdlog::error("what is received is given up: {}", error.what());
    return drop_download();
  }
  held_.download.received += piece.bytes.size();
  // The disk may as well begin. Whoever puts the file in its place waits until all of it is there.
  ::sync_file_range(received_->get(), static_cast<off64_t>(piece.offset),
                    static_cast<off64_t>(piece.bytes.size()), SYNC_FILE_RANGE_WRITE);
}

void SnapshotFolder::drop_download() {
  received_.reset();
  remove_downloads(folder_);
  held_.download = {};
}

Send<multi::Message> SnapshotFolder::recall(const multi::PieceRecall& recall) const {
  if (!served_) throw StorageError("there is no snapshot in " + folder_.string() + " any more");
  const std::uint64_t offset = offset_in(held_.own.of, recall);
  return {{recall.to},
          multi::Piece{held_.own.of, offset,
                       Value(read_at(*served_, snapshot_file(folder_), offset, recall.bytes))}};
}

}  // namespace paxos::storage
