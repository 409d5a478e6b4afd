// The programs that explore and simulate, as a user starts them.

#include <csignal>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/process/fixture.hpp"

namespace paxos::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

TEST(Explore, GoesOnFromARunOfRealProcesses) {
  launcher::Plan plan;
  plan.trace = true;
  RunningCluster cluster(plan);
  EXPECT_TRUE(cluster.propose(proposer(1), "blue"));
  cluster->end(acceptor(1), SIGKILL);
  cluster.restart(acceptor(1));
  EXPECT_EQ(cluster.propose(proposer(2), "red"), "blue");
  cluster->end_all(SIGTERM);

  const Ran ran = run("explore", {"--from", cluster.path().string(), "--crashes", "0"});
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("each is what the roles do, and the invariants hold along it"));
  EXPECT_THAT(ran.out, HasSubstr("EXHAUSTED"));

  const Ran absent = run("explore", {"--from", cluster.path().string(), "--at", "acceptor7@1"});
  EXPECT_EQ(absent.status, 2);
  EXPECT_THAT(absent.err, MatchesRegex("explore: [^\n]*acceptor7@1[^\n]*\n"));

  const auto file = cluster.path() / "acceptor-1.trace";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  const Ran truncated = run("explore", {"--from", cluster.path().string()});
  EXPECT_EQ(truncated.status, 2) << truncated.out;
  EXPECT_THAT(truncated.err,
              MatchesRegex("explore: [^\n]*acceptor-1.trace: [^\n]*truncated[^\n]*\n"));
}

TEST(Explore, TellsARecordedRunThatTheRolesWouldNotHaveTaken) {
  launcher::Plan plan;
  plan.trace = true;
  RunningCluster cluster(plan);
  EXPECT_TRUE(cluster.propose(proposer(1), "blue"));
  cluster->end_all(SIGTERM);

  // Acceptor 1 says that it stored another promise than the one that it was asked for.
  const auto file = cluster.path() / "acceptor-1.trace";
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  std::string lines = text.str();
  const std::string promised = R"("kind":"persist")";
  const auto persist = lines.find(promised);
  ASSERT_NE(persist, std::string::npos);
  const auto round = lines.find(R"("round":1)", persist);
  ASSERT_NE(round, std::string::npos);
  lines.replace(round, 9, R"("round":7)");
  std::ofstream(file) << lines;

  const Ran ran = run("explore", {"--from", cluster.path().string()});
  EXPECT_EQ(ran.status, 1) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Difference at acceptor1@"));
}

// What the simulator has found wrong, its traces show to the explorer.
TEST(Explore, FindsInATraceWhatTheSimulatorFound) {
  for (const std::string mutant : {"B01", "B03", "B04", "B07", "B10"}) {
    const TemporaryFolder folder;
    const std::string traces = folder.path().string();
    EXPECT_EQ(run("simulate", {"--mutant", mutant, "--trace", traces}).status, 1) << mutant;
    const Ran ran = run("explore", {"--from", traces});
    EXPECT_EQ(ran.status, 1) << mutant << ran.out << ran.err;
  }
}

TEST(Explore, CountsTheStatesOfLamportsSpecification) {
  const Ran ran = run(
      "explore", {"--yardstick", "lamport", "--acceptors", "3", "--ballots", "2", "--values", "2"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(ran.out.ends_with("\n3921 distinct states, depth 17\n")) << ran.out;
}

TEST(Simulate, SurvivesASliceOfSeeds) {
  const Ran ran = run("simulate", {"--seeds", "1..2000"});
  EXPECT_EQ(ran.status, 0) << ran.out;
}

}  // namespace
}  // namespace paxos::test
