// Whole clusters of real processes under what can happen to processes.

#include <csignal>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <thread>

#include <gmock/gmock.h>

#include "paxos/single/acceptor.hpp"
#include "paxos/storage/folder.hpp"
#include "tests/process/fixture.hpp"

namespace paxos::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string contents(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Processes, DuellingProposersBothReturnSoonWithOneValue) {
  for (int round = 0; round < 5; ++round) {
    RunningCluster cluster;
    const auto begin = steady_clock::now();
    auto red = cluster.propose_async(proposer(1), "red");
    auto blue = cluster.propose_async(proposer(2), "blue");
    const auto first = red.get();
    const auto second = blue.get();
    EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(2));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first, second);
    EXPECT_TRUE(first == "red" || first == "blue");
    EXPECT_EQ(cluster.wait_chosen(learner(1)), first);
    EXPECT_EQ(cluster.wait_chosen(learner(2)), first);
  }
}

TEST(Processes, ManyClientsOfOneProposerAllGetTheChosenValue) {
  RunningCluster cluster;
  std::vector<std::future<std::optional<std::string>>> answers;
  for (int i = 0; i < 20; ++i) {
    answers.push_back(cluster.propose_async(proposer(1), "value " + std::to_string(i)));
  }
  const auto chosen = answers.front().get();
  ASSERT_TRUE(chosen);
  for (std::size_t i = 1; i < answers.size(); ++i) EXPECT_EQ(answers[i].get(), chosen);
}

TEST(Processes, AStoppedMinorityDoesNotBlock) {
  RunningCluster cluster;
  cluster->signal(acceptor(2), SIGSTOP);
  EXPECT_EQ(cluster.propose(proposer(1), "blue"), "blue");
  EXPECT_EQ(cluster.wait_chosen(learner(1)), "blue");
  cluster->signal(acceptor(2), SIGCONT);
}

TEST(Processes, AStoppedMajorityBlocksAndRecovers) {
  RunningCluster cluster;
  cluster->signal(acceptor(1), SIGSTOP);
  cluster->signal(acceptor(2), SIGSTOP);
  EXPECT_EQ(cluster.propose(proposer(1), "blue", 700), std::nullopt) << "no quorum is there";
  EXPECT_EQ(cluster->connect(learner(1)).request_one({"CHOSEN"}), std::nullopt);
  cluster->signal(acceptor(1), SIGCONT);
  EXPECT_EQ(cluster.propose(proposer(2), "red"), cluster.propose(proposer(1), "green"));
  EXPECT_EQ(cluster.wait_chosen(learner(1)), cluster.wait_chosen(learner(2)));
  cluster->signal(acceptor(2), SIGCONT);
}

TEST(Processes, WhatIsChosenOutlivesAllProcesses) {
  RunningCluster cluster;
  ASSERT_EQ(cluster.propose(proposer(1), "blue"), "blue");
  cluster->end_all(SIGKILL);
  cluster->start_all();
  cluster->wait_all_ready();
  EXPECT_EQ(cluster.wait_chosen(learner(1)), "blue") << "learned by asking, without a client";
  EXPECT_EQ(cluster.propose(proposer(2), "red"), "blue");
}

// PMS §2.3: no ballot shows a quorum to the learner, so a proposer must run a new one.
TEST(Processes, ALearnerThatCannotTellAsksAProposer) {
  RunningCluster cluster({}, false);
  for (const std::uint32_t number : {1U, 2U}) {
    auto store = storage::open_store<single::Acceptor>(
        {.folder = cluster->folder(acceptor(number)),
         .identity = {"demo", "single", acceptor(number), QuorumSystem::majority(3)},
         .init = true});
    const Ballot ballot{number, 1};
    store->put({ballot, Proposal{ballot, Value("blue")}});
    store->commit();
  }
  for (const NodeId node : {acceptor(1), acceptor(2)}) cluster->start(node);
  for (const NodeId node : {proposer(2), learner(1)}) cluster->start(node);
  cluster->wait_ready(learner(1));
  EXPECT_EQ(cluster.wait_chosen(learner(1)), "blue");
  EXPECT_NE(cluster.status(proposer(2), "ballot"), "none");
}

