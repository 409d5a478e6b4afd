// A snapshot of the replicated state as a file: blocks of bytes, each with its checksum.
//
// PTP §3.3.2, snapshots: a process need not keep a decree once the state has it, if the state is
// kept. A file is either whole or not there: it is written under another name and takes its own
// when all of it is on the disk, so that a crash leaves the snapshot before it.
//
//   file   = block* end
//   block  = length checksum bytes    length is u32 and not 0, checksum the CRC-32 of the bytes
//   end    = length checksum          length is 0, checksum that of the checksums of all blocks
//
// Integers are little-endian. The first block is text and says what the file is: `head -n 4` shows
// it. What the others hold is for whoever replicates a state to say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <boost/crc.hpp>

#include "paxos/multi/slot.hpp"
#include "paxos/storage/files.hpp"

namespace paxos::storage {

/// What the first block says.
struct SnapshotHeader {
  std::string cluster;
  multi::Slot end;  ///< the state is that behind all slots below this one

  bool operator==(const SnapshotHeader&) const = default;
};

class SnapshotWriter {
 public:
  /// Begins a file beside `file`, in the place of one that was not finished. It leaves some room on
  /// the disk to others. Throws StorageError.
  SnapshotWriter(std::filesystem::path file, const SnapshotHeader& header);
  /// Leaves nothing of what was not published.
  ~SnapshotWriter();
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;

  /// Not empty, and at most `most_in_block` bytes. Throws StorageError.
  void write(std::string_view block);
  /// It takes the place of the snapshot before it, and survives a crash of the machine. Throws
  /// StorageError.
  void publish();

  static constexpr std::size_t most_in_block = std::size_t{4} << 20;

 private:
  explicit SnapshotWriter(std::filesystem::path file);
  void append(std::string_view bytes);

  std::filesystem::path file_;
  std::filesystem::path unfinished_;
  FileDescriptor output_;
  boost::crc_32_type checksums_;
  std::uint64_t unsynced_ = 0;  // bytes
};

class SnapshotReader {
 public:
  /// Throws StorageError if the file cannot be read or is damaged, with where; UsageError if it is
  /// of a version that this program does not know.
  explicit SnapshotReader(const std::filesystem::path& file);
  /// Throws UsageError if it is of another.
  void require_cluster(const std::string& cluster) const;

  [[nodiscard]] const SnapshotHeader& header() const { return header_; }
  /// The next block, or nothing if that was the last: the file is then found to be whole. Throws
  /// StorageError.
  [[nodiscard]] std::optional<std::string> next();
  /// Of all blocks so far; once the file is found to be whole, the one at its end.
  [[nodiscard]] std::uint32_t total_checksum() const { return checksums_.checksum(); }

 private:
  [[noreturn]] void damaged(const std::string& why) const;
  void read(char* bytes, std::size_t count);
  std::uint32_t read_number();

  std::filesystem::path file_;
  FileDescriptor input_;
  std::uint64_t size_ = 0;
  std::uint64_t block_ = 0;   // where the current one begins, in bytes
  std::uint64_t offset_ = 0;  // of what comes next
  boost::crc_32_type checksums_;
  SnapshotHeader header_;
};

}  // namespace paxos::storage
