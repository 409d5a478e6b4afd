// A library to be loaded before all others (LD_PRELOAD): the process kills itself right before it
// changes what is on the disk for the Nth time. So a test can crash it at every step of something.
//
//   CRASH_AT      N, counted from 1
//   CRASH_IN      how the names of the files begin whose changes count
//   CRASH_ARMED   nothing counts before this file is there
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace {

std::string setting(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

bool counts(const std::string& path) {
  static const std::string prefix = setting("CRASH_IN");
  static const std::string armed = setting("CRASH_ARMED");
  const std::string name = path.substr(path.rfind('/') + 1);
  return !armed.empty() && name.starts_with(prefix) && ::access(armed.c_str(), F_OK) == 0;
}

/// Called before each change.
void change(const std::string& path) {
  static const long at = std::atol(setting("CRASH_AT").c_str());
  static long changes = 0;
  const int error = errno;
  if (counts(path) && __atomic_add_fetch(&changes, 1, __ATOMIC_SEQ_CST) == at) {
    ::kill(::getpid(), SIGKILL);
  }
  errno = error;
}

void change(int file) {
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
  if (size > 0) change(std::string(path, static_cast<std::size_t>(size)));
}

/// What this one stands before.
template <class Function>
Function* next(Function*, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// The names are those of the C library, and of what a 64-bit program calls them.
extern "C" {

ssize_t write(int file, const void* bytes, size_t count) {
  static auto* const real = next(&::write, "write");
  change(file);
  return real(file, bytes, count);
}
ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
  static auto* const real = next(&::pwrite, "pwrite");
  change(file);
  return real(file, bytes, count, offset);
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
  static auto* const real = next(&::pwrite64, "pwrite64");
  change(file);
  return real(file, bytes, count, offset);
}
int ftruncate(int file, off_t size) {
  static auto* const real = next(&::ftruncate, "ftruncate");
  change(file);
  return real(file, size);
}
int ftruncate64(int file, off64_t size) {
  static auto* const real = next(&::ftruncate64, "ftruncate64");
  change(file);
  return real(file, size);
}
int fsync(int file) {
  static auto* const real = next(&::fsync, "fsync");
  change(file);
  return real(file);
}
int fdatasync(int file) {
  static auto* const real = next(&::fdatasync, "fdatasync");
  change(file);
  return real(file);
}
int rename(const char* from, const char* to) {
  static auto* const real = next(&::rename, "rename");
  change(std::string(from));
  return real(from, to);
}
int unlink(const char* path) {
  static auto* const real = next(&::unlink, "unlink");
  change(std::string(path));
  return real(path);
}
int open(const char* path, int flags, ...) {
  static auto* const real = next(&::open, "open");
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  if ((flags & (O_CREAT | O_TRUNC)) != 0) change(std::string(path));
  return real(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return open(path, flags, mode);
}

}  // extern "C"
