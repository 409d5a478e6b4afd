// What the programs say to their users, and with which status they end.

#include <csignal>
#include <fstream>
#include <thread>

#include <boost/process.hpp>
#include <gmock/gmock.h>

#include "tests/process/fixture.hpp"

namespace paxos::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// One line on standard error that says `what`, and status 2.
void expect_usage_error(const Ran& ran, const std::string& what) {
  EXPECT_EQ(ran.status, 2) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr(what));
  EXPECT_EQ(std::ranges::count(ran.err, '\n'), 1) << ran.err;
}

class CommandLine : public testing::Test {
 protected:
  [[nodiscard]] std::string write_file(const std::string& text) const {
    const auto file = folder_.path() / "cluster.ini";
    std::ofstream(file) << text;
    return file.string();
  }

  /// A cluster file of one process a role, at free ports.
  [[nodiscard]] std::string small_cluster(const std::string& name = "small") const {
    const auto port = [this](std::size_t i) { return std::to_string(lease_.ports()[i]); };
    return write_file("name = " + name + "\nacceptor = 127.0.0.1:" + port(0) +
                      "\nproposer = 127.0.0.1:" + port(1) + "\nlearner = 127.0.0.1:" + port(2) +
                      "\n");
  }

  [[nodiscard]] Ran acceptor_with(const std::string& cluster, const std::string& id,
                                  const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"--cluster", cluster, "--id", id, "--data", data()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run("acceptor", arguments);
  }

  [[nodiscard]] std::string data() const { return (folder_.path() / "data").string(); }

  TemporaryFolder folder_;
  net::tcp::PortLease lease_{3};
};

TEST_F(CommandLine, HelpIsPrintedWithStatusZero) {
  for (const char* program : {"acceptor", "proposer", "learner", "client", "cluster", "trace"}) {
    const Ran ran = run(program, {"--help"});
    EXPECT_EQ(ran.status, 0) << program;
    EXPECT_THAT(ran.out, HasSubstr("--help")) << program;
  }
}

TEST_F(CommandLine, AnUnknownOptionIsAUsageError) {
  for (const char* program : {"acceptor", "proposer", "learner", "client", "cluster", "trace"}) {
    expect_usage_error(run(program, {"--nonsense"}), "--nonsense");
  }
}

TEST_F(CommandLine, AMissingOrMalformedClusterFileIsNamedWithItsLine) {
  expect_usage_error(acceptor_with("/nowhere/cluster.ini", "1", {}), "/nowhere/cluster.ini");
  const auto file = write_file("name = x\nacceptor = 127.0.0.1:1\ngarbage\n");
  expect_usage_error(acceptor_with(file, "1", {}), "cluster.ini:3: ");
}

TEST_F(CommandLine, AnIdOutOfRangeIsAUsageError) {
  expect_usage_error(acceptor_with(small_cluster(), "2", {}), "acceptors 1 to 1");
  expect_usage_error(acceptor_with(small_cluster(), "0", {}), "acceptors 1 to 1");
}

