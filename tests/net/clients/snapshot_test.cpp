#include "net/clients/snapshot.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/clients/batch.hpp"
#include "net/clients/replica.hpp"
#include "net/wire/codec.hpp"
#include "paxos/storage/snapshot_file.hpp"
#include "paxos/storage/store.hpp"
#include "tests/folder.hpp"

namespace net::clients {
namespace {

using paxos::machine::Command;
using paxos::machine::Machine;

/// In the log of proposer 1.
Command numbered(std::uint64_t number, std::vector<std::string> words) {
  return {{1, 1, number}, std::move(words)};
}

class SnapshotTest : public testing::Test {
 protected:
  [[nodiscard]] Snapshot written_and_read(const Snapshot& snapshot) const {
    write_snapshot(file_, "demo", snapshot);
    return read_snapshot(file_, "demo");
  }
  [[nodiscard]] std::string complaint() const {
    try {
      (void)read_snapshot(file_, "demo");
    } catch (const paxos::storage::StorageError& error) {
      return error.what();
    }
    return {};
  }

  tests::Folder folder_;
  std::filesystem::path file_ = folder_.path() / "snapshot";
};

TEST_F(SnapshotTest, IsTheStateItWasTakenOf) {
  EXPECT_EQ(written_and_read({}), Snapshot{});

  std::mt19937 random(33);
  Snapshot snapshot{{5001}, {}};
  for (std::uint64_t i = 1; i <= 5000; ++i) {
    const std::string key = std::to_string(random() % 3000);
    const std::string value(random() % 600, static_cast<char>(random()));
    snapshot.machine.execute(numbered(i, {"SET", key, value}));
  }
  EXPECT_EQ(written_and_read(snapshot), snapshot);
  EXPECT_GT(std::filesystem::file_size(file_), 500'000U) << "several blocks";
}

TEST_F(SnapshotTest, HoldsMoreOfSessionsThanABlockTakes) {
  Snapshot snapshot{{201}, {}};
  std::uint64_t number = 0;
  snapshot.machine.execute(numbered(++number, {"SET", "k", std::string(60'000, 'x')}));
  for (int id = 1; id <= 100; ++id) {
    snapshot.machine.execute(numbered(++number, {"SESSION"}));
    snapshot.machine.execute(numbered(++number, {"ONCE", std::to_string(id), "1", "GET", "k"}));
  }
  EXPECT_EQ(written_and_read(snapshot), snapshot);
  EXPECT_GT(std::filesystem::file_size(file_), paxos::storage::SnapshotWriter::most_in_block);
}

TEST_F(SnapshotTest, KnowsWhatWasExecutedAndWhatSessionsWereAnswered) {
  Snapshot snapshot{{7}, {}};
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"SET", "k", "text"},
                                             {"SESSION"},
                                             {"ONCE", "1", "1", "APPEND", "k", "!"},
                                             {"SESSION"},
                                             {"ONCE", "2", "1", "INCR", "k"},
                                             {"SESSION"},
                                             {"ONCE", "3", "1", "MGET", "k", "x"}}) {
    snapshot.machine.execute(numbered(snapshot.machine.executed() + 1, words));
  }
  Machine machine = written_and_read(snapshot).machine;
  ASSERT_EQ(machine, snapshot.machine);

  EXPECT_EQ(machine.execute(numbered(3, {"SET", "k", "again"})), std::nullopt) << "a duplicate";
  EXPECT_EQ(machine.execute(numbered(8, {"ONCE", "1", "1", "APPEND", "k", "!"})),
            paxos::machine::Reply(std::int64_t{5}));
  EXPECT_EQ(machine.execute(numbered(9, {"SESSION"})), paxos::machine::Reply(std::int64_t{4}));
}

TEST_F(SnapshotTest, OfTheSameLogHasTheSameBytes) {
  Replica one(paxos::proposer(1), 1);
  Replica other(paxos::learner(1), 1);
  std::vector<paxos::Value> log;
  for (int i = 0; i < 500; ++i) {
    log.push_back(one.take({i % 3 == 2 ? "DEL" : "INCR", std::to_string(i * i % 97)}).batch);
    EXPECT_EQ(one.execute({one.state().end, {log.back()}}).size(), 1U);
  }
  EXPECT_TRUE(other.execute({{1}, log}).empty());
  write_snapshot(file_, "demo", one.state());
  write_snapshot(folder_.path() / "other", "demo", other.state());
  EXPECT_EQ(tests::contents(file_), tests::contents(folder_.path() / "other"));
}

TEST_F(SnapshotTest, IsLeftAloneByOneThatStops) {
  write_snapshot(file_, "demo", {{7}, {}});
  Snapshot snapshot{{9}, {}};
  snapshot.machine.execute(numbered(1, {"SET", "k", "v"}));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(write_snapshot(file_, "demo", snapshot, stop.get_token()),
               paxos::storage::StorageError);
  EXPECT_EQ(read_snapshot(file_, "demo").end.number, 7U);
  EXPECT_EQ(tests::all_contents(folder_.path()).size(), 1U);
}

TEST_F(SnapshotTest, ThatNoMachineHasLeftIsRefused) {
  const auto holding = [&](const std::vector<std::string>& blocks) {
    paxos::storage::SnapshotWriter writer(file_, {"demo", {7}});
    for (const std::string& block : blocks) writer.write(block);
    writer.publish();
    return complaint();
  };
  const auto size = [](const std::string& bytes) {
    return wire::encode(std::uint64_t{bytes.size()});
  };
  const std::string books = wire::encode(Machine::Books{});
  const std::string damaged = file_.string() + " is damaged: ";
  EXPECT_EQ(holding({}), damaged + "it holds no state");
  EXPECT_EQ(holding({"ten"}), damaged + "truncated message");
  EXPECT_EQ(holding({size(books)}), damaged + "truncated message");
  EXPECT_EQ(holding({size(books), books + "!"}), damaged + "1 trailing bytes");
  EXPECT_EQ(holding({size(books), books, "key"}), damaged + "truncated message");
  EXPECT_EQ(holding({size(books), books}), "");
  EXPECT_EQ(holding({size(books), books.substr(0, 9), books.substr(9)}), "");

  // Of one session: how many were opened, uses, its last use, that use and its session, the bytes.
  Machine machine;
  machine.execute(numbered(1, {"SESSION"}));
  const std::string sound = wire::encode(machine.books());
  for (const std::size_t at : {16U, 24U, 57U, 69U, 77U, 85U}) {
    std::string changed = sound;
    changed[at] ^= 1;
    EXPECT_EQ(holding({size(changed), changed}), damaged + "its sessions do not fit together")
        << at;
  }
}

}  // namespace
}  // namespace net::clients
