#include "paxos/storage/files.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

#include "paxos/storage/store.hpp"

namespace paxos::storage {

namespace {

std::string cannot(const std::string& doing, const std::filesystem::path& path) {
  return "cannot " + doing + " " + path.string() + ": " + std::generic_category().message(errno);
}

void sync(const std::filesystem::path& path) {
  const FileDescriptor file(path, O_RDONLY);
  if (::fsync(file.get()) != 0) fail("sync", path);
}

/// Where it lies.
std::filesystem::path folder_of(const std::filesystem::path& file) {
  const auto folder = file.parent_path();
  return folder.empty() ? "." : folder;
}

/// The owner's process number as its lock file tells it, or nothing.
std::string owner(const FileDescriptor& lock) {
  std::array<char, 16> text{};
  const auto size = ::pread(lock.get(), text.data(), text.size(), 0);
  const std::string line(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return line.substr(0, line.find('\n'));
}

}  // namespace

FileDescriptor::FileDescriptor(const std::filesystem::path& path, int flags)
    : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) throw UsageError(cannot("open", path));
}

FileDescriptor::~FileDescriptor() {
  ::close(descriptor_);
}

void fail(const std::string& doing, const std::filesystem::path& path) {
  throw StorageError(cannot(doing, path));
}

bool file_exists(const std::filesystem::path& path) {
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  if (type == std::filesystem::file_type::none) {
    throw UsageError("cannot open " + path.string() + ": " + error.message());
  }
  return type != std::filesystem::file_type::not_found;
}

void create_folder(const std::filesystem::path& folder) {
  std::error_code ignored;  // mkdir has the same one
  if (std::filesystem::is_directory(folder, ignored)) return;
  // With or without a slash at its end.
  const auto parent = folder_of((folder / "").parent_path());
  create_folder(parent);
  if (::mkdir(folder.c_str(), 0777) != 0) throw UsageError(cannot("create", folder));
  sync(parent);
}

void write_all(const FileDescriptor& file, const std::filesystem::path& path,
               std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail("write", path);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void publish(const std::filesystem::path& from, const std::filesystem::path& to) {
  sync(from);
  if (std::rename(from.c_str(), to.c_str()) != 0) fail("rename", from);
  sync(folder_of(to));
}

void require_room(const FileDescriptor& file, const std::filesystem::path& path,
                  std::uint64_t more) {
  struct statvfs disk{};
  if (::fstatvfs(file.get(), &disk) != 0) fail("look at the disk of", path);
  if (std::uint64_t{disk.f_bavail} * disk.f_frsize >= least_room + more) return;
  throw StorageError("the disk of " + path.string() + " is almost full");
}

void remove_file(const std::filesystem::path& file) {
  if (::unlink(file.c_str()) == 0) return sync(folder_of(file));
  if (errno != ENOENT) fail("remove", file);
}

FolderLock::FolderLock(const std::filesystem::path& folder)
    : file_(folder / "lock", O_RDWR | O_CREAT) {
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw UsageError(cannot("lock", folder));
    throw UsageError(folder.string() + " is in use by another process (pid " + owner(file_) + ")");
  }
  const std::string line = std::to_string(::getpid()) + "\n";
  const bool written =
      ::ftruncate(file_.get(), 0) == 0 &&
      ::pwrite(file_.get(), line.data(), line.size(), 0) == static_cast<ssize_t>(line.size());
  if (!written) fail("write", folder / "lock");
}

}  // namespace paxos::storage
