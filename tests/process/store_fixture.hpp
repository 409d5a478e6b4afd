// A cluster of Multi-Paxos as real processes, and its clients.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "net/trace/event_name.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/replay.hpp"
#include "paxos/multi/parliament.hpp"
#include "tests/process/fixture.hpp"

namespace paxos::test {

inline launcher::Plan multi(bool trace = false) {
  launcher::Plan plan;
  plan.protocol = "multi";
  plan.trace = trace;
  return plan;
}

/// Asks again and again; each time takes a round trip to a process, or a look at one.
inline bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
  }
  return true;
}

/// What the traces of a cluster show once they are replayed: it fails the test if a process did
/// something that its role does not do, or a property was violated.
inline net::trace::Replayed<multi::Parliament> replay_without_findings(
    const RunningCluster& cluster) {
  const auto trace = net::trace::read_traces(net::trace::trace_files({cluster.path()}));
  auto replayed = net::trace::replay<multi::Parliament>(trace);
  for (const auto& [event, what] : replayed.findings) {
    ADD_FAILURE() << net::trace::to_string(event) << ": " << what;
  }
  EXPECT_FALSE(replayed.violation) << replayed.violation->second.why;
  return replayed;
}

class StoreProcesses : public testing::Test {
 protected:
  explicit StoreProcesses(launcher::Plan plan = multi()) : cluster_(std::move(plan)) {}

  std::optional<std::string> ask(NodeId node, const std::vector<std::string>& words) {
    return cluster_->connect(node).request_one(words);
  }
  /// The code of the error that answers.
  std::string refusal(NodeId node, const std::vector<std::string>& words) {
    try {
      const auto answer = ask(node, words);
      return "answered: " + answer.value_or("nil");
    } catch (const net::tcp::RequestRefused& refused) {
      return refused.what();
    }
  }
  std::optional<NodeId> leader() {
    for (const NodeId node : {proposer(1), proposer(2)}) {
      if (cluster_->running(node) && cluster_.status(node, "leading") == "1") return node;
    }
    return std::nullopt;
  }
  /// The leader that all running proposers know. Until the others follow it, one of them may be
  /// campaigning: it would preempt the leader, and plain commands would get UNKNOWN.
  NodeId wait_leader() {
    std::optional<NodeId> node;
    EXPECT_TRUE(eventually([&] {
      node = leader();
      return node && (!cluster_->running(other(*node)) ||
                      ask(other(*node), {"LEADER"}) == to_string(cluster_->file().address(*node)));
    }));
    return node.value_or(proposer(1));
  }
  static NodeId other(NodeId node) { return proposer(3 - node.number); }
  std::string client(std::vector<std::string> command) {
    command.insert(command.begin(), {"--cluster", cluster_->file_path().string()});
    const Ran ran = run("client", command);
    return ran.out + ran.err;
  }
  bool learners_agree() {
    return cluster_.status(learner(1), "executed") == cluster_.status(learner(2), "executed") &&
           cluster_.status(learner(1), "executed") == cluster_.status(*leader(), "executed");
  }

  RunningCluster cluster_;
};

}  // namespace paxos::test