TEST_F(CommandLine, AMissingStoreIsAUsageErrorAndNothingIsMade) {
  expect_usage_error(acceptor_with(small_cluster(), "1", {}), "--init");
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(CommandLine, ARemoteAddressIsRefused) {
  const auto file = write_file("name = x\nacceptor = 192.0.2.1:7001\n");
  expect_usage_error(acceptor_with(file, "1", {}), "--allow-remote");
}

TEST_F(CommandLine, APortInUseIsAUsageErrorAndNoStoreIsMade) {
  const auto file = small_cluster();
  boost::asio::io_context context;
  const boost::asio::ip::tcp::acceptor taken(
      context, {boost::asio::ip::make_address("127.0.0.1"), lease_.ports()[0]});
  expect_usage_error(acceptor_with(file, "1", {"--init"}), "Address already in use");
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(CommandLine, ATraceThatCannotBeWrittenIsAUsageError) {
  expect_usage_error(acceptor_with(small_cluster(), "1", {"--init", "--trace", "/nowhere/a.trace"}),
                     "/nowhere/a.trace");
}

TEST_F(CommandLine, UnknownWordsForStoreAndLogAreUsageErrors) {
  expect_usage_error(acceptor_with(small_cluster(), "1", {"--store", "tape"}), "tape");
  expect_usage_error(acceptor_with(small_cluster(), "1", {"--log", "loud"}), "loud");
}

TEST(CommandLineOfARunningCluster, ItsFoldersAreGuarded) {
  RunningCluster cluster;
  const auto file = cluster->file_path().string();
  const auto folder = cluster->folder(acceptor(1)).string();
  // Its port is asked for first, so the folder must be tried under another process's id.
  cluster->end(acceptor(2), SIGTERM);
  expect_usage_error(run("acceptor", {"--cluster", file, "--id", "2", "--data", folder}), "in use");
  cluster->end(acceptor(1), SIGTERM);
  expect_usage_error(run("acceptor", {"--cluster", file, "--id", "2", "--data", folder}),
                     "belongs to acceptor 1");
  expect_usage_error(run("acceptor", {"--cluster", file, "--id", "1", "--data", folder, "--init"}),
                     "--init");
}

// With other quorums a restarted minority could choose a second value.
TEST(CommandLineOfARunningCluster, ItsQuorumsCannotBeChanged) {
  RunningCluster cluster;
  ASSERT_EQ(cluster.propose(proposer(1), "blue"), "blue");
  cluster->end_all(SIGKILL);
  net::tcp::ClusterFile changed = cluster->file();
  changed.configuration.quorums.phase1 = 1;
  changed.configuration.quorums.phase2 = 3;
  std::ofstream(cluster->file_path()) << to_text(changed);
  for (const NodeId node : {acceptor(3), proposer(1), learner(1)}) {
    cluster->start(node);
    EXPECT_THROW(cluster->wait_ready(node), UsageError) << to_string(node);
  }
}

TEST(CommandLineOfARunningCluster, TheClientProposesAndAsks) {
  RunningCluster cluster;
  const auto file = cluster->file_path().string();
  EXPECT_EQ(run("client", {"--cluster", file, "chosen"}).status, 1);
  const Ran proposed = run("client", {"--cluster", file, "propose", "blue"});
  EXPECT_EQ(proposed.status, 0) << proposed.err;
  EXPECT_EQ(proposed.out, "blue\n");
  EXPECT_EQ(cluster.wait_chosen(learner(1)), "blue");
  EXPECT_EQ(run("client", {"--cluster", file, "chosen"}).out, "blue\n");

  const Ran all = run("client", {"--cluster", file, "status"});
  EXPECT_EQ(all.status, 0);
  EXPECT_THAT(all.out, HasSubstr("acceptor 3"));
  cluster->end(acceptor(3), SIGKILL);
  const Ran some = run("client", {"--cluster", file, "status"});
  EXPECT_EQ(some.status, 1);
  EXPECT_THAT(some.out, HasSubstr("does not answer"));
  expect_usage_error(run("client", {"--cluster", file, "dance"}), "dance");

  net::tcp::ClusterFile other = cluster->file();
  other.name = "other";
  std::ofstream(cluster->file_path()) << to_text(other);
  expect_usage_error(run("client", {"--cluster", file, "propose", "red"}), "cluster 'demo'");
}

TEST(CommandLineOfARunningCluster, RedisCliIsAClient) {
  RunningCluster cluster;
  const auto redis = [&](NodeId node, std::vector<std::string> words) {
    words.insert(words.begin(), {"-p", std::to_string(cluster->file().address(node).port)});
    return run("redis-cli", words).out;
  };
  EXPECT_EQ(redis(acceptor(1), {"PING"}), "PONG\n");
  EXPECT_EQ(redis(learner(1), {"CHOSEN"}), "\n");
  EXPECT_EQ(redis(proposer(1), {"PROPOSE", "blue"}), "blue\n");
  EXPECT_EQ(redis(learner(2), {"WAIT-CHOSEN", "5000"}), "blue\n");
  EXPECT_THAT(redis(proposer(2), {"PROPOSE"}), StartsWith("ERR wrong number of arguments"));
  EXPECT_THAT(redis(acceptor(1), {"PROPOSE", "red"}), StartsWith("ERR unknown command"));
  EXPECT_THAT(redis(acceptor(1), {"STATUS"}), HasSubstr("accepted_ballot\n"));
  EXPECT_THAT(redis(learner(1), {"-3", "PING"}), HasSubstr("PONG"));
}

TEST(CommandLineOfARunningCluster, TheTraceProgramDrawsTheDecision) {
  launcher::Plan plan;
  plan.trace = true;
  RunningCluster cluster(plan);
  ASSERT_EQ(cluster.propose(proposer(1), "blue"), "blue");
  cluster->end_all(SIGTERM);
  const Ran text = run("trace", {"--deciding", cluster.path().string()});
  EXPECT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("'blue' is chosen"));
  const Ran mermaid = run("trace", {"--format", "mermaid", cluster.path().string()});
  EXPECT_THAT(mermaid.out, StartsWith("sequenceDiagram"));
}

TEST(CommandLineOfTheLauncher, APortInUseIsAUsageErrorAndTheNextStartGoesOn) {
  const TemporaryFolder folder;
  const net::tcp::PortLease lease(4);
  std::ofstream(folder.path() / "cluster.ini")
      << "name = x\nacceptor = 127.0.0.1:" << lease.ports()[0]
      << "\nacceptor = 127.0.0.1:" << lease.ports()[1]
      << "\nproposer = 127.0.0.1:" << lease.ports()[2]
      << "\nlearner = 127.0.0.1:" << lease.ports()[3] << "\n";
  {
    boost::asio::io_context context;
    const boost::asio::ip::tcp::acceptor taken(
        context, {boost::asio::ip::make_address("127.0.0.1"), lease.ports()[1]});
    expect_usage_error(run("cluster", {"up", "--data", folder.path().string()}),
                       "Address already in use");
  }
  launcher::Plan plan;
  plan.folder = folder.path();
  launcher::Cluster again(plan);
  again.start_all();
  again.wait_all_ready();
}

TEST(CommandLineOfTheLauncher, AStoppedChildEndsToo) {
  RunningCluster cluster;
  cluster->signal(acceptor(1), SIGSTOP);
  cluster->end_all(SIGTERM);
  EXPECT_FALSE(cluster->running(acceptor(1)));
}

TEST(CommandLineOfTheLauncher, APortWhereAnotherClusterAnswersIsAUsageError) {
  RunningCluster running;
  const auto port = std::to_string(running->file().address(acceptor(1)).port);
  const TemporaryFolder folder;
  expect_usage_error(run("cluster", {"up", "--data", folder.path().string(), "--base-port", port}),
                     "Address already in use");
}

TEST(CommandLineOfTheLauncher, AFolderWithAClusterSaysItselfWhatItIs) {
  RunningCluster cluster;
  expect_usage_error(run("cluster", {"up", "--data", cluster.path().string(), "--acceptors", "5"}),
                     "leave out --acceptors");
}

TEST(CommandLineOfTheLauncher, TheDemoWantsANewFolder) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "cluster.ini") << "name = x\n";
  expect_usage_error(run("cluster", {"demo", "--data", folder.path().string()}), "new folder");
}

