// The replicated store of Multi-Paxos as real processes: what clients see while processes are
// killed, stopped and started again.

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <random>
#include <sys/resource.h>

#include <gmock/gmock.h>

#include "net/trace/event_name.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/replay.hpp"
#include "paxos/multi/parliament.hpp"
#include "tests/process/store_fixture.hpp"

namespace paxos::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(StoreProcesses, ServeTheStoreThroughAnyProposer) {
  const NodeId leads = wait_leader();
  EXPECT_EQ(ask(leads, {"SET", "k", "v"}), "OK");
  EXPECT_EQ(ask(other(leads), {"GET", "k"}), "v") << "relayed";
  EXPECT_EQ(ask(other(leads), {"INCR", "n"}), "1");
  EXPECT_EQ(cluster_->connect(leads).request({"MGET", "k", "n"}),
            (std::vector<std::string>{"v", "1"}));
  const std::string at = to_string(cluster_->file().address(leads));
  EXPECT_EQ(ask(leads, {"LEADER"}), at);
  EXPECT_EQ(ask(other(leads), {"LEADER"}), at);

  ASSERT_TRUE(eventually([&] { return learners_agree(); }));
  EXPECT_EQ(ask(learner(1), {"GET", "k"}), "v");
  EXPECT_THAT(cluster_->connect(learner(2)).request({"LOG", "1", "2"}),
              ElementsAre("1", "SET k v", "2", "GET k"));
  EXPECT_EQ(client({"log", "--from", "1", "--to", "2"}), "1  SET k v\n2  GET k\n");
  EXPECT_THAT(client({"log"}), HasSubstr("\n3  INCR n\n"));
  EXPECT_EQ(ask(learner(1), {"CHOSEN", "3"}), "INCR n");
  EXPECT_EQ(ask(learner(1), {"CHOSEN", "99"}), std::nullopt);
}

TEST_F(StoreProcesses, RefuseWhatCannotBeExecutedAndExecuteNothing) {
  const NodeId leads = wait_leader();
  EXPECT_THAT(refusal(leads, {"GET"}), StartsWith("ERR wrong number of arguments"));
  EXPECT_THAT(refusal(leads, {"FLUSHALL"}), StartsWith("ERR unknown command"));
  EXPECT_THAT(refusal(leads, {"SET", std::string(1025, 'k'), "v"}), StartsWith("ERR "));
  EXPECT_THAT(refusal(leads, {"SET", "k", std::string(65537, 'v')}), StartsWith("ERR "));
  std::vector<std::string> large{"MSET"};
  for (int i = 0; i < 17; ++i)
    large.insert(large.end(), {std::to_string(i), std::string(65536, 'v')});
  EXPECT_THAT(refusal(leads, large), HasSubstr("over the limit"));
  EXPECT_THAT(refusal(learner(1), {"SET", "k", "v"}), StartsWith("ERR a learner only reads"));
  EXPECT_THAT(refusal(learner(1), {"LOG", "0", "1"}), StartsWith("ERR slots are counted from 1"));
  EXPECT_THAT(refusal(learner(1), {"LOG", "1", "1001"}), StartsWith("ERR count must be 1 to"));
  EXPECT_EQ(cluster_.status(leads, "executed"), "0");

  EXPECT_EQ(ask(leads, {"SET", "k", "text"}), "OK");
  EXPECT_THAT(refusal(leads, {"INCR", "k"}), StartsWith("ERR value is not an integer"));
  EXPECT_EQ(ask(leads, {"SET", "n", "9223372036854775807"}), "OK");
  EXPECT_THAT(refusal(leads, {"INCR", "n"}), StartsWith("ERR "));
  const std::string session = ask(leads, {"SESSION"}).value();
  EXPECT_EQ(ask(leads, {"ONCE", session, "1", "APPEND", "k", "!"}), "5");
  EXPECT_EQ(ask(other(leads), {"ONCE", session, "1", "APPEND", "k", "!"}), "5");
  EXPECT_EQ(ask(leads, {"ONCE", session, "2", "GET", "k"}), "text!");
  EXPECT_THAT(refusal(leads, {"ONCE", session, "1", "GET", "k"}), StartsWith("ERR "));
  EXPECT_THAT(refusal(leads, {"ONCE", "999", "1", "GET", "k"}), StartsWith("NOSESSION "));
}

