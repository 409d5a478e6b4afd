// What a data folder holds of snapshots, and how the log beside them begins where they end.
#include "paxos/storage/snapshot_folder.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "paxos/storage/snapshot_file.hpp"
#include "paxos/storage/sqlite.hpp"
#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {
namespace {

using multi::Piece;
using multi::PieceRecall;
using multi::Slot;
using multi::Snapshot;
using multi::StoredSnapshots;

class SnapshotsInAFolder : public testing::Test {
 protected:
  /// A snapshot of all below that slot.
  void write(std::uint64_t end) {
    SnapshotWriter writer(snapshot_file(folder_.path()), {"demo", {end}});
    writer.write(std::string(1000, 's'));
    writer.publish();
  }
  std::unique_ptr<Store<multi::Learner>> open() {
    Identity identity = demo(learner(1));
    identity.protocol = "multi";
    const bool init = !std::filesystem::exists(folder_.path() / "store.sqlite");
    return open_store<multi::Learner>(
        {.folder = folder_.path(), .identity = identity, .init = init});
  }
  static Value letters(std::size_t count, char letter) { return Value(std::string(count, letter)); }

  TemporaryFolder folder_;
};

TEST_F(SnapshotsInAFolder, AreFoundAgain) {
  EXPECT_EQ(SnapshotFolder(folder_.path()).held(), StoredSnapshots{});
  write(7);
  const Snapshot coming{{20}, 30};
  {
    SnapshotFolder folder(folder_.path());
    folder.add({coming, 0, letters(10, 'a')});
    folder.add({coming, 10, letters(10, 'b')});
  }
  const SnapshotFolder folder(folder_.path());
  const auto size = std::filesystem::file_size(snapshot_file(folder_.path()));
  EXPECT_EQ(folder.held().own, (multi::SnapshotCopy{{{7}, size}, size, {}}));
  EXPECT_EQ(folder.held().download, (multi::SnapshotCopy{coming, 20, {}}));
  EXPECT_EQ(to_string(folder.read().download.bytes), "aaaaaaaaaabbbbbbbbbb");
  EXPECT_EQ(folder.read().own.bytes.size(), size);
}

TEST_F(SnapshotsInAFolder, AreServedAsTheyWereUntilOneLooksAgain) {
  write(7);
  SnapshotFolder folder(folder_.path());
  const Snapshot old = folder.held().own.of;
  const auto piece = [&](std::uint64_t offset) {
    const auto send = folder.recall({learner(2), old, offset, 50});
    EXPECT_EQ(send.to, std::vector{learner(2)});
    return std::get<Piece>(send.message);
  };
  const Piece first = piece(0);
  EXPECT_EQ(first.bytes.bytes().substr(8, 10), "A snapshot");
  write(9);
  EXPECT_EQ(piece(0), first);
  EXPECT_EQ(piece(old.size - 1).bytes.size(), 1U);
  EXPECT_EQ(piece(old.size).offset, 0U) << "there is nothing from there on";
  folder.look_again();
  EXPECT_EQ(piece(50).of.end, Slot{9});
  EXPECT_EQ(piece(50).offset, 0U) << "that one is no more; this is the first of the other";
}

TEST_F(SnapshotsInAFolder, TakeNoPieceBehindOneThatIsNotThere) {
  SnapshotFolder folder(folder_.path());
  const std::uint64_t more_than_any_disk_has = std::uint64_t{1} << 60;
  const Snapshot large{{20}, more_than_any_disk_has};
  folder.add({large, 0, letters(10, 'a')});
  folder.add({large, 10, letters(10, 'b')});
  EXPECT_EQ(folder.held().download, multi::SnapshotCopy{});
  EXPECT_FALSE(std::filesystem::exists(download_file(folder_.path(), large)));
}

TEST_F(SnapshotsInAFolder, LeaveNoDownloadBehind) {
  SnapshotFolder folder(folder_.path());
  folder.add({{{20}, 30}, 0, letters(10, 'a')});
  folder.add({{{25}, 30}, 0, letters(10, 'b')});
  EXPECT_FALSE(std::filesystem::exists(download_file(folder_.path(), {{20}, 30})));
  EXPECT_EQ(folder.held().download.of.end, Slot{25});
  write(25);
  folder.look_again();
  EXPECT_FALSE(std::filesystem::exists(download_file(folder_.path(), {{25}, 30})));
  EXPECT_EQ(folder.held().download, multi::SnapshotCopy{});
}

TEST_F(SnapshotsInAFolder, StandForTheLogBeforeTheOneBefore) {
  const auto learn = [](auto& store, std::uint64_t from, std::uint64_t to) {
    for (; from <= to; ++from) store->keep({{from}, {letters(1, 'v')}});
    store->save();
  };
  {
    const auto store = open();
    learn(store, 1, 10);
    write(6);
    EXPECT_EQ(store->look_again().own.of.end, Slot{6});
    write(9);
    store->look_again();
    learn(store, 11, 20);  // makes room on the way
  }
  {
    const auto store = open();
    EXPECT_EQ(store->look_again().own.of.end, Slot{9}) << "as a process does when it starts";
    const auto state = store->load();
    EXPECT_EQ(state.chosen.begin(), Slot{6});
    EXPECT_EQ(state.chosen.first_unchosen(), Slot{21});
    EXPECT_EQ(state.snapshots.own.of.end, Slot{9});
  }
  // One that was received, far ahead.
  write(50);
  const auto store = open();
  const auto state = store->load_held();
  EXPECT_EQ(state.chosen.begin(), Slot{50});
  EXPECT_EQ(state.chosen.first_unchosen(), Slot{50});
  learn(store, 50, 51);
  EXPECT_EQ(store->load().chosen.first_unchosen(), Slot{52});
}

TEST_F(SnapshotsInAFolder, TakeTheLogWithThemIfTheyAreGone) {
  {
    const auto store = open();
    (void)store->load();
    write(9);
    store->look_again();
    store->keep({{9}, {letters(1, 'v')}});
    store->save();
  }
  EXPECT_EQ(open()->load().chosen.first_unchosen(), Slot{10});
  std::filesystem::remove(snapshot_file(folder_.path()));
  const auto store = open();
  EXPECT_EQ(store->load(), multi::LearnerState{});
  store->keep({{1}, {letters(1, 'w')}});
  store->save();
  EXPECT_EQ(store->load().chosen.first_unchosen(), Slot{2});
}

TEST_F(SnapshotsInAFolder, AreForgottenWithTheMemoryOfAProcess) {
  OpenOptions options{.folder = folder_.path(),
                      .identity = demo(learner(1)),
                      .kind = OpenOptions::memory,
                      .init = true};
  const Snapshot coming{{20}, 30};
  {
    const auto store = open_store<multi::Learner>(options);
    store->put({coming, 0, letters(10, 'a')});
    EXPECT_EQ(store->look_again().download.received, 10U);
    write(9);
    EXPECT_EQ(store->look_again().own.of.end, Slot{9});
  }
  options.init = false;
  options.forget_promises = true;
  const auto store = open_store<multi::Learner>(options);
  EXPECT_EQ(store->look_again(), StoredSnapshots{});
}

}  // namespace
}  // namespace paxos::storage::test
