// What processes do at their limits, which the cluster file sets.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <list>

#include "tests/process/store_fixture.hpp"

namespace paxos::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

launcher::Plan with_small_limits() {
  launcher::Plan plan = multi();
  plan.settings.sessions = {.sessions = 2, .bytes = 100};
  plan.settings.limits.clients = 4;
  plan.settings.limits.outbox = 100'000;
  plan.settings.limits.waiting = 5000;
  plan.settings.limits.patience = 2000;
  return plan;
}

class LimitsOfProcesses : public StoreProcesses {
 protected:
  LimitsOfProcesses() : StoreProcesses(with_small_limits()) {}

  /// What a command is answered with, an error or not.
  std::string answer(NodeId node, const std::vector<std::string>& words) {
    const std::string answer = refusal(node, words);
    return answer.starts_with("answered: ") ? answer.substr(10) : answer;
  }
};

TEST_F(LimitsOfProcesses, OneClientTooManyIsTold) {
  // Of those that have come and gone it is told sooner or later.
  std::list<net::tcp::RespClient> clients;
  const auto& address = cluster_->file().address(learner(1));
  ASSERT_TRUE(eventually([&] {
    try {
      clients.emplace_back(address, std::chrono::seconds(10)).request({"PING"});
    } catch (const net::tcp::RequestRefused&) {
      clients.pop_back();
    }
    return clients.size() == 4;
  }));
  EXPECT_EQ(answer(learner(1), {"PING"}), "BUSY max number of clients reached");
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return answer(learner(1), {"PING"}) == "PONG"; }));
}

TEST_F(LimitsOfProcesses, ACommandWaitsAsLongAsThePatience) {
  const NodeId leads = wait_leader();
  for (const NodeId node : {acceptor(1), acceptor(2)}) cluster_->end(node, SIGKILL);
  EXPECT_THAT(answer(leads, {"SET", "k", "v"}), StartsWith("UNKNOWN "));
}

TEST_F(LimitsOfProcesses, ACommandAboveWhatMayWaitIsNotExecuted) {
  const NodeId leads = wait_leader();
  EXPECT_EQ(answer(leads, {"SET", "k", std::string(6000, 'x')}),
            "BUSY not executed: too many commands wait already");
  for (const NodeId node : {acceptor(1), acceptor(2)}) cluster_->signal(node, SIGSTOP);
  const std::string half(3000, 'x');
  auto first = std::async(std::launch::async, [&] { return answer(leads, {"SET", "a", half}); });
  EXPECT_TRUE(eventually([&] { return cluster_.status(leads, "waiting") == "1"; }));
  EXPECT_EQ(answer(leads, {"SET", "b", half}), "BUSY not executed: too many commands wait already");
  for (const NodeId node : {acceptor(1), acceptor(2)}) cluster_->signal(node, SIGCONT);
  first.wait();
  ASSERT_TRUE(eventually([&] { return answer(wait_leader(), {"SET", "c", half}) == "OK"; }));
  EXPECT_EQ(answer(wait_leader(), {"EXISTS", "b"}), "0");
}

TEST_F(LimitsOfProcesses, TheSessionUsedLeastRecentlyExpires) {
  const NodeId leads = wait_leader();
  for (const char* id : {"1", "2", "3"}) ASSERT_EQ(answer(leads, {"SESSION"}), id);
  EXPECT_THAT(answer(leads, {"ONCE", "1", "1", "INCR", "n"}), StartsWith("NOSESSION "));
  ASSERT_EQ(answer(leads, {"SET", "k", std::string(40, 'x')}), "OK");
  for (const char* id : {"2", "3"}) {
    ASSERT_EQ(answer(leads, {"ONCE", id, "1", "GET", "k"}), std::string(40, 'x'));
  }
  EXPECT_THAT(answer(leads, {"ONCE", "2", "2", "INCR", "n"}), StartsWith("NOSESSION "));
  EXPECT_EQ(answer(leads, {"ONCE", "3", "2", "INCR", "n"}), "1");

  // They are part of the replicated state, so they are the same for ever.
  cluster_->end(leads, SIGTERM);
  const auto other = cluster_.path() / "other.ini";
  std::string text = tests::contents(cluster_->file_path());
  text.replace(text.find("max_sessions = 2"), 16, "max_sessions = 3");
  std::ofstream(other) << text;
  const Ran ran =
      run("proposer", {"--cluster", other.string(), "--id", std::to_string(leads.number), "--data",
                       cluster_->folder(leads).string()});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err,
              HasSubstr("was made for max_sessions = 2, max_session_bytes = 100; the "
                        "cluster file now says max_sessions = 3, max_session_bytes = 100"));
}

TEST_F(LimitsOfProcesses, MessagesToAPeerThatDoesNotReadAreDroppedAndItCatchesUp) {
  const NodeId leads = wait_leader();
  cluster_->signal(acceptor(3), SIGSTOP);
  cluster_->signal(learner(1), SIGSTOP);
  const std::string value(4000, 'x');
  int i = 0;
  for (; cluster_.status(leads, "dropped") == "0" && i < 20'000; ++i) {
    ASSERT_EQ(ask(leads, {"SET", "k" + std::to_string(i % 10), value}), "OK");
  }
  EXPECT_NE(cluster_.status(leads, "dropped"), "0");
  cluster_->signal(acceptor(3), SIGCONT);
  cluster_->signal(learner(1), SIGCONT);
  EXPECT_TRUE(eventually([&] { return learners_agree(); }));
  cluster_->end(acceptor(1), SIGKILL);
  EXPECT_TRUE(eventually([&] { return answer(leads, {"GET", "k1"}) == value; }))
      << "acceptor 3 is one of a quorum";
}

}  // namespace
}  // namespace paxos::test