TEST_F(StoreProcesses, AnswerPipelinedRequestsInOrder) {
  const NodeId node = other(wait_leader());
  const auto address = cluster_->file().address(node);
  net::tcp::SocketStream stream(address.host, std::to_string(address.port));
  stream.expires_after(std::chrono::seconds(10));
  for (int i = 0; i < 300; ++i)
    stream << (i % 3 == 0 ? "INCR n\r\n" : i % 3 == 1 ? "PING\r\n" : "GET\r\n");
  stream.flush();
  std::string line;
  for (int i = 0; i < 300 && std::getline(stream, line); ++i) {
    line.pop_back();
    const std::string answers[]{":" + std::to_string(i / 3 + 1), "+PONG", "-ERR wrong number"};
    EXPECT_THAT(line, StartsWith(answers[i % 3]));
  }
  EXPECT_TRUE(stream) << "all 300 answers have come";
}

TEST_F(StoreProcesses, AreLedByAnotherWhenTheLeaderIsKilled) {
  const NodeId killed = wait_leader();
  ASSERT_EQ(ask(killed, {"SET", "k", "v"}), "OK");
  cluster_->end(killed, SIGKILL);
  EXPECT_EQ(client({"get", "k"}), "v\n");
  EXPECT_EQ(wait_leader(), other(killed));
  cluster_.restart(killed);
  EXPECT_EQ(ask(killed, {"APPEND", "k", "w"}), "2") << "relayed by one that has led";
  EXPECT_TRUE(eventually([&] { return learners_agree(); }));
}

TEST_F(StoreProcesses, TellThatTheOutcomeIsUnknownWhenTheLeaderIsLost) {
  const NodeId leads = wait_leader();
  for (const NodeId node : {acceptor(1), acceptor(2)}) cluster_->signal(node, SIGSTOP);
  auto own = std::async(std::launch::async, [&] { return refusal(leads, {"INCR", "n"}); });
  auto relayed =
      std::async(std::launch::async, [&] { return refusal(other(leads), {"INCR", "n"}); });
  EXPECT_THAT(own.get(), StartsWith("UNKNOWN the leader was lost"));
  EXPECT_THAT(relayed.get(), StartsWith("UNKNOWN the leader was lost"));
  for (const NodeId node : {acceptor(1), acceptor(2)}) cluster_->signal(node, SIGCONT);
  const int count = std::stoi(client({"incr", "n"}));
  EXPECT_GE(count, 1);
  EXPECT_LE(count, 3) << "each of the unknown ones at most once";
}

// When it goes on its time-out has run out, and what the leader has told lies before it, more than
// is read at once.
TEST_F(StoreProcesses, KeepTheirLeaderWhenAFollowerWasStopped) {
  const NodeId leads = wait_leader();
  const std::string ballot = cluster_.status(leads, "ballot");
  const std::string value(20'000, 'v');
  for (int i = 0; i < 3; ++i) {
    cluster_->signal(other(leads), SIGSTOP);
    const auto longer_than_a_timeout = steady_clock::now() + milliseconds(900);
    while (steady_clock::now() < longer_than_a_timeout)
      EXPECT_EQ(ask(leads, {"SET", "k", value}), "OK");
    cluster_->signal(other(leads), SIGCONT);
    EXPECT_EQ(ask(other(leads), {"GET", "k"}), value);
  }
  EXPECT_EQ(wait_leader(), leads);
  EXPECT_EQ(cluster_.status(leads, "ballot"), ballot);
}

TEST_F(StoreProcesses, OutliveTheEndOfAllProcesses) {
  wait_leader();
  EXPECT_EQ(client({"set", "k", "v"}), "OK\n");
  EXPECT_EQ(client({"incr", "n"}), "1\n");
  cluster_->end_all(SIGKILL);
  cluster_->start_all();
  cluster_->wait_all_ready();
  EXPECT_EQ(client({"get", "k"}), "v\n");
  EXPECT_EQ(client({"incr", "n"}), "2\n");
}

TEST_F(StoreProcesses, LetALearnerCatchUpThatWasAwayOrIsNew) {
  wait_leader();
  cluster_->end(learner(2), SIGKILL);
  for (int i = 0; i < 20; ++i) ASSERT_EQ(ask(proposer(1), {"INCR", "n"}), std::to_string(i + 1));
  // A learner that has lost its store has lost nothing.
  std::filesystem::remove_all(cluster_->folder(learner(2)));
  cluster_->start(learner(2), {"--init"});
  cluster_->wait_ready(learner(2));
  EXPECT_TRUE(eventually([&] { return learners_agree(); }));
  EXPECT_EQ(ask(learner(2), {"GET", "n"}), "20");
}

TEST_F(StoreProcesses, GoOnWhenTheDiskOfOneAcceptorIsFull) {
  const NodeId full = acceptor(3);
  wait_leader();
  const rlimit little{8192, 8192};  // bytes a file: no page more in a write-ahead log
  ASSERT_EQ(::prlimit(cluster_->pid(full), RLIMIT_FSIZE, &little, nullptr), 0);
  EXPECT_EQ(client({"set", "k", "v"}), "OK\n");
  EXPECT_TRUE(eventually([&] { return !cluster_->running(full); }));
  cluster_.restart(full);
  cluster_->end(acceptor(1), SIGKILL);
  EXPECT_EQ(client({"get", "k"}), "v\n") << "a quorum needs the one whose disk was full";
}

TEST_F(StoreProcesses, RefuseAFolderOfTheOtherProtocol) {
  cluster_->end(acceptor(1), SIGTERM);
  const auto file = cluster_.path() / "other.ini";
  std::ifstream original(cluster_->file_path());
  std::ofstream changed(file);
  for (std::string line; std::getline(original, line);) {
    const bool is_of_both = line.find(" = 127.") != line.npos || line.starts_with("name");
    if (is_of_both) changed << line << "\n";
  }
  changed << "protocol = single\n";
  changed.close();
  const Ran ran = run("acceptor", {"--cluster", file.string(), "--id", "1", "--data",
                                   cluster_->folder(acceptor(1)).string()});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("belongs to protocol 'multi'"));
}

