#include "paxos/storage/snapshot_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <boost/endian/conversion.hpp>

#include "paxos/assert.hpp"
#include "paxos/checksum.hpp"
#include "paxos/storage/store.hpp"

namespace paxos::storage {
namespace {

constexpr const char* first_line = "A snapshot of a replicated state";
constexpr std::uint32_t version = 2;
/// A sync of all at the end would keep every other sync of the machine waiting.
constexpr std::uint64_t most_unsynced = std::uint64_t{4} << 20;

std::string little_endian(std::uint32_t number) {
  boost::endian::native_to_little_inplace(number);
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

std::string text_of(const SnapshotHeader& header) {
  return std::string(first_line) + "\nversion " + std::to_string(version) + "\ncluster " +
         header.cluster + "\nend " + to_string(header.end) + "\n";
}

}  // namespace

SnapshotWriter::SnapshotWriter(std::filesystem::path file)
    : file_(std::move(file)),
      unfinished_(file_.string() + ".new"),
      output_(unfinished_, O_WRONLY | O_CREAT | O_TRUNC) {}

// Once the other constructor is done, the destructor takes away what is left of a failure here.
SnapshotWriter::SnapshotWriter(std::filesystem::path file, const SnapshotHeader& header)
    : SnapshotWriter(std::move(file)) {
  write(text_of(header));
}

SnapshotWriter::~SnapshotWriter() {
  ::unlink(unfinished_.c_str());  // If it was published, there is none.
}

void SnapshotWriter::write(std::string_view block) {
  PAXOS_ASSERT(!block.empty() && block.size() <= most_in_block);
  const std::string sum = little_endian(checksum(block));
  checksums_.process_bytes(sum.data(), sum.size());
  require_room(output_, unfinished_, block.size());
  append(little_endian(static_cast<std::uint32_t>(block.size())) + sum);
  append(block);
}

void SnapshotWriter::append(std::string_view bytes) {
  write_all(output_, unfinished_, bytes);
  unsynced_ += bytes.size();
  if (unsynced_ < most_unsynced) return;
  if (::fdatasync(output_.get()) != 0) fail("sync", unfinished_);
  unsynced_ = 0;
}

void SnapshotWriter::publish() {
  append(little_endian(0) + little_endian(checksums_.checksum()));
  storage::publish(unfinished_, file_);
}

SnapshotReader::SnapshotReader(const std::filesystem::path& file)
    : file_(file), input_(file, O_RDONLY) {
  struct stat status{};
  if (::fstat(input_.get(), &status) != 0) fail("read", file_);
  size_ = static_cast<std::uint64_t>(status.st_size);

  std::istringstream text(next().value_or(""));
  std::string line;
  if (!std::getline(text, line) || line != first_line) damaged("it is no snapshot");
  std::string version_key;
  std::string cluster_key;
  std::string end_key;
  std::uint32_t its_version = 0;
  text >> version_key >> its_version;
  if (version_key != "version") damaged("it has no version");
  if (its_version != version) {
    throw UsageError(file_.string() + " has version " + std::to_string(its_version) +
                     "; this program understands version " + std::to_string(version));
  }
  text >> cluster_key >> header_.cluster >> end_key >> header_.end.number;
  if (!text || cluster_key != "cluster" || end_key != "end" || !header_.end.valid()) {
    damaged("it does not say of what it is");
  }
}

void SnapshotReader::require_cluster(const std::string& cluster) const {
  if (header_.cluster == cluster) return;
  throw UsageError(file_.string() + " belongs to cluster '" + header_.cluster + "'; this is '" +
                   cluster + "'");
}

std::optional<std::string> SnapshotReader::next() {
  block_ = offset_;
  const std::uint32_t length = read_number();
  const std::uint32_t expected = read_number();
  if (length == 0) {
    if (expected != checksums_.checksum()) damaged("blocks are missing before it");
    if (offset_ != size_) damaged("something follows the end");
    return std::nullopt;
  }
  if (length > SnapshotWriter::most_in_block) damaged("it is too long");
  if (length > size_ - offset_) damaged("it is cut short");
  std::string bytes(length, '\0');
  read(bytes.data(), bytes.size());
  if (checksum(bytes) != expected) damaged("wrong checksum");
  const std::string sum = little_endian(expected);
  checksums_.process_bytes(sum.data(), sum.size());
  return bytes;
}

void SnapshotReader::damaged(const std::string& why) const {
  throw StorageError(file_.string() + " is damaged: in the block at byte " +
                     std::to_string(block_) + ", " + why);
}

void SnapshotReader::read(char* bytes, std::size_t count) {
  if (count > size_ - offset_) damaged("it is cut short");
  while (count > 0) {
    const ssize_t got = ::read(input_.get(), bytes, count);
    if (got < 0 && errno != EINTR) fail("read", file_);
    if (got == 0) damaged("it is cut short");
    if (got < 0) continue;
    bytes += got;
    count -= static_cast<std::size_t>(got);
    offset_ += static_cast<std::uint64_t>(got);
  }
}

std::uint32_t SnapshotReader::read_number() {
  std::uint32_t number = 0;
  read(reinterpret_cast<char*>(&number), sizeof number);
  return boost::endian::little_to_native(number);
}

}  // namespace paxos::storage
