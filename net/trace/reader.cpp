#include "net/trace/reader.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

namespace net::trace {
namespace {

class Reader {
 public:
  void read(const std::filesystem::path& file) {
    last_.clear();
    const Extent extent = for_each_line(file, [&](std::size_t number, Line line) {
      if (auto* named = std::get_if<NamedValue>(&line)) {
        trace_.values.insert_or_assign(named->digest, named->value);
      } else {
        add(file, number, std::get<Event>(std::move(line)));
      }
    });
    if (extent.torn) {
      trace_.torn = file;
      note("the trace of " + (last_.size() == 1 ? to_string(last_.begin()->first) : file.string()) +
           " ends in the middle of a line, as after a kill");
    }
    if (last_.empty()) note(file.string() + " holds no events");
  }

  Trace finish() {
    std::ranges::sort(trace_.events, comes_before, &Event::id);
    resolve_causes();
    return std::move(trace_);
  }

 private:
  void add(const std::filesystem::path& file, std::size_t number, Event event) {
    const auto [owner, first] = files_.emplace(event.node, file);
    if (owner->second != file) {
      throw TraceError(file.string() + ": " + to_string(event.node) + " has a trace in " +
                       owner->second.string() + " already; give one trace a process");
    }
    auto& last = last_[event.node];
    if (event.time <= last) {
      throw damaged(file, number,
                    "time " + std::to_string(event.time) + " comes after time " +
                        std::to_string(last) + " of the same process");
    }
    last = event.time;
    trace_.events.push_back(std::move(event));
  }

  /// The send of the message that `receive` is of, or null. A message to several processes is
  /// stamped with the time of the last of their sends, which follow each other without a gap.
  [[nodiscard]] const Event* sent(const Event& receive) const {
    if (!receive.cause || receive.cause->time >= receive.time) return nullptr;
    EventId id = *receive.cause;
    for (const Event* send = find(trace_, id); send; send = find(trace_, id)) {
      if (send->kind != Kind::send || send->node != receive.peer) return nullptr;
      if (send->detail != receive.detail) return nullptr;
      if (send->peer == receive.node) return send;
      --id.time;
    }
    return nullptr;
  }

  void resolve_causes() {
    std::set<paxos::NodeId> absent;
    std::map<paxos::NodeId, std::size_t> unsent;
    for (auto& event : trace_.events) {
      if (event.peer && !files_.contains(*event.peer)) absent.insert(*event.peer);
      if (event.kind != Kind::receive) continue;
      const Event* send = sent(event);
      event.cause = send ? std::optional(send->id()) : std::nullopt;
      if (!send && event.peer && files_.contains(*event.peer)) ++unsent[*event.peer];
    }
    for (const auto& node : absent) {
      note("there is no trace of " + to_string(node) +
           ": messages from it have no arrow, and messages to it look as if they were lost");
    }
    for (const auto& [node, count] : unsent) {
      note("the trace of " + to_string(node) + " lacks the send of " + std::to_string(count) +
           (count == 1 ? " message" : " messages") + " that others received from it: no arrow");
    }
  }

  void note(std::string text) { trace_.notes.push_back(std::move(text)); }

  Trace trace_;
  std::map<paxos::NodeId, std::filesystem::path> files_;
  std::map<paxos::NodeId, std::uint64_t> last_;  // the last time of each process in one file
};

}  // namespace

std::filesystem::path trace_file(const std::filesystem::path& folder, paxos::NodeId node) {
  return folder / (to_string(node.role) + std::to_string(node.number) + ".trace");
}

std::vector<std::filesystem::path> trace_files(const std::vector<std::filesystem::path>& named) {
  std::set<std::filesystem::path> seen;
  std::vector<std::filesystem::path> files;
  const auto add = [&](const std::filesystem::path& file) {
    std::error_code error;
    const auto canonical = std::filesystem::canonical(file, error);
    if (error) throw TraceError(file.string() + ": " + error.message());
    if (seen.insert(canonical).second) files.push_back(file);
  };
  for (const auto& path : named) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      add(path);
      continue;
    }
    std::set<std::filesystem::path> found;
    for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".trace") found.insert(entry->path());
    }
    if (error) throw TraceError(path.string() + ": " + error.message());
    if (found.empty()) throw TraceError(path.string() + ": no *.trace file in this directory");
    for (const auto& file : found) add(file);
  }
  return files;
}

bool comes_before(const EventId& a, const EventId& b) {
  return std::tie(a.time, a.node) < std::tie(b.time, b.node);
}

Trace read_traces(const std::vector<std::filesystem::path>& files) {
  Reader reader;
  for (const auto& file : files) reader.read(file);
  return reader.finish();
}

const Event* find(const Trace& trace, const EventId& id) {
  const auto found = std::ranges::lower_bound(trace.events, id, comes_before, &Event::id);
  return found != trace.events.end() && found->id() == id ? &*found : nullptr;
}

}  // namespace net::trace
