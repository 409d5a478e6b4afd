// Writes the trace of one process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "net/trace/event.hpp"
#include "net/trace/json.hpp"
#include "paxos/node.hpp"

namespace net::trace {

/// Microseconds since 1970-01-01 UTC, by whatever a world takes for time.
using WallClock = std::function<std::int64_t()>;
std::int64_t system_time();

/// Keeps the Lamport clock of one process, and appends its events to a file if it has one. Without
/// a file it costs one addition an event: the detail is not even formed.
class Recorder {
 public:
  /// Keeps the clock only.
  explicit Recorder(paxos::NodeId self) : self_(self) {}
  /// Appends to `file`, after dropping an incomplete last line that a kill has left, and goes on
  /// from the Lamport time found there. Throws std::system_error if the file cannot be opened, and
  /// TraceError if it is no trace of this process: nothing is dropped from such a file.
  Recorder(paxos::NodeId self, const std::filesystem::path& file, WallClock clock = system_time);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Counts one event and returns its Lamport time. `detail` is anything that to_json takes.
  template <class Detail>
  std::uint64_t record(Kind kind, std::optional<EventId> cause, std::optional<paxos::NodeId> peer,
                       const Detail& detail) {
    ++time_;
    if (fd_ >= 0) write(kind, cause, peer, to_json(detail, values_));
    return time_;
  }

  /// Counts a send event for each receiver, and returns the time of the last, which stamps the
  /// message to all of them. A reader finds the event of each receiver from there.
  template <class Message>
  std::uint64_t record_send(std::optional<EventId> cause, const std::vector<paxos::NodeId>& to,
                            const Message& message) {
    for (const auto& receiver : to) record(Kind::send, cause, receiver, message);
    return time_;
  }

  /// *Time, Clocks*, IR2(b): an event that receives a message stamped `time` is later than `time`.
  void advance(std::uint64_t time) {
    if (time > time_) time_ = time;
  }

  /// Whether there is a file.
  [[nodiscard]] bool is_recording() const { return fd_ >= 0; }

  /// The Lamport time of the last event, or 0.
  [[nodiscard]] std::uint64_t time() const { return time_; }

  /// Hands all that was recorded to the operating system, so that killing the process loses none of
  /// it. Call it before messages leave: then no peer can have received what this trace lacks. If
  /// that fails, it says so once on standard error and the trace ends; the clock goes on.
  void flush();

 private:
  void resume();
  void write(Kind kind, std::optional<EventId> cause, std::optional<paxos::NodeId> peer,
             boost::json::value detail);

  paxos::NodeId self_;
  WallClock clock_;
  std::uint64_t time_ = 0;
  std::filesystem::path file_;
  int fd_ = -1;
  std::string buffer_;
  ValueNames values_;
};

}  // namespace net::trace
