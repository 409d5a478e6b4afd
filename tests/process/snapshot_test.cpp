// Snapshots of the replicated store, with real processes.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>

#include "tests/process/store_fixture.hpp"

namespace paxos::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class SnapshotProcesses : public StoreProcesses {
 protected:
  /// Both learners have executed all that the leader has, and `node` a snapshot.
  void snapshot(NodeId node) {
    ASSERT_TRUE(eventually([&] { return learners_agree(); }));
    ASSERT_NE(ask(node, {"SNAPSHOT"}), "0");
  }
  /// Changes a byte in the middle of the file, or at its beginning.
  static void damage(const std::filesystem::path& file, bool beginning = false) {
    std::string bytes = tests::contents(file);
    bytes[beginning ? 0 : bytes.size() / 2] ^= 1;
    std::ofstream(file, std::ios::binary) << bytes;
  }
  [[nodiscard]] std::filesystem::path snapshot_of(NodeId node) {
    return cluster_->folder(node) / "snapshot";
  }
  /// Puts a disk of 16 MiB in the place of a folder. Others do not see it, and it ends with this
  /// test's processes. False if there is no right to do so.
  static bool make_small_disk(const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    return ::unshare(CLONE_NEWNS) == 0 &&
           ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("small", folder.c_str(), "tmpfs", 0, "size=16M") == 0;
  }

  explicit SnapshotProcesses(launcher::Plan plan = multi()) : StoreProcesses(std::move(plan)) {}
};

launcher::Plan with_snapshots_at(std::uint64_t bytes) {
  launcher::Plan plan = multi();
  plan.settings.snapshot_bytes = bytes;
  return plan;
}

