// Backups of the replicated store, and clusters that begin with one, with real processes.
#include "net/tcp/backup.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

#include "net/tcp/store_client.hpp"
#include "tests/process/store_fixture.hpp"

namespace paxos::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

launcher::Plan restored_from(const std::filesystem::path& backup) {
  launcher::Plan plan = multi(true);
  plan.restore = backup;
  return plan;
}

/// The whole of a file, with one `from` in it replaced by `to`.
void replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to) {
  std::string text = tests::contents(file);
  const auto at = text.find(from);
  ASSERT_NE(at, text.npos);
  std::ofstream(file, std::ios::binary) << text.replace(at, from.size(), to);
}

class BackupProcesses : public StoreProcesses {
 protected:
  BackupProcesses() {
    wait_leader();
    EXPECT_EQ(client({"set", "k", "v"}), "OK\n");
    EXPECT_EQ(client({"incr", "n"}), "1\n");
    key_ = client({"snapshot", backup_.string()});
    EXPECT_THAT(key_, StartsWith("restored = "));
  }
  /// Starts `node` by hand, which must end at once: what it says.
  Ran start(NodeId node, const std::filesystem::path& file, const std::filesystem::path& data,
            std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--cluster", file.string(), "--id", std::to_string(node.number),
                             "--data", data.string()});
    return run(to_string(node.role), more);
  }

  TemporaryFolder folder_;
  std::filesystem::path backup_ = folder_.path() / "backup";
  std::string key_;  // the line of the cluster file
};

TEST_F(BackupProcesses, BeginAnotherClusterThatGoesOnWhereTheBackupEnds) {
  const std::string session = *ask(wait_leader(), {"SESSION"});
  ASSERT_EQ(ask(wait_leader(), {"ONCE", session, "1", "INCR", "n"}), "2");
  key_ = client({"snapshot", backup_.string()});
  EXPECT_EQ(client({"incr", "n"}), "3\n") << "this one goes on too";

  cluster_->end_all(SIGKILL);
  RunningCluster other(restored_from(backup_));
  EXPECT_THAT(tests::contents(other->file_path()), HasSubstr(key_));
  const std::string slots = std::to_string(net::tcp::backup_in(backup_).slots);
  for (const NodeId node : {proposer(1), proposer(2), learner(1), learner(2)}) {
    EXPECT_EQ(other.status(node, "snapshot"), slots);
  }
  EXPECT_EQ(other->connect(learner(1)).request_one({"GET", "k"}), "v");
  net::tcp::StoreClient client(other->file());
  const auto ask = [&](const std::vector<std::string>& words) {
    return client.execute(words, std::chrono::seconds(15));
  };
  EXPECT_EQ(ask({"INCR", "n"}), "3");
  EXPECT_EQ(other->connect(proposer(1)).request_one({"ONCE", session, "1", "INCR", "n"}), "2")
      << "its answer is in the backup";
  EXPECT_EQ(ask({"INCR", "n"}), "4");

  // It is a cluster like any other: it loses a leader,
  other->end(proposer(1), SIGKILL);
  EXPECT_EQ(ask({"INCR", "n"}), "5");
  other.restart(proposer(1));
  other->end_all(SIGTERM);
  const auto replayed = replay_without_findings(other);
  EXPECT_TRUE(replayed.whole);
  EXPECT_GT(replayed.steps, 50U);

  // and a learner whose disk is new catches up, without the backup.
  std::filesystem::remove(backup_);
  std::filesystem::remove_all(other->folder(learner(1)));
  for (const NodeId node : other->nodes()) {
    std::filesystem::remove(other->trace(node));
    other->start(
        node, node == learner(1) ? std::vector<std::string>{"--init"} : std::vector<std::string>{});
  }
  other->wait_all_ready();
  EXPECT_EQ(ask({"INCR", "n"}), "6");
  EXPECT_TRUE(
      eventually([&] { return other->connect(learner(1)).request_one({"GET", "n"}) == "6"; }));
  EXPECT_EQ(other->connect(learner(1)).request_one({"GET", "k"}), "v");
}

// Killed after it had written the cluster file, before anybody had read the backup.
TEST_F(BackupProcesses, AreGivenAgainWhenTheFirstStartWasInterrupted) {
  RunningCluster other(restored_from(backup_), false);
  other->start(proposer(1), {});
  other->end(proposer(1), SIGKILL);
  launcher::Plan plan = restored_from(backup_);
  plan.folder = other.path();
  launcher::Cluster again(plan);
  again.start_all();
  again.wait_all_ready();
  EXPECT_EQ(again.connect(learner(1)).request_one({"GET", "k"}), "v");
  plan.folder = cluster_.path();
  EXPECT_THROW(launcher::Cluster{plan}, UsageError) << "it began with nothing";
}

