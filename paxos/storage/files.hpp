// What std::filesystem lacks: folders and files that survive a crash of the machine once they are
// created, and the lock that keeps a second process out. What cannot be opened at all is a
// UsageError everywhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace paxos::storage {

/// An open file or folder.
class FileDescriptor {
 public:
  /// Flags as of open(2); a file that it creates gets the usual permissions. Throws UsageError:
  /// what cannot be opened is a matter of paths and permissions.
  FileDescriptor(const std::filesystem::path& path, int flags);
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();

  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Throws a StorageError with what the system says of its last failure.
[[noreturn]] void fail(const std::string& doing, const std::filesystem::path& path);

/// Throws UsageError if it cannot be told.
bool file_exists(const std::filesystem::path& path);

/// Creates a folder and those above it, durably. Throws UsageError.
void create_folder(const std::filesystem::path& folder);

/// Throws StorageError. Some of the bytes may be in the file then.
void write_all(const FileDescriptor& file, const std::filesystem::path& path,
               std::string_view bytes);

/// Gives a complete file its final name in the same folder. After a crash it has either that name
/// and all its bytes, or still the old name. Throws StorageError.
void publish(const std::filesystem::path& from, const std::filesystem::path& to);

/// How much of a disk files that can be done without leave to those that cannot, bytes.
inline constexpr std::uint64_t least_room = std::uint64_t{16} << 20;
/// Throws StorageError unless so much and `more` is left on the disk of `file`, which is open.
void require_room(const FileDescriptor& file, const std::filesystem::path& path,
                  std::uint64_t more = 0);

/// Removes a file durably, if it is there. Throws StorageError.
void remove_file(const std::filesystem::path& file);

/// Keeps every other process out of a data folder for as long as it exists. The kernel drops the
/// lock when the process ends, however it ends; the file `lock` stays and names the last owner.
class FolderLock {
 public:
  /// Throws UsageError if another has it.
  explicit FolderLock(const std::filesystem::path& folder);

 private:
  FileDescriptor file_;
};

}  // namespace paxos::storage