class OftenRestarted : public SnapshotProcesses {
 protected:
  OftenRestarted() : SnapshotProcesses(with_snapshots_at(400'000)) {}
};

TEST_F(SnapshotProcesses, GoOnFromASnapshot) {
  wait_leader();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client({"incr", "n"}), std::to_string(i + 1) + "\n");
  ASSERT_TRUE(eventually([&] { return learners_agree(); }));
  for (const NodeId node : {proposer(1), learner(1)}) {
    const std::string executed = cluster_.status(node, "executed");
    const auto covered = ask(node, {"SNAPSHOT"});
    EXPECT_EQ(covered, std::to_string(std::stoi(cluster_.status(node, "first_unchosen")) - 1));
    EXPECT_EQ(cluster_.status(node, "snapshot"), covered);
    cluster_->end(node, SIGKILL);
    cluster_.restart(node);
    EXPECT_EQ(cluster_.status(node, "snapshot"), covered);
    EXPECT_EQ(cluster_.status(node, "executed"), executed);
  }
  EXPECT_EQ(client({"incr", "n"}), "21\n");
  EXPECT_TRUE(eventually([&] { return ask(learner(1), {"GET", "n"}) == "21"; }));
}

TEST_F(SnapshotProcesses, UseNothingOfADamagedSnapshot) {
  wait_leader();
  ASSERT_EQ(client({"set", "k", "v"}), "OK\n");
  ASSERT_TRUE(eventually([&] { return ask(learner(1), {"GET", "k"}) == "v"; }));
  ask(learner(1), {"SNAPSHOT"});
  cluster_->end(learner(1), SIGTERM);
  const auto file = snapshot_of(learner(1));
  damage(file);
  cluster_.restart(learner(1));
  EXPECT_TRUE(eventually([&] { return ask(learner(1), {"GET", "k"}) == "v"; }));
  EXPECT_EQ(cluster_.status(learner(1), "snapshot"), "0");
  EXPECT_THAT(tests::contents(cluster_->log(learner(1))),
              HasSubstr(file.string() + " is damaged: in the block at byte "));
}

TEST_F(SnapshotProcesses, ServeOnWhenASnapshotCannotBeWritten) {
  const NodeId leads = wait_leader();
  ASSERT_EQ(ask(leads, {"SET", "k", "v"}), "OK");
  const auto in_the_way = cluster_->folder(leads) / "snapshot.new";
  std::filesystem::create_directory(in_the_way);
  EXPECT_THAT(refusal(leads, {"SNAPSHOT"}), StartsWith("ERR cannot open " + in_the_way.string()));
  EXPECT_EQ(ask(leads, {"APPEND", "k", "w"}), "2");
  std::filesystem::remove(in_the_way);
  EXPECT_EQ(ask(leads, {"SNAPSHOT"}), "2");
}

// The room that is left is for its store.
TEST_F(SnapshotProcesses, LeaveSomeRoomOnADiskThatIsAlmostFull) {
  const NodeId node = learner(1);
  wait_leader();
  ASSERT_EQ(client({"set", "k", "v"}), "OK\n");
  cluster_->end(node, SIGTERM);
  const auto folder = cluster_->folder(node);
  if (!make_small_disk(folder)) GTEST_SKIP() << "no right to make a small disk here";
  cluster_->start(node, {"--init"});
  cluster_->wait_ready(node);
  EXPECT_TRUE(eventually([&] { return ask(node, {"GET", "k"}) == "v"; }));
  EXPECT_EQ(refusal(node, {"SNAPSHOT"}),
            "ERR the disk of " + snapshot_of(node).string() + ".new is almost full");
  EXPECT_FALSE(std::filesystem::exists(snapshot_of(node).string() + ".new"));
  ASSERT_EQ(client({"set", "k", "w"}), "OK\n");
  EXPECT_TRUE(eventually([&] { return ask(node, {"GET", "k"}) == "w"; }));
  cluster_->end(node, SIGTERM);
  EXPECT_EQ(::umount(folder.c_str()), 0);
}

// It gives up what it has no room for, and goes on; and fetches it once there is room.
TEST_F(SnapshotProcesses, GoOnWhenThereIsNoRoomForWhatTheyAreGiven) {
  const NodeId node = learner(1);
  const NodeId leads = wait_leader();
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(ask(leads, {"SET", "k" + std::to_string(i), std::string(60'000, 'x')}), "OK");
    for (const NodeId other : {proposer(1), proposer(2), learner(2)}) snapshot(other);
  }
  ASSERT_NE(cluster_.status(leads, "log_begin"), "1");
  cluster_->end(node, SIGTERM);
  const auto folder = cluster_->folder(node);
  if (!make_small_disk(folder)) GTEST_SKIP() << "no right to make a small disk here";
  cluster_->start(node, {"--init"});
  cluster_->wait_ready(node);
  const auto log = cluster_->log(node);
  EXPECT_TRUE(eventually([&] {
    return tests::contents(log).find("what is received is given up: the disk of ") !=
           std::string::npos;
  }));
  EXPECT_EQ(ask(node, {"GET", "k0"}), std::nullopt) << "it serves what it has";
  ASSERT_EQ(::mount("small", folder.c_str(), "tmpfs", MS_REMOUNT, "size=64M"), 0);
  EXPECT_TRUE(eventually([&] { return ask(node, {"GET", "k0"}).has_value(); }));
  cluster_->end(node, SIGTERM);
  EXPECT_EQ(::umount(folder.c_str()), 0);
}

// Others have a sound one.
TEST_F(SnapshotProcesses, FetchFromAnotherIfWhatTheyAreGivenIsDamaged) {
  const NodeId leads = wait_leader();
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(ask(leads, {"SET", "k" + std::to_string(i), std::string(60'000, 'x')}), "OK");
    for (const NodeId node : {proposer(1), proposer(2), learner(2)}) snapshot(node);
  }
  {
    std::fstream file(snapshot_of(leads), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100'000);
    file << "damaged";
  }
  cluster_->end(learner(1), SIGKILL);
  std::filesystem::remove_all(cluster_->folder(learner(1)));
  cluster_->start(learner(1), {"--init"});
  cluster_->wait_ready(learner(1));
  EXPECT_TRUE(eventually([&] { return learners_agree(); }));
  EXPECT_THAT(tests::contents(cluster_->log(learner(1))),
              HasSubstr("what was received is thrown away: "));
}

// What it executes again when it starts counts, or the log would grow for ever.
TEST_F(OftenRestarted, TakeASnapshotAllTheSame) {
  const NodeId leads = wait_leader();
  const auto set = [&](int from) {
    for (int i = from; i < from + 2; ++i) {
      ASSERT_EQ(ask(wait_leader(), {"SET", "k" + std::to_string(i), std::string(60'000, 'x')}),
                "OK");
    }
  };
  for (int i = 0; i < 4; ++i) set(2 * i);
  snapshot(leads);
  const std::string covered = cluster_.status(leads, "snapshot");
  // No life of the process has as many bytes.
  for (int round = 1; round <= 5; ++round) {
    set(10 * round);
    cluster_->end(leads, SIGTERM);
    cluster_.restart(leads);
  }
  EXPECT_TRUE(eventually([&] { return cluster_.status(leads, "snapshot") != covered; }));
}

// The log before the last snapshot but one is gone, so that a learner that begins with nothing is
// given the snapshot, and the log behind it.
TEST_F(SnapshotProcesses, LetALearnerWithoutAnythingCatchUpByItself) {
  const NodeId leads = wait_leader();
  for (int i = 0; i < 30; ++i) {
    ASSERT_EQ(ask(leads, {"SET", "k" + std::to_string(i), "v" + std::to_string(i)}), "OK");
    if (i % 10 != 9) continue;
    for (const NodeId node : {proposer(1), proposer(2), learner(2)}) snapshot(node);
  }
  ASSERT_NE(cluster_.status(leads, "log_begin"), "1");
  EXPECT_THAT(refusal(leads, {"CHOSEN", "1"}), StartsWith("ERR a snapshot stands for that slot"));
  EXPECT_THAT(refusal(leads, {"LOG", "1", "5"}), StartsWith("ERR a snapshot stands for that slot"));
  EXPECT_THAT(client({"log"}), StartsWith("1  SET k0 v0\n")) << "this learner has all of it";

  cluster_->end(learner(1), SIGKILL);
  std::filesystem::remove_all(cluster_->folder(learner(1)));
  cluster_->start(learner(1), {"--init"});
  cluster_->wait_ready(learner(1));
  ASSERT_TRUE(eventually([&] { return learners_agree(); }));
  EXPECT_EQ(ask(learner(1), {"GET", "k0"}), "v0");
  EXPECT_EQ(ask(learner(1), {"GET", "k29"}), "v29");
  EXPECT_GT(std::stoi(cluster_.status(learner(1), "snapshot")), 10);
  EXPECT_EQ(cluster_.status(learner(1), "download_of"), "0");

  // And what it was given is its own by now.
  cluster_->end(learner(1), SIGKILL);
  cluster_.restart(learner(1));
  EXPECT_EQ(ask(learner(1), {"GET", "k0"}), "v0");
}

TEST_F(SnapshotProcesses, FetchAnotherIfTheirsIsDamagedAndTheLogBeforeItIsGone) {
  const NodeId leads = wait_leader();
  for (int i = 1; i <= 3; ++i) {
    ASSERT_EQ(client({"incr", "n"}), std::to_string(i) + "\n");
    for (const NodeId node : {proposer(1), proposer(2), learner(1)}) snapshot(node);
  }
  for (const NodeId node : {other(leads), learner(1)}) {
    cluster_->end(node, SIGTERM);
    damage(snapshot_of(node), node == learner(1));
    cluster_.restart(node);
    EXPECT_THAT(tests::contents(cluster_->log(node)),
                HasSubstr(snapshot_of(node).string() + " is damaged: in the block at byte "));
    EXPECT_TRUE(eventually([&] { return cluster_.status(node, "snapshot") != "0"; }));
  }
  ASSERT_TRUE(eventually([&] { return learners_agree(); }));
  EXPECT_EQ(ask(learner(1), {"GET", "n"}), "3");
  EXPECT_EQ(ask(other(leads), {"INCR", "n"}), "4");
}

}  // namespace
}  // namespace paxos::test