TEST(Processes, AnAcceptorWhoseDiskIsFullEndsBeforeItAnswers) {
  RunningCluster cluster;
  const NodeId full = acceptor(3);
  const rlimit little{2048, 2048};  // bytes a file: a few lines of log, but no page of a store
  ASSERT_EQ(::prlimit(cluster->pid(full), RLIMIT_FSIZE, &little, nullptr), 0);
  EXPECT_EQ(cluster.propose(proposer(1), "blue"), "blue") << "the others go on";
  const auto deadline = steady_clock::now() + std::chrono::seconds(10);
  while (cluster->running(full) && steady_clock::now() < deadline) std::this_thread::yield();
  ASSERT_FALSE(cluster->running(full));
  EXPECT_THAT(contents(cluster->log(full)), testing::HasSubstr("store.sqlite"));

  cluster.restart(full);  // without the limit, as after the disk was cleared
  cluster->end(acceptor(1), SIGKILL);
  EXPECT_EQ(cluster.propose(proposer(2), "red"), "blue");
}

TEST(Processes, AWipedAcceptorDoesNotRejoin) {
  RunningCluster cluster;
  ASSERT_EQ(cluster.propose(proposer(1), "blue"), "blue");
  cluster->end(acceptor(1), SIGKILL);
  std::filesystem::remove_all(cluster->folder(acceptor(1)));
  cluster->start(acceptor(1));
  EXPECT_THROW(cluster->wait_ready(acceptor(1)), std::runtime_error);
  EXPECT_THAT(contents(cluster->log(acceptor(1))), testing::HasSubstr("--init"));
}

TEST(Processes, AMemoryAcceptorRejoinsOnlyWhenToldToForget) {
  launcher::Plan plan;
  plan.store = "memory";
  RunningCluster cluster(plan);
  ASSERT_EQ(cluster.propose(proposer(1), "blue"), "blue");
  cluster->end(acceptor(1), SIGKILL);
  cluster->start(acceptor(1));
  EXPECT_THROW(cluster->wait_ready(acceptor(1)), std::runtime_error);
  cluster->start(acceptor(1), {"--forget-promises"});
  cluster->wait_ready(acceptor(1));
}

TEST(Processes, GarbageOnAPortDisturbsNobody) {
  RunningCluster cluster;
  const std::vector<std::string> garbage{std::string("\xF0PXS\x01\x02\x03", 7),
                                         std::string("\xF0PXS\xff\xff\xff\xff", 8) + "none",
                                         std::string(100000, '\xfe'),
                                         "*1000000000\r\n$5\r\n",
                                         std::string(200000, 'x'),
                                         "GET / HTTP/1.1\r\nHost: here\r\n\r\n"};
  for (const NodeId node : cluster->nodes()) {
    for (const auto& bytes : garbage) {
      net::tcp::SocketStream stream("127.0.0.1",
                                    std::to_string(cluster->file().address(node).port));
      stream << bytes << std::flush;
      boost::system::error_code closed_already;
      stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, closed_already);
      std::string answer;
      while (std::getline(stream, answer)) {
      }  // until it has closed the connection
    }
  }
  EXPECT_EQ(cluster.propose(proposer(1), "blue"), "blue");
  EXPECT_EQ(cluster.wait_chosen(learner(2)), "blue");
}

TEST(Processes, AValueOfTheLargestSizePassesAndALargerOneIsRefused) {
  RunningCluster cluster;
  std::string value(Value::default_max_size + 1, 'v');
  try {
    cluster->connect(proposer(1)).request({"PROPOSE", value});
    FAIL() << "a value over the limit was taken";
  } catch (const net::tcp::RequestRefused& refused) {
    EXPECT_STREQ(refused.what(), "ERR a value of 1048577 bytes is over the limit of 1048576");
  }
  value.pop_back();
  EXPECT_EQ(cluster.propose(proposer(1), value), value);
  EXPECT_EQ(cluster.wait_chosen(learner(1)), value);
  cluster->end(acceptor(1), SIGKILL);
  cluster.restart(acceptor(1));
  EXPECT_EQ(cluster.propose(proposer(2), "blue"), value);
}

TEST(Processes, ProcessesEndCleanlyOnSigterm) {
  RunningCluster cluster;
  ASSERT_EQ(cluster.propose(proposer(1), "blue"), "blue");
  for (const NodeId node : cluster->nodes()) {
    const int status = cluster->end(node, SIGTERM);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << to_string(node);
  }
}

}  // namespace
}  // namespace paxos::test
