// How long a PROPOSE takes, from the client's request to its answer, where nothing was chosen
// before: each measurement is a new cluster.

#include <algorithm>
#include <cstdlib>
#include <iostream>

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

}  // namespace
}  // namespace paxos::test
