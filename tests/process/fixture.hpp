// Clusters of real processes for tests, in folders of their own, gone with the test.
#pragma once

#include <chrono>
#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cmd/cluster/launcher.hpp"
#include "tests/folder.hpp"

namespace paxos::test {

using TemporaryFolder = tests::Folder;

/// Every process of a cluster, started and answering.
class RunningCluster {
 public:
  explicit RunningCluster(launcher::Plan plan = {}, bool start = true)
      : cluster_(placed(std::move(plan), folder_.path())) {
    if (!start) return;
    cluster_.start_all();
    cluster_.wait_all_ready();
  }

  launcher::Cluster* operator->() { return &cluster_; }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

  void restart(NodeId node) {
    cluster_.start(node);
    cluster_.wait_ready(node);
  }

  /// Proposes at a proposer and waits for the chosen value; nothing if it was killed meanwhile or
  /// told that the time is over.
  std::optional<std::string> propose(NodeId node, const std::string& value, int wait_ms = 15000) {
    try {
      return cluster_.connect(node).request_one({"PROPOSE", value, std::to_string(wait_ms)});
    } catch (const net::tcp::Unreachable&) {
      return std::nullopt;
    } catch (const net::tcp::RequestRefused& refused) {
      EXPECT_EQ(std::string(refused.what()).substr(0, 7), "TIMEOUT");
      return std::nullopt;
    }
  }

  std::future<std::optional<std::string>> propose_async(NodeId node, const std::string& value) {
    return std::async(std::launch::async, [this, node, value] { return propose(node, value); });
  }

  std::optional<std::string> wait_chosen(NodeId learner, int wait_ms = 15000) {
    return cluster_.connect(learner).request_one({"WAIT-CHOSEN", std::to_string(wait_ms)});
  }

  std::string status(NodeId node, const std::string& field) {
    const auto reply = cluster_.connect(node).request({"STATUS"});
    for (std::size_t i = 0; i + 1 < reply.size(); i += 2) {
      if (reply[i] == field) return reply[i + 1];
    }
    return {};
  }

 private:
  static launcher::Plan placed(launcher::Plan plan, const std::filesystem::path& folder) {
    plan.folder = folder;
    return plan;
  }

  TemporaryFolder folder_;
  launcher::Cluster cluster_;
};

/// What a program printed, and how it ended.
struct Ran {
  int status = 0;
  std::string out;
  std::string err;
};

/// Runs a program of this project, or one of the system, to its end.
Ran run(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace paxos::test
