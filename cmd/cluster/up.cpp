#include "cmd/cluster/up.hpp"

#include <csignal>
#include <iostream>
#include <unistd.h>

#include "net/tcp/status_table.hpp"

namespace launcher {
namespace {

constexpr timespec refresh{1, 0};

void say_where_things_are(const Cluster& cluster, const Plan& plan) {
  const auto at = [&](paxos::NodeId node) { return cluster.file().address(node).port; };
  const bool multi = cluster.file().protocol == "multi";
  std::cout << "The cluster file is " << cluster.file_path().string()
            << "; stores, traces and logs "
            << "stand beside it.\nTry, in another terminal:\n"
            << "  redis-cli -p " << at(paxos::proposer(1))
            << (multi ? " INCR visits\n" : " PROPOSE blue\n") << "  redis-cli -p "
            << at(paxos::learner(1)) << (multi ? " LOG 1 10\n" : " CHOSEN\n")
            << "  kill -9 a PID of the table, then start that process again by hand:\n"
            << "  " << program("acceptor").string() << " --cluster " << cluster.file_path().string()
            << " --id 1 --data " << cluster.folder(paxos::acceptor(1)).string() << " --store "
            << plan.store
            << (plan.trace ? " --trace " + cluster.trace(paxos::acceptor(1)).string() : "")
            << "\nCtrl-C ends all.\n\n";
}

}  // namespace

int up(const Plan& plan) {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGTERM);
  Cluster cluster(plan);
  cluster.start_all();
  cluster.wait_all_ready();
  // Blocked only now: the children must not inherit it.
  sigprocmask(SIG_BLOCK, &wanted, nullptr);
  say_where_things_are(cluster, plan);

  const bool live = ::isatty(STDOUT_FILENO) != 0;
  net::tcp::StatusTable table;
  std::string shown;
  while (sigtimedwait(&wanted, nullptr, &refresh) < 0) {
    table = net::tcp::status_table(cluster.file(), table);
    for (const auto node : cluster.nodes()) static_cast<void>(cluster.running(node));
    if (table.text == shown) continue;
    if (live && !shown.empty()) {
      const auto lines = std::count(shown.begin(), shown.end(), '\n');
      std::cout << "\x1b[" << lines << "A\x1b[J";  // up, and clear to the end of the screen
    }
    std::cout << table.text << std::flush;
    if (!live) std::cout << "\n";
    shown = table.text;
  }
  std::cout << "ending all processes\n";
  cluster.end_all(SIGTERM);
  return 0;
}

}  // namespace launcher
