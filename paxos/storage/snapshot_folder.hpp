// The snapshots of a process in its data folder: its own, which it serves to others, and what it
// has received so far of another's.
#pragma once

#include <filesystem>
#include <optional>

#include "paxos/multi/ledger.hpp"
#include "paxos/storage/files.hpp"

namespace paxos::storage {

/// Where a folder has its snapshot.
std::filesystem::path snapshot_file(const std::filesystem::path& folder);
/// Up to which slot it goes; nothing if there is none, or none that is worth reading: one whose
/// beginning is damaged. Throws UsageError if it is of another version.
std::optional<multi::Slot> snapshot_end(const std::filesystem::path& folder);
/// And what is received, until it is whole.
std::filesystem::path download_file(const std::filesystem::path& folder,
                                    const multi::Snapshot& snapshot);
/// Removes all that is received in parts. Throws StorageError.
void remove_downloads(const std::filesystem::path& folder);

class SnapshotFolder {
 public:
  /// Throws UsageError if the snapshot is of another version, StorageError if what is there cannot
  /// be read. One whose beginning is damaged counts for none.
  explicit SnapshotFolder(std::filesystem::path folder);

  /// What is there, without the bytes.
  [[nodiscard]] const multi::StoredSnapshots& held() const { return held_; }
  /// And with them. Throws StorageError.
  [[nodiscard]] multi::StoredSnapshots read() const;

  /// Puts a piece behind those before it. If the disk has no room for it, all of the download goes,
  /// which is logged, and so do the pieces behind it: it can be had again, and others need that
  /// room.
  void add(const multi::Piece& piece);
  /// The piece that is asked for. A file that was replaced is served until look_again(). Throws
  /// StorageError.
  [[nodiscard]] Send<multi::Message> recall(const multi::PieceRecall& recall) const;
  /// The snapshot was replaced, or the download is no more.
  void look_again();

 private:
  void drop_download();

  std::filesystem::path folder_;
  multi::StoredSnapshots held_;
  std::optional<FileDescriptor> served_;
  std::optional<FileDescriptor> received_;
};

}  // namespace paxos::storage
