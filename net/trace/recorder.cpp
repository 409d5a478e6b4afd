#include "net/trace/recorder.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "net/trace/lines.hpp"

namespace net::trace {
namespace {

constexpr std::size_t buffer_limit = std::size_t{1} << 20;

void check(int result, const std::filesystem::path& file) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), file.string());
}

}  // namespace

std::int64_t system_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

Recorder::Recorder(paxos::NodeId self, const std::filesystem::path& file, WallClock clock)
    : Recorder(self) {
  file_ = file;
  clock_ = std::move(clock);
  fd_ = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  check(fd_, file);
  struct stat status{};
  check(::fstat(fd_, &status), file);
  if (S_ISREG(status.st_mode)) resume();
}

Recorder::~Recorder() {
  flush();
  if (fd_ >= 0) ::close(fd_);
}

/// Goes on where the process that wrote the file before has ended.
void Recorder::resume() {
  const Extent extent = for_each_line(file_, [this](std::size_t number, const Line& line) {
    if (const auto* named = std::get_if<NamedValue>(&line)) {
      values_.written(named->digest);
      return;
    }
    const auto& event = std::get<Event>(line);
    if (event.node != self_) {
      throw TraceError(file_.string() + ": line " + std::to_string(number) + " is of " +
                       to_string(event.node) + ", so this is no trace of " + to_string(self_));
    }
    advance(event.time);
  });
  if (extent.torn) check(::ftruncate(fd_, static_cast<off_t>(extent.complete)), file_);
}

void Recorder::write(Kind kind, std::optional<EventId> cause, std::optional<paxos::NodeId> peer,
                     boost::json::value detail) {
  for (const auto& [digest, value] : values_.take_unwritten()) {
    buffer_ += line_of(NamedValue{digest, value});
  }
  buffer_ += line_of(Event{.time = time_,
                           .wall = clock_(),
                           .node = self_,
                           .kind = kind,
                           .cause = cause,
                           .peer = peer,
                           .detail = std::move(detail)});
  if (buffer_.size() >= buffer_limit) flush();
}

void Recorder::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      // A full disk ends the trace and not the process: consensus does not depend on being watched.
      std::fprintf(stderr, "%s: %s: the trace ends here\n", file_.c_str(), std::strerror(errno));
      ::close(std::exchange(fd_, -1));
      break;
    }
  }
  buffer_.clear();
}

}  // namespace net::trace