/// Clients work while processes are killed and stopped; what they saw must be linearizable.
TEST(StoreKillCampaign, IsLinearizable) {
  const char* const wanted = std::getenv("KILL_SECONDS");
  const int seconds = wanted ? std::atoi(wanted) : 6;
  const unsigned seed = 5000 + static_cast<unsigned>(seconds);
  std::cout << "seed " << seed << ", " << seconds << " s\n";
  std::mt19937 random(seed);
  const auto pick = [&](int least, int most) {
    return std::uniform_int_distribution(least, most)(random);
  };

  launcher::Plan plan = multi(true);
  plan.settings.snapshot_slots = 50;
  RunningCluster cluster(plan);
  const auto history = cluster.path() / "history";
  auto load = std::async(std::launch::async, [&] {
    return run("client",
               {"--cluster", cluster->file_path().string(), "load", "--clients", "4", "--pause",
                "2", "--seconds", std::to_string(seconds), "--history", history.string()});
  });
  const auto nodes = cluster->nodes();
  int kills = 0;
  while (load.wait_for(milliseconds(pick(0, 400))) != std::future_status::ready) {
    const NodeId victim =
        nodes[static_cast<std::size_t>(pick(0, static_cast<int>(nodes.size()) - 1))];
    if (pick(0, 2) == 0) {
      cluster->signal(victim, SIGSTOP);
      load.wait_for(milliseconds(pick(0, 1000)));
      cluster->signal(victim, SIGCONT);
    } else {
      cluster->end(victim, SIGKILL);
      load.wait_for(milliseconds(pick(0, 300)));
      cluster->start(victim);
      cluster->wait_ready(victim);
    }
    ++kills;
  }
  const Ran ran = load.get();
  EXPECT_THAT(ran.out, HasSubstr("\nLINEARIZABLE: ")) << ran.out << ran.err;
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(run("client", {"check", history.string()}).status, 0);
  std::cout << kills << " kills and stops; " << ran.out;

  EXPECT_NE(cluster.status(learner(1), "snapshot"), "0");
  const auto executed = [&](NodeId node) { return cluster.status(node, "executed"); };
  EXPECT_TRUE(eventually([&] {
    for (const NodeId node : {proposer(2), learner(1), learner(2)}) {
      if (executed(node) != executed(proposer(1))) return false;
    }
    return true;
  })) << "all replicas come to execute the same log";
  cluster->end_all(SIGTERM);
  EXPECT_GT(replay_without_findings(cluster).steps, 1000U);
}

}  // namespace
}  // namespace paxos::test
