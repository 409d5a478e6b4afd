// Real processes that are killed and real disks that are full.
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <random>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/paxos/storage/fixture.hpp"

namespace paxos::storage::test {

namespace {

/// What the child of the kill test puts for a round: every third round accepts, and values are of
/// all lengths, so that the log moves to the file now and then.
single::AcceptorState state_of(std::uint64_t round) {
  const std::uint64_t accepted = round - round % 3;
  return state(round, accepted, std::string(accepted * 977 % 60'000, static_cast<char>(accepted)));
}

/// A process that commits round after round, and tells each once its commit has returned.
class Writer {
 public:
  explicit Writer(const std::filesystem::path& folder) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) write_on(folder, ends[1]);
    ::close(ends[1]);
    reports_ = ends[0];
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { ::close(reports_); }

  /// The next round that was committed; 0 if the process is dead and no report is left.
  [[nodiscard]] std::uint64_t next_report() const {
    std::uint64_t round = 0;
    return ::read(reports_, &round, sizeof round) == sizeof round ? round : 0;
  }

  void kill() const {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }

 private:
  [[noreturn]] static void write_on(const std::filesystem::path& folder, int reports) {
    try {
      const auto store = open_demo(folder);
      const auto promised = store->load().promised;
      for (std::uint64_t round = promised ? promised->round + 1 : 1;; ++round) {
        save(*store, state_of(round));
        if (::write(reports, &round, sizeof round) != sizeof round) break;
      }
    } catch (const std::exception& error) {
      std::cerr << "in the child: " << error.what() << std::endl;
    }
    ::_exit(child_threw);
  }

  pid_t child_ = 0;
  int reports_ = -1;
};

/// Lets the writer run a little further, to kill it anywhere within a commit.
void spin(std::chrono::microseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

void limit_file_size(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, RLIM_INFINITY};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// Commits until the disk is full. Returns the last round committed, after checks of the failure.
int fill_up(Store<single::Acceptor>& store, const std::string& expected) {
  for (std::uint64_t round = 1;; ++round) {
    try {
      save(store, state(round, round, std::string(20'000, static_cast<char>(round))));
    } catch (const StorageError& error) {
      if (error.what() != expected) {
        std::cerr << error.what() << std::endl;
        return child_threw;
      }
      EXPECT_THROW(store.put(state(round, round)), StorageError);
      EXPECT_THROW(store.commit(), StorageError);
      return ::testing::Test::HasFailure() ? child_threw : static_cast<int>(round - 1);
    }
  }
}

}  // namespace

TEST(Crash, KilledWriterLosesNothingThatItReported) {
  constexpr unsigned seed = 20010311;
  std::cout << "seed " << seed << std::endl;
  std::mt19937 random(seed);
  const TemporaryFolder folder;
  open_demo(folder.path(), true);

  std::uint64_t reported = 0;
  for (int kills = 0; kills < 30; ++kills) {
    const Writer writer(folder.path());
    const int reports = std::uniform_int_distribution<>(1, 120)(random);
    for (int i = 0; i < reports; ++i) reported = writer.next_report();
    ASSERT_GT(reported, 0U) << "the writer died by itself";
    spin(std::chrono::microseconds(std::uniform_int_distribution<>(0, 400)(random)));
    writer.kill();
    while (const auto round = writer.next_report()) reported = round;

    const auto left = open_demo(folder.path())->load();
    ASSERT_TRUE(left.promised.has_value());
    const std::uint64_t round = left.promised->round;
    ASSERT_GE(round, reported) << "lost a commit, kill " << kills;
    ASSERT_LE(round, reported + 1) << "invented a commit, kill " << kills;
    ASSERT_TRUE(left == state_of(round)) << "a mixture of two states, kill " << kills;
  }
  std::cout << reported << " commits reported" << std::endl;
}

TEST(Crash, InitMayBeKilledAtAnySync) {
  for (int kill_at = 1;; ++kill_at) {
    const TemporaryFolder folder;
    const auto data = folder.path() / "data";
    const int status = in_child([&] {
      int syncs = 0;
      const SyncWatch watch([&](const std::string&) {
        if (++syncs == kill_at) ::raise(SIGKILL);
        return true;
      });
      open_demo(data, true);
      return 0;
    });
    if (std::filesystem::exists(data / "store.sqlite")) {
      EXPECT_EQ(open_demo(data)->load(), single::AcceptorState{}) << kill_at;
    } else {
      EXPECT_THROW(open_demo(data), UsageError) << kill_at;
      EXPECT_EQ(open_demo(data, true)->load(), single::AcceptorState{}) << kill_at;
    }
    if (status == 0) break;
    ASSERT_EQ(status, -SIGKILL);
    ASSERT_LT(kill_at, 50);
  }
}

TEST(FullDisk, FileThatMayNotGrowFailsTheCommit) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "store.sqlite";
  const int committed = in_child([&] {
    const auto store = open_demo(folder.path(), true);
    limit_file_size(256 << 10);
    return fill_up(*store, file + ": cannot commit: disk I/O error");
  });
  ASSERT_GT(committed, 1);
  ASSERT_LT(committed, child_threw);
  EXPECT_EQ(open_demo(folder.path())->load().promised->round,
            static_cast<std::uint64_t>(committed));
}

TEST(FullDisk, InitThatFailsCanBeDoneAgain) {
  const TemporaryFolder folder;
  const int status = in_child([&] {
    limit_file_size(6000);
    const auto error = error_of<StorageError>([&] { open_demo(folder.path(), true); });
    return error.find("store.sqlite.new: cannot create the tables") != std::string::npos ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
  EXPECT_THROW(open_demo(folder.path()), UsageError);
  EXPECT_EQ(open_demo(folder.path(), true)->load(), single::AcceptorState{});
}

TEST(FullDisk, SmallFileSystemFailsTheCommit) {
  constexpr int cannot_mount = 97;
  const TemporaryFolder folder;
  // The file system belongs to the child and goes away with it.
  const int status = in_child([&] {
    const char* const path = folder.path().c_str();
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", path, "tmpfs", 0, "size=1m") != 0) {
      return cannot_mount;
    }
    const auto data = folder.path() / "data";
    const std::string file = data / "store.sqlite";
    auto store = open_demo(data, true);
    std::ofstream(folder.path() / "filler") << std::string(700'000, '.');
    const int committed = fill_up(*store, file + ": cannot commit: database or disk is full");
    store.reset();
    std::filesystem::remove(folder.path() / "filler");
    const auto left = open_demo(data)->load();
    EXPECT_GT(committed, 1);
    EXPECT_EQ(left.promised->round, static_cast<std::uint64_t>(committed));
    return ::testing::Test::HasFailure() ? 1 : 0;
  });
  if (status == cannot_mount) GTEST_SKIP() << "may not mount a file system here";
  EXPECT_EQ(status, 0);
}

}  // namespace paxos::storage::test
