#include "net/tcp/cluster_file.hpp"

#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

namespace net::tcp {
namespace {

const std::string smallest =
    "name = demo\n"
    "acceptor = 127.0.0.1:7001\n"
    "proposer = 127.0.0.1:7002\n"
    "learner = 127.0.0.1:7003\n";

std::string acceptors(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "acceptor = 127.0.0.1:" + std::to_string(8001 + i) + "\n";
  return text;
}

class ClusterFileTest : public testing::Test {
 protected:
  ~ClusterFileTest() override { std::filesystem::remove(file_); }

  ClusterFile read(const std::string& text, bool allow_remote = false) {
    std::ofstream(file_, std::ios::binary) << text;
    return read_cluster_file(file_, allow_remote);
  }

  /// Why the text is refused, without the name of the file, which must come first.
  std::string why_refused(const std::string& text, bool allow_remote = false) {
    try {
      (void)read(text, allow_remote);
      return "";
    } catch (const UsageError& error) {
      const std::string why = error.what();
      EXPECT_TRUE(why.starts_with(file_.string() + ":")) << why;
      return why.substr(file_.string().size() + 1);
    }
  }

  std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("cluster_file_test_" + std::to_string(::getpid()));
};

TEST_F(ClusterFileTest, NeedsANameAndOneProcessOfEachRole) {
  const ClusterFile cluster = read(smallest);
  EXPECT_EQ(cluster.name, "demo");
  EXPECT_EQ(cluster.protocol, "single");
  EXPECT_EQ(cluster.max_value, std::size_t{1} << 20);
  EXPECT_EQ(cluster.address(paxos::acceptor(1)), (Address{"127.0.0.1", 7001}));
  EXPECT_EQ(cluster.address(paxos::proposer(1)), (Address{"127.0.0.1", 7002}));
  EXPECT_EQ(cluster.address(paxos::learner(1)), (Address{"127.0.0.1", 7003}));
  EXPECT_EQ(cluster.configuration, (paxos::Configuration{1, 1, {1, 1, 1}}));

  EXPECT_EQ(why_refused(""), " no name; add a line such as 'name = demo'");
  for (const std::string role : {"acceptor", "proposer", "learner"}) {
    std::string without = smallest;
    const auto at = without.find(role);
    without.erase(at, without.find('\n', at) + 1 - at);
    EXPECT_EQ(why_refused(without),
              " no " + role + "; add a line such as '" + role + " = 127.0.0.1:7001'");
  }
}

TEST_F(ClusterFileTest, NumbersTheProcessesOfEachRoleInOrder) {
  const ClusterFile cluster = read(smallest + "acceptor = [::1]:1\nacceptor = localhost:65535\n");
  EXPECT_EQ(cluster.address(paxos::acceptor(2)), (Address{"::1", 1}));
  EXPECT_EQ(cluster.address(paxos::acceptor(3)), (Address{"localhost", 65535}));
  EXPECT_EQ(cluster.configuration.quorums, paxos::QuorumSystem::majority(3));
}

TEST_F(ClusterFileTest, AllowsCommentsBlankLinesAndAnyOrder) {
  EXPECT_EQ(to_text(read("# Three processes.\n\n  learner=127.0.0.1:7003  # one of them\r\n"
                         "\tproposer =127.0.0.1:7002\nacceptor= 127.0.0.1:7001\n\nname = demo")),
            to_text(read(smallest)));
}

TEST_F(ClusterFileTest, TakesTheSizesOfQuorums) {
  const auto quorums = [this](const std::string& text) {
    return read(smallest + acceptors(4) + text).configuration.quorums;
  };
  EXPECT_EQ(quorums(""), (paxos::QuorumSystem{5, 3, 3}));
  EXPECT_EQ(quorums("quorum1 = 4\nquorum2 = 2\n"), (paxos::QuorumSystem{5, 4, 2}));
  EXPECT_EQ(quorums("quorum1 = 5\nquorum2 = 1\n"), (paxos::QuorumSystem{5, 5, 1}));
  EXPECT_EQ(quorums("quorum1 = 4\n"), (paxos::QuorumSystem{5, 4, 3}));
}

TEST_F(ClusterFileTest, RefusesQuorumsThatNeedNotIntersectOrCannotBeMet) {
  const auto why = [this](const std::string& phase1, const std::string& phase2) {
    return why_refused(smallest + acceptors(4) + "quorum1 = " + phase1 + "\nquorum2 = " + phase2);
  };
  const auto refused = [](const std::string& phase1, const std::string& phase2) {
    return " quorum1 = " + phase1 + " and quorum2 = " + phase2 +
           " of 5 acceptors need not intersect, or cannot be met; each must be 1 to 5, and their "
           "sum above it";
  };
  const std::string huge = "18446744073709551615";
  for (const auto& [phase1, phase2] :
       std::vector<std::pair<std::string, std::string>>{{"3", "2"},
                                                        {"0", "5"},
                                                        {"5", "0"},
                                                        {"6", "1"},
                                                        {"1", "6"},
                                                        {huge, huge},
                                                        {"4294967297", "5"}}) {
    EXPECT_EQ(why(phase1, phase2), refused(phase1, phase2));
  }
  EXPECT_EQ(why("-1", "5"), "9: quorum1 must be a number, not '-1'");
  EXPECT_EQ(why("5", "3x"), "10: quorum2 must be a number, not '3x'");
  EXPECT_EQ(why("", "3"), "9: quorum1 must be a number, not ''");
  EXPECT_EQ(why("18446744073709551616", "3"),
            "9: quorum1 must be a number, not '18446744073709551616'");
}

TEST_F(ClusterFileTest, BoundsMaxValue) {
  EXPECT_EQ(read(smallest + "max_value = 1").max_value, 1U);
  EXPECT_EQ(read(smallest + "max_value = 16777216").max_value, std::size_t{16} << 20);
  for (const std::string size : {"0", "16777217", "18446744073709551615"}) {
    EXPECT_EQ(why_refused(smallest + "max_value = " + size),
              "5: max_value must be 1 to 16777216 bytes");
  }
  EXPECT_EQ(why_refused(smallest + "max_value = 1MiB"),
            "5: max_value must be a number, not '1MiB'");
}

TEST_F(ClusterFileTest, SaysWhatIsTheLimitOfEachProcess) {
  EXPECT_EQ(read(smallest).limits, Limits{});
  const ClusterFile cluster =
      read(smallest + "protocol = multi\nmax_clients = 1\nmax_requests = 2\n" +
           "max_unsent = 3\nmax_outbox = 4\nmax_waiting = 5\npatience = 6\n" +
           "max_sessions = 7\nmax_session_bytes = 8\n");
  EXPECT_EQ(cluster.limits, (Limits{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(cluster.terms(), "max_sessions = 7, max_session_bytes = 8");
  EXPECT_EQ(to_text(read(to_text(cluster))), to_text(cluster));
  EXPECT_EQ(why_refused(smallest + "max_clients = 0"),
            "5: max_clients must be 1 to 1000000 clients");
  EXPECT_EQ(why_refused(smallest + "max_sessions = 7"),
            " max_sessions is of protocol 'multi' only");
  EXPECT_EQ(read(smallest).terms(), "");
}

TEST_F(ClusterFileTest, NamesTheBackupThatTheClusterBeganWith) {
  const std::string multi = smallest + "protocol = multi\n";
  EXPECT_EQ(read(multi).identity(), "demo");
  EXPECT_EQ(read(multi).configuration.first_slot, 1U);
  const ClusterFile cluster = read(multi + "restored = 1000-00abcdef\n");
  EXPECT_EQ(cluster.restored, (Backup{1000, 0xabcdef}));
  EXPECT_EQ(cluster.identity(), "demo@1000-00abcdef");
  EXPECT_EQ(cluster.configuration.first_slot, 1001U);
  EXPECT_EQ(to_text(read(to_text(cluster))), to_text(cluster));
  for (const std::string text :
       {"", "1000", "-00abcdef", "0-00abcdef", "1000-abcdef", "1000-000abcdef", "1000-00ABCDEF",
        "1000-00abcdeg", "9223372036854775807-00abcdef", "x-00abcdef"}) {
    EXPECT_EQ(why_refused("restored = " + text),
              "1: restored must be what 'client snapshot' printed, such as 1000-89abcdef, not '" +
                  text + "'");
  }
  EXPECT_EQ(why_refused(smallest + "restored = 1000-00abcdef\n"),
            " restored is of protocol 'multi' only");
}

TEST_F(ClusterFileTest, RefusesUnknownKeysAndGarbage) {
  EXPECT_EQ(why_refused("name = demo\naceptor = 127.0.0.1:7001\n"),
            "2: unrecognised option 'aceptor'");
  EXPECT_EQ(why_refused("\n\ngarbage\n"),
            "3: the options configuration file contains an invalid line 'garbage'");
  EXPECT_EQ(why_refused("protocol = raft\n"), "1: unknown protocol 'raft'; known: single, multi");
  EXPECT_EQ(why_refused("name =\n"), "1: name must have 1 to 64 letters, digits, '-', '_' or '.'");
  EXPECT_EQ(why_refused("name = " + std::string(65, 'n')),
            "1: name must have 1 to 64 letters, digits, '-', '_' or '.'");
}

TEST_F(ClusterFileTest, RefusesWhatIsGivenTwice) {
  for (const std::string line :
       {"name = a", "protocol = single", "quorum1 = 1", "quorum2 = 1", "max_value = 1"}) {
    EXPECT_EQ(why_refused(line + "\n" + line),
              "2: " + line.substr(0, line.find(' ')) + " is given twice");
  }
  EXPECT_EQ(why_refused(smallest + "learner = 127.0.0.1:7001\n"),
            "5: 127.0.0.1:7001 is already the address of acceptor 1");
}

TEST_F(ClusterFileTest, TakesAtMost64Acceptors) {
  EXPECT_EQ(read(smallest + acceptors(63)).configuration.quorums.acceptors, 64U);
  EXPECT_EQ(why_refused(smallest + acceptors(64)), "68: more than 64 acceptors");
}

TEST_F(ClusterFileTest, RefusesWhatIsNoAddress) {
  for (const std::string text :
       {"", "127.0.0.1", "127.0.0.1:", ":7001", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x",
        "127.0.0.1:-1", "127.0.0.1:7001x", "::1:7001", "[]:7001", "[::1]", "[::1:7001",
        "::1]:7001"}) {
    EXPECT_EQ(why_refused("acceptor = " + text),
              "1: '" + text + "' is not an address; write host:port, such as 127.0.0.1:7001");
  }
}

TEST_F(ClusterFileTest, RefusesOtherMachinesUnlessAllowed) {
  for (const std::string remote : {"10.0.0.1:7009", "0.0.0.0:7009", "[::]:7009", "[fe80::1]:7009",
                                   "example.org:7009", "localhost.example.org:7009"}) {
    const std::string text = smallest + "learner = " + remote + "\n";
    EXPECT_EQ(why_refused(text),
              "5: " + remote + " is not an address of this machine only; there is no encryption " +
                  "and no authentication, so --allow-remote must say that this is meant");
    EXPECT_EQ(to_string(read(text, true).address(paxos::learner(2))), remote);
  }
  for (const std::string local : {"localhost:7009", "127.3.2.1:7009", "[::1]:7009"}) {
    EXPECT_EQ(why_refused(smallest + "learner = " + local), "");
  }
}

TEST_F(ClusterFileTest, ReadsBackWhatItWrites) {
  const std::string text = "name = my-cluster_1.0\n" + acceptors(5) +
                           "proposer = [::1]:7100\nproposer = localhost:7101\n"
                           "learner = 127.0.0.1:7102\nquorum1 = 4\nquorum2 = 2\nmax_value = 77\n";
  const ClusterFile cluster = read(text);
  const ClusterFile again = read(to_text(cluster));
  EXPECT_EQ(again.name, "my-cluster_1.0");
  EXPECT_EQ(again.addresses, cluster.addresses);
  EXPECT_EQ(again.configuration, cluster.configuration);
  EXPECT_EQ(again.max_value, 77U);
  EXPECT_EQ(to_text(again), to_text(cluster));
}

TEST_F(ClusterFileTest, SaysThatAFileCannotBeRead) {
  for (const std::string path : {"/nowhere/cluster.conf", "/"}) {
    try {
      (void)read_cluster_file(path, false);
      ADD_FAILURE() << path << " was read";
    } catch (const UsageError& error) {
      EXPECT_EQ(error.what(), path + ": cannot read the cluster file");
    }
  }
}

}  // namespace
}  // namespace net::tcp
