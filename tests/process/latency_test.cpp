// How long a PROPOSE takes, from the client's request to its answer, where nothing was chosen
// before: each measurement is a new cluster. And how long a replicated store is without a leader.

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "net/tcp/store_client.hpp"
#include "tests/process/fixture.hpp"

namespace paxos::test {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr int instances_in_make_test = 10;

microseconds measure(const std::string& store) {
  launcher::Plan plan;
  plan.store = store;
  plan.learners = 1;
  plan.proposers = 1;
  RunningCluster cluster(plan);
  auto client = cluster->connect(proposer(1));
  client.request({"PING"});
  const auto begin = steady_clock::now();
  EXPECT_EQ(client.request_one({"PROPOSE", "blue"}), "blue");
  return std::chrono::duration_cast<microseconds>(steady_clock::now() - begin);
}

TEST(Latency, OfAProposeInANewCluster) {
  const char* const wanted = std::getenv("LATENCY_INSTANCES");
  const int count = wanted ? std::atoi(wanted) : instances_in_make_test;
  std::vector<microseconds> sqlite;
  std::vector<microseconds> memory;
  for (int i = 0; i < count; ++i) {
    sqlite.push_back(measure("sqlite"));
    memory.push_back(measure("memory"));
  }
  const auto median = [](std::vector<microseconds>& all) {
    std::ranges::sort(all);
    return all[all.size() / 2].count();
  };
  std::cout << "PROPOSE in " << count << " new clusters, median: sqlite " << median(sqlite)
            << " us, memory " << median(memory) << " us\n";
}

std::optional<NodeId> leader(RunningCluster& cluster) {
  for (const NodeId node : {proposer(1), proposer(2)}) {
    if (cluster->running(node) && cluster.status(node, "leading") == "1") return node;
  }
  return std::nullopt;
}

// PMS §2.4: a new leader is elected when the old one fails. A client that asks any proposer goes on
// as soon as that has happened.
TEST(Latency, OfTheNextWriteAfterTheLeaderIsKilled) {
  const char* const wanted = std::getenv("FAILOVERS");
  const int count = wanted ? std::atoi(wanted) : 3;
  launcher::Plan plan;
  plan.protocol = "multi";
  plan.learners = 1;
  RunningCluster cluster(plan);
  net::tcp::StoreClient client(cluster->file());
  std::vector<std::int64_t> pauses;
  for (int i = 0; i < count; ++i) {
    client.execute({"INCR", "n"}, std::chrono::seconds(10));
    std::optional<NodeId> leads;
    while (!leads) leads = leader(cluster);
    cluster->end(*leads, SIGKILL);
    const auto begin = steady_clock::now();
    client.execute({"INCR", "n"}, std::chrono::seconds(10));
    pauses.push_back(
        std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin).count());
    cluster.restart(*leads);
  }
  EXPECT_EQ(client.execute({"GET", "n"}, std::chrono::seconds(10)), std::to_string(2 * count));
  std::ranges::sort(pauses);
  std::cout << "the leader killed " << count
            << " times; until the next write was acknowledged: median " << pauses[pauses.size() / 2]
            << " ms, longest " << pauses.back() << " ms\n";
}

}  // namespace
}  // namespace paxos::test
