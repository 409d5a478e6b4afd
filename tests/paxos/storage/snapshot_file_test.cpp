// Snapshot files: what was written is read, and nothing else ever is.
#include "paxos/storage/snapshot_file.hpp"

#include <fstream>
#include <vector>

#include <gmock/gmock.h>

#include "paxos/checksum.hpp"
#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using tests::all_contents;
using tests::contents;

std::string number(std::uint32_t number) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> (8 * i));
  return bytes;
}

class SnapshotFile : public testing::Test {
 protected:
  void write(std::uint64_t end, const std::vector<std::string>& blocks) const {
    SnapshotWriter writer(file_, {"demo", {end}});
    for (const auto& block : blocks) writer.write(block);
    writer.publish();
  }
  [[nodiscard]] std::vector<std::string> read(const std::string& cluster = "demo") const {
    SnapshotReader reader(file_);
    reader.require_cluster(cluster);
    std::vector<std::string> blocks;
    while (auto block = reader.next()) blocks.push_back(*std::move(block));
    return blocks;
  }
  [[nodiscard]] std::uint64_t end() const { return SnapshotReader(file_).header().end.number; }
  [[nodiscard]] std::string complaint() const {
    return error_of<StorageError>([&] { (void)read(); });
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "snapshot";
};

TEST_F(SnapshotFile, HoldsItsBlocks) {
  const std::string large(1'000'000, 'x');
  write(43, {"one", std::string("\0", 1), large});
  EXPECT_EQ(end(), 43U);
  EXPECT_THAT(read(), ElementsAre("one", std::string("\0", 1), large));
  write(44, {});
  EXPECT_EQ(end(), 44U);
  EXPECT_THAT(read(), ElementsAre());
}

TEST_F(SnapshotFile, SaysInItsFirstLinesWhatItIs) {
  write(43, {"one"});
  EXPECT_THAT(contents(file_).substr(8), StartsWith("A snapshot of a replicated state\n"
                                                    "version 2\ncluster demo\nend 43\n"));
}

TEST_F(SnapshotFile, StaysUntilTheNextIsPublished) {
  write(43, {"old"});
  {
    SnapshotWriter writer(file_, {"demo", {99}});
    writer.write("new");
    EXPECT_THAT(read(), ElementsAre("old"));
  }
  EXPECT_THAT(read(), ElementsAre("old"));
  EXPECT_EQ(all_contents(folder_.path()).size(), 1U) << "nothing is left of the other";
}

TEST_F(SnapshotFile, IsOnTheDiskBeforeItHasItsName) {
  write(43, {"old"});
  std::vector<std::string> synced;
  std::string first;
  const SyncWatch watch([&](const std::string& file) {
    synced.push_back(file + (end() == 44 ? " after" : " before"));
    return true;
  });
  write(44, {"new"});
  const std::string folder = folder_.path().filename();
  EXPECT_THAT(synced, ElementsAre("snapshot.new before", folder + " after"));
}

TEST_F(SnapshotFile, StaysIfTheDiskFails) {
  write(43, {"old"});
  {
    const SyncWatch watch([](const std::string&) { return false; });
    EXPECT_THROW(write(44, {"new"}), StorageError);
  }
  EXPECT_THAT(read(), ElementsAre("old"));
}

TEST_F(SnapshotFile, WithAnyByteChangedIsRefused) {
  write(43, {"one", "two"});
  const std::string whole = contents(file_);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    std::ofstream(file_, std::ios::binary) << changed;
    EXPECT_THAT(complaint(), StartsWith(file_.string() + " is damaged: in the block at byte "))
        << "byte " << i;
  }
}

TEST_F(SnapshotFile, CutAnywhereIsRefused) {
  write(43, {"one", "two"});
  const std::string whole = contents(file_);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(file_, std::ios::binary) << whole.substr(0, size);
    EXPECT_THAT(complaint(), HasSubstr(" is damaged: ")) << "of " << size << " bytes";
  }
}

TEST_F(SnapshotFile, WithABlockTakenOutOrMoreAtItsEndIsRefused) {
  write(43, {"one", "two"});
  std::string text = contents(file_);
  const auto one = text.find("one") - 8;
  std::ofstream(file_, std::ios::binary) << text.substr(0, one) + text.substr(one + 11);
  EXPECT_THAT(complaint(), HasSubstr("blocks are missing before it"));
  std::ofstream(file_, std::ios::binary) << text << "!";
  EXPECT_THAT(complaint(), HasSubstr("something follows the end"));
}

TEST_F(SnapshotFile, OfAnotherClusterOrVersionIsRefused) {
  write(43, {"one"});
  EXPECT_EQ(error_of<UsageError>([&] { (void)read("other"); }),
            file_.string() + " belongs to cluster 'demo'; this is 'other'");

  const std::string header = "A snapshot of a replicated state\nversion 3\ncluster demo\nend 43\n";
  std::ofstream(file_, std::ios::binary)
      << number(static_cast<std::uint32_t>(header.size())) << number(checksum(header)) << header;
  EXPECT_EQ(error_of<UsageError>([&] { (void)read(); }),
            file_.string() + " has version 3; this program understands version 2");
}

}  // namespace
}  // namespace paxos::storage::test