TEST(CommandLineOfTheLauncher, TheChildrenEndWithIt) {
  namespace bp = boost::process;
  const TemporaryFolder folder;
  bp::ipstream out;
  bp::child up(launcher::program("cluster").string(), "up", "--data", folder.path().string(),
               bp::std_out > out);
  std::string line;
  while (std::getline(out, line) && !line.starts_with("PROCESS")) {
  }
  const auto file = net::tcp::read_cluster_file(folder.path() / "cluster.ini", false);
  std::vector<pid_t> children;
  for (const auto& [node, address] : file.addresses) {
    const auto reply = net::tcp::RespClient(address, std::chrono::seconds(5)).request({"STATUS"});
    for (std::size_t i = 0; i + 1 < reply.size(); i += 2) {
      if (reply[i] == "pid") children.push_back(std::stoi(reply[i + 1]));
    }
  }
  EXPECT_EQ(children.size(), 7U);
  up.terminate();                    // SIGKILL: it has no chance to tell them
  const auto gone = [](pid_t pid) {  // or only waits for whoever inherited it to take notice
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    return !std::getline(stat, text) || text.find(") Z ") != std::string::npos;
  };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!std::ranges::all_of(children, gone) && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(std::ranges::all_of(children, gone));
}

}  // namespace
}  // namespace paxos::test
