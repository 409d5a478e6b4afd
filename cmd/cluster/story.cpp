#include "cmd/cluster/story.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace launcher {

void Story::check(bool held, const std::string& claim) {
  ++checks_;
  failures_ += !held;
  say(std::string(held ? "   [holds] " : "   [FAILS] ") + claim);
}

std::string Story::status(paxos::NodeId node, const std::string& field) const {
  const auto reply = cluster_.connect(node).request({"STATUS"});
  for (std::size_t i = 0; i + 1 < reply.size(); i += 2) {
    if (reply[i] == field) return reply[i + 1];
  }
  return "?";
}

void Story::end_all() {
  std::vector<pid_t> pids;
  for (const auto node : cluster_.nodes()) {
    if (cluster_.running(node)) pids.push_back(cluster_.pid(node));
  }
  cluster_.end_all(SIGTERM);
  const bool gone =
      std::ranges::all_of(pids, [](pid_t pid) { return ::kill(pid, 0) != 0 && errno == ESRCH; });
  say("\n5. All processes are ended.");
  check(gone, "none of them is left behind");
}

int Story::verdict() const {
  say("\n" + std::to_string(checks_ - failures_) + " of " + std::to_string(checks_) +
      " checks held in this run. Stores, traces and logs are in " + plan_.folder.string() + ".");
  return failures_ == 0 ? 0 : 1;
}

}  // namespace launcher
