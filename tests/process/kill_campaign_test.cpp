// SIGKILL of any role at random moments. Each round is a new cluster with a seed of its own.

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>

#include "net/trace/event_name.hpp"
#include "net/trace/history.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/replay.hpp"
#include "paxos/single/invariants.hpp"
#include "paxos/single/synod.hpp"
#include "tests/process/fixture.hpp"

namespace paxos::test {
namespace {

constexpr int rounds_in_make_test = 12;
constexpr unsigned first_seed = 4000;

int rounds() {
  const char* const wanted = std::getenv("KILL_ROUNDS");
  return wanted ? std::atoi(wanted) : rounds_in_make_test;
}

class Round {
 public:
  explicit Round(unsigned seed) : random_(seed), cluster_(traced()) {}

  void run() {
    using std::chrono::microseconds;
    auto first = cluster_.propose_async(proposer(1), "red");
    auto second = cluster_.propose_async(proposer(2), "blue");
    for (int kills = pick(1, 6); kills > 0; --kills) {
      // A random moment, unless the clients have their answers before.
      first.wait_for(microseconds(pick(0, 4000)));
      kill_and_restart();
    }
    answered_.push_back(first.get());
    answered_.push_back(second.get());
    for (const NodeId node : {proposer(1), proposer(2)}) {
      answered_.push_back(cluster_.propose(node, "late " + to_string(node)));
      ASSERT_TRUE(answered_.back()) << "all processes run, so a client must be answered";
    }
    check();
  }

  [[nodiscard]] int answers() const {
    return static_cast<int>(
        std::ranges::count_if(answered_, [](const auto& answer) { return answer.has_value(); }));
  }

 private:
  static launcher::Plan traced() {
    launcher::Plan plan;
    plan.trace = true;
    return plan;
  }

  int pick(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }

  void kill_and_restart() {
    const auto nodes = cluster_->nodes();
    const NodeId victim =
        nodes[static_cast<std::size_t>(pick(0, static_cast<int>(nodes.size()) - 1))];
    cluster_->end(victim, SIGKILL);
    cluster_->start(victim);
    cluster_->wait_ready(victim);
  }

  void check() {
    const auto& chosen = answered_.back();
    for (const auto& answer : answered_) {
      if (!answer) continue;
      EXPECT_EQ(answer, chosen) << "an answer did not stand";
    }
    for (const NodeId node : {learner(1), learner(2)}) {
      EXPECT_EQ(cluster_.wait_chosen(node), chosen) << to_string(node);
    }
    cluster_->end_all(SIGTERM);
    const auto trace = net::trace::read_traces(net::trace::trace_files({cluster_.path()}));
    auto violation =
        single::violated(net::trace::history_of(trace), cluster_->file().configuration.quorums);
    if (!violation) violation = net::trace::p1a_along(trace);
    EXPECT_FALSE(violation) << violation->invariant << ": " << violation->why;
    // Every step of every process is one that its role takes, whenever a kill came.
    const auto replayed = net::trace::replay<single::Synod>(trace);
    for (const auto& [event, what] : replayed.findings) {
      ADD_FAILURE() << net::trace::to_string(event) << ": " << what;
    }
    EXPECT_FALSE(replayed.violation);
    EXPECT_GT(replayed.steps, 20U);
  }

  std::mt19937 random_;
  RunningCluster cluster_;
  std::vector<std::optional<std::string>> answered_;
};

TEST(KillCampaign, EveryAnswerStandsAndAllLearnersAgree) {
  const int count = rounds();
  std::cout << "seeds " << first_seed << " to " << first_seed + static_cast<unsigned>(count) - 1
            << "\n";
  int answers = 0;
  for (int i = 0; i < count; ++i) {
    const unsigned seed = first_seed + static_cast<unsigned>(i);
    SCOPED_TRACE("seed " + std::to_string(seed));
    Round round(seed);
    round.run();
    answers += round.answers();
    if (testing::Test::HasFailure()) break;
  }
  std::cout << count << " rounds, " << answers << " answers to clients\n";
}

}  // namespace
}  // namespace paxos::test
