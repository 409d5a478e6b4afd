// A run made by hand: traces of several processes in a folder of their own.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "net/trace/recorder.hpp"
#include "paxos/single/messages.hpp"

namespace net::trace {

/// A folder for one test.
class Folder {
 public:
  Folder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            ("trace_test_" + std::string(test->test_suite_name()) + "_" + test->name() + "_" +
             std::to_string(::getpid()));
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  [[nodiscard]] std::filesystem::path file(paxos::NodeId node) const {
    return path_ / (to_string(node.role) + std::to_string(node.number) + ".trace");
  }

 private:
  std::filesystem::path path_;
};

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline void append(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::app) << text;
}

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
