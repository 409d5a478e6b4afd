// Crashes at the steps that a process takes on its disk: of snapshots and installing, each of its
// changes to the files in question is once the one before which it is killed; of forgetting and of
// what gives space back, which has thousands, some are, and more of them by CRASH_STRIDE.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>

#include "net/tcp/store_client.hpp"
#include "tests/process/store_fixture.hpp"

namespace paxos::test {
namespace {

/// How many steps apart crashes are: CRASH_STRIDE percent of `usual`.
int stride(int usual) {
  const char* const percent = std::getenv("CRASH_STRIDE");
  return std::max(1, usual * (percent ? std::atoi(percent) : 100) / 100);
}

class CrashPoints : public StoreProcesses {
 protected:
  /// `node` starts anew, and is killed before the `at`th change to files whose names begin so, from
  /// arm() on.
  void start_to_crash(NodeId node, int at, const std::string& prefix) {
    std::filesystem::remove(armed_);
    const std::string library = launcher::program("../lib/crash_point.so");
    const std::vector<std::pair<const char*, std::string>> settings{
        {"LD_PRELOAD", library},
        {"CRASH_AT", std::to_string(at)},
        {"CRASH_IN", prefix},
        {"CRASH_ARMED", armed_}};
    for (const auto& [name, value] : settings) ::setenv(name, value.c_str(), 1);
    cluster_->start(node, std::exchange(more_, {}));
    for (const auto& [name, value] : settings) ::unsetenv(name);
    cluster_->wait_ready(node);
  }
  void arm() { std::ofstream{armed_}; }

  /// Runs `act` with a process that is to crash at its first step, then the second, and so on,
  /// until it does not crash; and `recovered` after each crash, when it runs again. `act` returns
  /// once it is done, or the process is dead.
  void crash_at_every(int stride, NodeId node, const std::string& prefix,
                      const std::function<void()>& before, const std::function<void()>& act,
                      const std::function<void()>& recovered) {
    for (int at = 1;; at += stride) {
      SCOPED_TRACE("step " + std::to_string(at));
      before();
      if (cluster_->running(node)) cluster_->end(node, SIGTERM);
      start_to_crash(node, at, prefix);
      act();
      if (cluster_->running(node)) {
        EXPECT_GT(at, 3 * stride) << "it has hardly anything to do";
        std::cout << "fewer than " << at << " steps\n";
        return;
      }
      cluster_.restart(node);
      recovered();
      if (testing::Test::HasFailure()) return;
    }
  }
  /// Whether it is dead, or does what is expected of it.
  bool dead_or(NodeId node, const std::function<bool()>& holds) {
    try {
      return !cluster_->running(node) || holds();
    } catch (const net::tcp::Unreachable&) {
      return !cluster_->running(node);
    }
  }

  std::filesystem::path armed_ = cluster_.path() / "armed";
  std::vector<std::string> more_;  // of the next start
};

TEST_F(CrashPoints, OfASnapshotLeaveTheOneBeforeItOrIt) {
  wait_leader();
  const NodeId node = learner(1);
  int last = 0;
  crash_at_every(
      1, node, "snapshot", [&] { ASSERT_EQ(client({"incr", "n"}), std::to_string(++last) + "\n"); },
      [&] {
        arm();
        EXPECT_TRUE(eventually([&] {
          return dead_or(node, [&] { return ask(node, {"GET", "n"}) == std::to_string(last); });
        }));
        EXPECT_TRUE(eventually(
            [&] { return dead_or(node, [&] { return ask(node, {"SNAPSHOT"}).has_value(); }); }));
      },
      [&] {
        EXPECT_TRUE(eventually([&] { return ask(node, {"GET", "n"}) == std::to_string(last); }));
      });
}

// A learner without anything fetches what the others have in snapshots alone.
TEST_F(CrashPoints, OfAnInstallLeaveALearnerThatCatchesUp) {
  const NodeId leads = wait_leader();
  for (int i = 0; i < 30; ++i) {
    ASSERT_EQ(ask(leads, {"SET", "k" + std::to_string(i), std::string(60'000, 'x')}), "OK");
    if (i % 10 != 9) continue;
    ASSERT_TRUE(eventually([&] { return learners_agree(); }));
    for (const NodeId each : {proposer(1), proposer(2), learner(2)}) ask(each, {"SNAPSHOT"});
  }
  const NodeId node = learner(1);
  const auto has_caught_up = [&] {
    return cluster_.status(node, "snapshot") != "0" && ask(node, {"EXISTS", "k0", "k29"}) == "2";
  };
  crash_at_every(
      1, node, "snapshot",
      [&] {
        cluster_->end(node, SIGTERM);
        std::filesystem::remove_all(cluster_->folder(node));
        more_ = {"--init"};
        arm();
      },
      [&] {
        arm();
        EXPECT_TRUE(eventually([&] { return dead_or(node, has_caught_up); }));
      },
      [&] { EXPECT_TRUE(eventually(has_caught_up)); });
}

/// An acceptor that has accepted so many values of 60,000 bytes, and forgets them.
class CrashPointsOfForgetting : public CrashPoints {
 protected:
  void forget(int values, int stride) {
    wait_leader();
    const NodeId node = acceptor(1);
    int last = 0;
    crash_at_every(
        stride, node, "store.sqlite",
        [&] {
          net::tcp::StoreClient writer(cluster_->file());
          for (int i = 0; i < values; ++i) {
            writer.execute({"SET", "k", std::string(60'000, 'x')}, std::chrono::seconds(10));
          }
          ASSERT_EQ(client({"incr", "n"}), std::to_string(++last) + "\n");
        },
        [&] {
          EXPECT_TRUE(eventually([&] { return leader() && learners_agree(); }));
          arm();
          for (const NodeId each : {proposer(1), proposer(2), learner(1), learner(2)}) {
            ask(each, {"SNAPSHOT"});
          }
          EXPECT_TRUE(
              eventually([&] { return dead_or(node, [&] { return has_forgotten(node); }); }));
        },
        [&] {
          // Without it there is no quorum.
          cluster_->signal(acceptor(2), SIGSTOP);
          EXPECT_EQ(client({"get", "n"}), std::to_string(last) + "\n");
          cluster_->signal(acceptor(2), SIGCONT);
        });
  }
  /// All that it may, and what is left of the room is little.
  bool has_forgotten(NodeId node) {
    if (cluster_.status(node, "forgotten") != cluster_.status(learner(1), "snapshot")) return false;
    const Ran left = run("sqlite3", {"-readonly", cluster_->folder(node) / "store.sqlite",
                                     "SELECT count(*) FROM accepted; PRAGMA freelist_count"});
    int rows = 0;
    int pages = 0;
    return std::sscanf(left.out.c_str(), "%d\n%d", &rows, &pages) == 2 && rows == 0 &&
           pages <= 2048;
  }
};

TEST_F(CrashPointsOfForgetting, LeaveAnAcceptorThatAnswersForTheRest) {
  forget(1, stride(4));
}

// Twelve megabytes, of which the file keeps eight for what comes.
TEST_F(CrashPointsOfForgetting, AndOfGivingRoomBackLeaveOneToo) {
  forget(200, stride(1500));
}

}  // namespace
}  // namespace paxos::test
