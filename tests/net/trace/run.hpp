// A run made by hand: traces of several processes in a folder of their own.
#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "net/trace/reader.hpp"
#include "net/trace/recorder.hpp"
#include "paxos/single/messages.hpp"
#include "tests/folder.hpp"

namespace net::trace {

using tests::append;
using tests::contents;

/// A folder of traces.
class Folder : public tests::Folder {
 public:
  [[nodiscard]] std::filesystem::path file(paxos::NodeId node) const {
    return trace_file(path(), node);
  }
};

/// Processes that record.
class HandMadeRun {
 public:
  explicit HandMadeRun(const Folder& folder) : folder_(folder) {}

  Recorder& recorder(paxos::NodeId node) {
    return recorders_.try_emplace(node, node, folder_.file(node)).first->second;
  }

  template <class Detail>
  EventId local(paxos::NodeId node, Kind kind, const Detail& detail,
                std::optional<EventId> cause = {}) {
    return {node, recorder(node).record(kind, cause, std::nullopt, detail)};
  }

  EventId send(paxos::NodeId from, paxos::NodeId to, const paxos::single::Message& message,
               std::optional<EventId> cause = {}) {
    return {from, recorder(from).record(Kind::send, cause, to, message)};
  }

  EventId receive(paxos::NodeId to, const EventId& sent, const paxos::single::Message& message) {
    recorder(to).advance(sent.time);
    return {to, recorder(to).record(Kind::receive, sent, sent.node, message)};
  }

  EventId pass(paxos::NodeId from, paxos::NodeId to, const paxos::single::Message& message,
               std::optional<EventId> cause = {}) {
    return receive(to, send(from, to, message, cause), message);
  }

  void end() { recorders_.clear(); }

 private:
  const Folder& folder_;
  std::map<paxos::NodeId, Recorder> recorders_;
};

}  // namespace net::trace
