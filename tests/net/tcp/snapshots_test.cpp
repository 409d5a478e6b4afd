#include "net/tcp/snapshots.hpp"

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "paxos/storage/snapshot_folder.hpp"
#include "tests/folder.hpp"
#include "tests/net/tcp/client_fixture.hpp"

namespace net::tcp {
namespace {

using paxos::multi::Slot;
using paxos::storage::download_file;
using paxos::storage::snapshot_end;

class SnapshotsTest : public test::ClientFixture {
 protected:
  SnapshotsTest() {
    cluster_.name = "demo";
    execute_ = [this](const wire::Request&, const Responder& respond) { act_(respond); };
    listener_.start();
    static_cast<void>(snapshots_.read());
  }
  static clients::Snapshot state(std::uint64_t end) { return {{end}, {}}; }
  /// Of this process.
  static std::ptrdiff_t threads() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
  }
  /// Another process's snapshot has come in full.
  paxos::multi::SnapshotCopy come(std::uint64_t end) {
    const auto unsized = folder_.path() / "unsized";
    clients::write_snapshot(unsized, "demo", state(end));
    const std::uint64_t size = std::filesystem::file_size(unsized);
    download_ = download_file(folder_.path(), {{end}, size});
    std::filesystem::rename(unsized, download_);
    return {{{end}, size}, size, {}};
  }

  tests::Folder folder_;
  ClusterFile cluster_;
  Snapshots snapshots_{context_, folder_.path(), cluster_};
  std::filesystem::path download_;
  std::function<void(const Responder&)> act_;  // when a client asks
};

TEST_F(SnapshotsTest, AnOlderOneDoesNotTakeThePlaceOfOneThatWasReceived) {
  const auto copy = come(10);
  act_ = [&](const Responder& respond) {
    snapshots_.received(copy);
    snapshots_.ask(state(6), respond);  // what was executed before that is in place
  };
  test::RawSocket client = connect();
  expect_reply(client, "SNAPSHOT\n", ":9\r\n");
  EXPECT_EQ(snapshot_end(folder_.path()), Slot{10});
}

// The role is told of what was there; what has come is put in place behind that.
TEST_F(SnapshotsTest, NothingIsPutInPlaceWhileTheFolderIsLookedAt) {
  int looks = 0;
  snapshots_.on_changed = [&] {
    if (++looks > 1) return;
    const auto copy = come(10);
    const auto before = threads();
    snapshots_.received(copy);
    EXPECT_EQ(threads(), before) << "nothing has begun";
    EXPECT_TRUE(std::filesystem::exists(download_));
    EXPECT_EQ(snapshot_end(folder_.path()), Slot{6});
  };
  act_ = [&](const Responder& respond) { snapshots_.ask(state(6), respond); };
  test::RawSocket client = connect();
  expect_reply(client, "SNAPSHOT\n", ":5\r\n");
  EXPECT_TRUE(test::run_until(context_, [&] { return looks == 2; }));
  EXPECT_EQ(snapshot_end(folder_.path()), Slot{10});
}

// Once, and when nothing is being written.
TEST_F(SnapshotsTest, WhoeverReceivesOneIsToldThatThereWasNoRoomForIt) {
  std::vector<std::optional<Slot>> looks;
  snapshots_.on_changed = [&] { looks.push_back(snapshot_end(folder_.path())); };
  const paxos::multi::SnapshotCopy gone{{{10}, 100}, 100, {}};
  act_ = [&](const Responder& respond) {
    snapshots_.ask(state(6), respond);
    snapshots_.received(gone);
    snapshots_.received(gone);
  };
  test::RawSocket client = connect();
  expect_reply(client, "SNAPSHOT\n", ":5\r\n");
  EXPECT_TRUE(test::run_until(context_, [&] { return looks.size() == 2; }));
  EXPECT_EQ(looks, std::vector<std::optional<Slot>>(2, Slot{6})) << "for its own, and for that";
  snapshots_.received(gone);
  EXPECT_TRUE(test::run_until(context_, [&] { return looks.size() == 3; })) << "it came again";
  EXPECT_EQ(log_.count("thrown away"), 0) << "what has no file is never looked into";
}

}  // namespace
}  // namespace net::tcp
