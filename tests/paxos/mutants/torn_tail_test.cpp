// B33, a store that takes the torn tail of its last write for a vote, cannot be made of ours:
// SQLite drops what its log does not hold in full.

#include <cstdint>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {
namespace {

namespace fs = std::filesystem;

/// What a store holds after a crash that left of its log so many bytes.
single::AcceptorState left_of(const fs::path& store, const fs::path& log, std::uint64_t bytes) {
  const TemporaryFolder folder;
  fs::copy_file(store, folder.path() / "store.sqlite");
  fs::copy_file(log, folder.path() / "store.sqlite-wal");
  fs::resize_file(folder.path() / "store.sqlite-wal", bytes);
  return open_demo(folder.path())->load();
}

TEST(TornTail, IsDroppedWhereverItIsTorn) {
  const TemporaryFolder folder;
  const auto store = open_demo(folder.path(), true);
  const fs::path file = folder.path() / "store.sqlite";
  const fs::path log = folder.path() / "store.sqlite-wal";
  save(*store, state(3));
  const std::uint64_t before = fs::file_size(log);
  save(*store, state(7, 7, "blue"));
  const std::uint64_t after = fs::file_size(log);
  ASSERT_LT(before, after);

  constexpr std::uint64_t stride = 97;
  for (std::uint64_t bytes = before; bytes < after; bytes += stride) {
    EXPECT_EQ(left_of(file, log, bytes), state(3)) << "torn at byte " << bytes << " of " << after;
  }
  EXPECT_EQ(left_of(file, log, after - 1), state(3)) << "torn at the last byte";
  EXPECT_EQ(left_of(file, log, after), state(7, 7, "blue")) << "not torn";
}

}  // namespace
}  // namespace paxos::storage::test
