// A log that lives long, with real processes: what they hold in memory and on the disk while it
// grows, and what a restart, a leader change and a new learner cost behind it.
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>
#include <vector>

#include "tests/process/store_fixture.hpp"

namespace paxos::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int keys = 100'000;
constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
/// The state, and what is written of the log until the snapshot behind it is on the disk.
constexpr std::uint64_t most_on_disk = 256 * mebibyte;
constexpr std::uint64_t most_in_memory = 150 * mebibyte;

std::uint64_t on_disk(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::error_code gone;  // meanwhile
    const auto size = entry.file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

std::uint64_t in_memory(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    std::uint64_t kibibytes = 0;
    if (word == "VmRSS:" && status >> kibibytes) return kibibytes << 10;
  }
  return 0;
}

class Endurance : public StoreProcesses {
 protected:
  /// Sets so many keys at random, and returns how many a second.
  double load(int sets) {
    const auto port = cluster_->file().address(wait_leader()).port;
    const Ran ran = run("redis-benchmark", {"-p", std::to_string(port), "-n", std::to_string(sets),
                                            "-r", std::to_string(keys), "-d", "64", "-P", "64",
                                            "-c", "20", "-t", "set", "--csv"});
    EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
    // "test","rps",... and then "SET","91132.78",...
    std::istringstream line(ran.out.substr(ran.out.find("\"SET\",\"") + 7));
    double rate = 0;
    line >> rate;
    return rate;
  }

  /// The largest of each role, as a row of the table.
  void measure(std::uint64_t sets, double rate) {
    std::map<Role, std::pair<std::uint64_t, std::uint64_t>> largest;
    for (const NodeId node : cluster_->nodes()) {
      auto& [memory, disk] = largest[node.role];
      memory = std::max(memory, in_memory(cluster_->pid(node)));
      disk = std::max(disk, on_disk(cluster_->folder(node)));
      EXPECT_LT(memory, most_in_memory) << to_string(node);
      EXPECT_LT(disk, most_on_disk) << to_string(node);
    }
    std::cout << std::setw(10) << sets << std::setw(10) << static_cast<std::uint64_t>(rate);
    for (const Role role : {Role::acceptor, Role::proposer, Role::learner}) {
      const auto& [memory, disk] = largest[role];
      std::cout << std::setw(8) << memory / mebibyte << std::setw(6) << disk / mebibyte;
    }
    std::cout << std::endl;
  }

  static milliseconds since(steady_clock::time_point begin) {
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
  }

  /// From the death of the leader to the next write, the median of three.
  milliseconds leader_change() {
    std::vector<milliseconds> pauses;
    for (int i = 0; i < 3; ++i) {
      const NodeId leads = wait_leader();
      cluster_->end(leads, SIGKILL);
      const auto begin = steady_clock::now();
      EXPECT_EQ(client({"set", "kept too", "since then"}), "OK\n");
      pauses.push_back(since(begin));
      cluster_.restart(leads);
    }
    std::ranges::sort(pauses);
    return pauses[1];
  }

  /// What a client sees that sets one key after the other, for as long as `meanwhile` takes.
  std::string pauses(const std::function<void()>& meanwhile) {
    auto leader = cluster_->connect(wait_leader());
    const auto other = std::async(std::launch::async, meanwhile);
    std::vector<double> all;  // ms
    while (other.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      const auto begin = steady_clock::now();
      leader.request({"SET", "k", "v"});
      all.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count());
    }
    std::ranges::sort(all);
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << "median " << all.at(all.size() / 2)
         << " ms, longest " << all.back() << " ms of " << all.size();
    return text.str();
  }
  /// All who hold the state, one after the other, three times.
  void take_snapshots() {
    for (int i = 0; i < 3; ++i) {
      for (const NodeId node : cluster_->nodes()) {
        if (node.role != Role::acceptor) ask(node, {"SNAPSHOT"});
      }
    }
  }

  std::string get(const std::string& key) { return client({"get", key}); }
};

TEST_F(Endurance, OfALongLog) {
  const char* const wanted = std::getenv("ENDURANCE_SETS");
  const int rounds = 5;
  const int sets = (wanted ? std::atoi(wanted) : 100'000) / rounds;
  ASSERT_EQ(client({"set", "kept", "from the beginning"}), "OK\n");
  const milliseconds with_a_short_log = leader_change();
  std::cout << "                       acceptors     proposers      learners\n"
               "      SETs  a second  memory  disk  memory  disk  memory  disk, the largest, MiB\n";
  for (int round = 1; round <= rounds; ++round) {
    const double rate = load(sets);
    measure(static_cast<std::uint64_t>(sets) * static_cast<std::uint64_t>(round), rate);
  }
  ASSERT_TRUE(eventually([&] { return learners_agree(); }));

  std::cout << "one SET after the other: "
            << pauses([] { std::this_thread::sleep_for(std::chrono::seconds(1)); })
            << "\nthe same beside snapshots: " << pauses([&] { take_snapshots(); }) << "\n";
  std::cout << "the leader killed: the next write after " << leader_change().count()
            << " ms; with the short log " << with_a_short_log.count() << " ms; medians of three\n";

  cluster_->end_all(SIGKILL);
  auto begin = steady_clock::now();
  cluster_->start_all();
  EXPECT_EQ(get("kept"), "from the beginning\n");
  std::cout << "all killed and started again: the first answer after " << since(begin).count()
            << " ms\n";
  EXPECT_EQ(get("kept too"), "since then\n");

  // A learner that has lost everything asks for it.
  cluster_->wait_all_ready();
  const NodeId source = wait_leader();
  ask(source, {"SNAPSHOT"});
  cluster_->end(learner(1), SIGKILL);
  std::filesystem::remove_all(cluster_->folder(learner(1)));
  begin = steady_clock::now();
  cluster_->start(learner(1), {"--init"});
  cluster_->wait_ready(learner(1));
  ASSERT_TRUE(eventually([&] { return learners_agree(); }));
  EXPECT_EQ(ask(learner(1), {"GET", "kept"}), "from the beginning");
  std::cout << "a learner without anything: as far as the others after " << since(begin).count()
            << " ms, with a state of "
            << std::stoull(cluster_.status(source, "snapshot_bytes")) / mebibyte << " MiB\n";
}

}  // namespace
}  // namespace paxos::test