TEST_F(BackupProcesses, AreNotMixedWithTheClusterThatTheyAreOf) {
  RunningCluster other(restored_from(backup_));
  const std::string identity = "demo@" + key_.substr(key_.find("= ") + 2, key_.size() - 12);
  EXPECT_EQ(other.status(acceptor(1), "cluster"), identity);
  other->end_all(SIGKILL);
  cluster_->end_all(SIGKILL);

  // A store, and then a snapshot, of the one in the folder of the other.
  const auto store = start(acceptor(1), other->file_path(), cluster_->folder(acceptor(1)));
  EXPECT_EQ(store.status, 2);
  EXPECT_THAT(store.err, HasSubstr("belongs to acceptor 1 of cluster 'demo'; this is acceptor 1 of "
                                   "cluster '" +
                                   identity + "'"));
  std::filesystem::copy_file(cluster_->folder(proposer(1)) / "snapshot",
                             other->folder(learner(1)) / "snapshot",
                             std::filesystem::copy_options::overwrite_existing);
  const auto snapshot = start(learner(1), other->file_path(), other->folder(learner(1)));
  EXPECT_EQ(snapshot.status, 2);
  EXPECT_THAT(snapshot.err, HasSubstr("belongs to cluster 'demo'; this is '" + identity + "'"));

  // The same cluster file, but for what it was restored from: the processes do not talk.
  other->start(acceptor(1));
  other->wait_ready(acceptor(1));
  const auto old = folder_.path() / "old.ini";
  std::filesystem::copy_file(other->file_path(), old);
  replace_in(old, key_, "");
  const auto refused = run("client", {"--cluster", old.string(), "--timeout", "100", "get", "k"});
  EXPECT_EQ(refused.status, 1);
}

TEST_F(BackupProcesses, AreRefusedIfTheyAreNotTheOneThatTheClusterFileNames) {
  const auto fresh = [&] { return folder_.path() / "data"; };
  const auto refusal = [&](const std::filesystem::path& file, const std::filesystem::path& backup) {
    std::filesystem::remove_all(fresh());
    const Ran ran = start(learner(1), file, fresh(), {"--init", "--restore", backup.string()});
    EXPECT_EQ(std::filesystem::exists(fresh() / "snapshot"), false);
    return ran.err;
  };
  cluster_->end_all(SIGTERM);
  EXPECT_THAT(refusal(cluster_->file_path(), backup_),
              HasSubstr("--restore " + backup_.string() +
                        " is for a cluster file that says which "
                        "backup it begins with: '" +
                        key_.substr(0, key_.size() - 1) + "'"));

  const auto file = folder_.path() / "new.ini";
  std::filesystem::copy_file(cluster_->file_path(), file);
  std::ofstream(file, std::ios::app) << "restored = 1000-89abcdef\n";
  EXPECT_THAT(refusal(file, backup_), HasSubstr("; the cluster file wants 1000-89abcdef"));
  EXPECT_THAT(refusal(file, folder_.path() / "nowhere"), HasSubstr("No such file"));

  const auto damaged = folder_.path() / "damaged";
  std::string bytes = tests::contents(backup_);
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(damaged, std::ios::binary) << bytes;
  EXPECT_THAT(refusal(file, damaged),
              HasSubstr(damaged.string() + " is damaged: in the block at byte "));
  EXPECT_THAT(start(acceptor(1), file, fresh(), {"--restore", backup_.string()}).err,
              HasSubstr("--restore is of proposers and learners of Multi-Paxos only"));
}

TEST_F(BackupProcesses, AreNotTouchedByOneThatFails) {
  const std::string before = tests::contents(backup_);
  for (const NodeId node : {acceptor(1), acceptor(2)}) cluster_->end(node, SIGKILL);
  const Ran ran =
      run("client", {"--cluster", cluster_->file_path().string(), "snapshot", backup_.string()});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("UNKNOWN"));
  EXPECT_EQ(tests::contents(backup_), before);
  EXPECT_FALSE(std::filesystem::exists(backup_.string() + ".part"));
}

}  // namespace
}  // namespace paxos::test
