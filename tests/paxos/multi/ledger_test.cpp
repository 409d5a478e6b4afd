// How a proposer or a learner that is behind comes by the log, and by a snapshot in its place.
#include "paxos/multi/ledger.hpp"

#include <string>

#include "tests/paxos/multi/fixture.hpp"

namespace paxos::multi::test {
namespace {

constexpr std::uint64_t page = 10;  // bytes

Configuration paged() {
  Configuration configuration = three;
  configuration.page = page;
  return configuration;
}

SnapshotCopy copy(std::uint64_t end, const std::string& bytes) {
  return {{slot(end), bytes.size()}, bytes.size(), Value(bytes)};
}

/// A ledger together with what is in stable storage, as a world keeps them.
struct Keeper {
  Ledger ledger{learner(1), paged(), {}};
  LedgerState stored = {};

  void restart() { ledger = Ledger(learner(1), paged(), stored); }
  void learn(std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t i = from; i <= to; ++i) {
      (void)ledger.learn(slot(i), blue);
      (void)stored.chosen.learn(slot(i), blue);
    }
  }
  std::optional<Learned> has(const StoredSnapshots& snapshots) {
    (void)apply(snapshots, stored);
    return ledger.on_snapshots(snapshots).learned;
  }
  void take(std::uint64_t end, const std::string& bytes) {
    (void)has(*with_taken(stored.snapshots, copy(end, bytes)));
  }
  /// Handles a message of a proposer, and returns what it sends back.
  template <class M>
  std::optional<Message> told(const M& message) {
    const auto effects = ledger.handle(proposer(2), message);
    if (effects.persist) apply(*effects.persist, stored);
    if (effects.recall) return piece_of(*effects.recall, stored).message;
    if (effects.send.empty()) return std::nullopt;
    return effects.send.front().message;
  }
};

const std::string state(25, 's');

TEST(Ledger, GivesTheFirstPieceOfItsSnapshotWhereItsLogHasNotBegun) {
  Keeper giver;
  giver.learn(1, 9);
  giver.take(4, state);
  EXPECT_EQ(giver.ledger.chosen().begin(), slot(1)) << "for those who are a little behind";
  giver.take(8, state);
  EXPECT_EQ(giver.ledger.chosen().begin(), slot(4));
  EXPECT_EQ(giver.told(Fetch{slot(3)}),
            Message(Piece{{slot(8), 25}, 0, Value(state.substr(0, page))}));
  EXPECT_EQ(giver.told(Fetch{slot(8)}), Message(Fetched{slot(8), {blue}}));
  EXPECT_EQ(giver.told(Fetch{slot(10)}), std::nullopt);
}

TEST(Ledger, GivesWhateverIsLess) {
  Keeper giver;
  giver.learn(1, 20);
  giver.take(15, state);
  EXPECT_TRUE(std::holds_alternative<Piece>(*giver.told(Fetch{slot(1)}))) << "14 values are longer";
  EXPECT_TRUE(std::holds_alternative<Fetched>(*giver.told(Fetch{slot(12)})));
}

TEST(Ledger, GoesOnWithASnapshotThatIsBegunThoughTheLogIsLessByNow) {
  Keeper giver;
  giver.learn(1, 20);
  giver.take(15, state);
  const Snapshot begun{slot(15), state.size()};
  EXPECT_EQ(giver.told(Fetch{slot(12), begun, page}),
            Message(Piece{begun, page, Value(state.substr(page, page))}));
}

/// Has `taker` fetch from `giver` until nothing more is asked, and returns the pieces it took.
int fetch(Keeper& taker, Keeper& giver, int most = 100) {
  int pieces = 0;
  std::optional<Message> asked = taker.ledger.next();
  while (asked && pieces < most) {
    const auto answer = std::visit(
        [&](const auto& message) -> std::optional<Message> {
          if constexpr (requires { giver.ledger.handle(proposer(1), message); }) {
            return giver.told(message);
          }
          return std::nullopt;
        },
        *asked);
    asked.reset();
    if (!answer) break;
    if (const auto* piece = std::get_if<Piece>(&*answer)) {
      asked = taker.told(*piece);
      ++pieces;
    } else if (const auto* fetched = std::get_if<Fetched>(&*answer)) {
      asked = taker.told(*fetched);
    }
  }
  return pieces;
}

TEST(Ledger, TakesASnapshotPieceByPieceAndGoesOnBehindIt) {
  Keeper giver;
  giver.learn(1, 20);
  giver.take(10, "older");
  giver.take(18, state);
  Keeper taker;
  EXPECT_EQ(fetch(taker, giver), 3);
  EXPECT_EQ(taker.ledger.first_unchosen(), slot(1)) << "not before it is found to be sound";
  ASSERT_TRUE(taker.stored.snapshots.download.is_whole());
  EXPECT_EQ(taker.stored.snapshots.download, giver.stored.snapshots.own);
  (void)taker.has(*with_received(taker.stored.snapshots));
  EXPECT_EQ(taker.ledger.first_unchosen(), slot(18));
  EXPECT_EQ(fetch(taker, giver), 0);
  EXPECT_EQ(taker.ledger.first_unchosen(), slot(21));
}

TEST(Ledger, GoesOnWithADownloadAfterARestart) {
  Keeper giver;
  giver.learn(1, 20);
  giver.take(18, state);
  Keeper taker;
  fetch(taker, giver, 2);
  taker.restart();
  EXPECT_EQ(taker.ledger.snapshots().download.received, 2 * page);
  const Fetch next{slot(1), {slot(18), 25}, 2 * page};
  EXPECT_EQ(taker.ledger.next(), next);
  const auto third = std::get<Piece>(*giver.told(next));
  EXPECT_EQ(third.offset, 2 * page);
  (void)taker.told(third);
  EXPECT_TRUE(taker.ledger.snapshots().download.is_whole());
}

TEST(Ledger, MindsNoPieceThatComesTwiceOrDoesNotFit) {
  Keeper taker;
  const Snapshot of{slot(18), 25};
  const Value ten(std::string(page, 's'));
  EXPECT_EQ(taker.told(Piece{of, page, ten}), std::nullopt) << "the second without the first";
  EXPECT_EQ(taker.told(Piece{of, 0, Value(std::string(26, 's'))}), std::nullopt);
  EXPECT_EQ(taker.told(Piece{of, 0, {}}), std::nullopt);
  EXPECT_EQ(taker.told(Piece{of, 0, ten}), Message(Fetch{slot(1), of, page}));
  EXPECT_EQ(taker.told(Piece{of, page, ten}), Message(Fetch{slot(1), of, 2 * page}));
  EXPECT_EQ(taker.told(Piece{of, page, ten}), std::nullopt);
  EXPECT_EQ(taker.ledger.snapshots().download.received, 2 * page);
}

// Otherwise each time that it asks again would be answered for ever, beside all the others.
TEST(Ledger, GoesOnOnceHoweverOftenItAskedForAPiece) {
  Keeper giver;
  giver.learn(1, 17);
  giver.take(18, state);
  Keeper taker;
  const auto first = std::get<Piece>(*giver.told(Fetch{slot(1)}));
  EXPECT_TRUE(taker.told(first));
  EXPECT_FALSE(taker.told(first));
  const auto second = std::get<Piece>(*giver.told(taker.ledger.next()));
  EXPECT_TRUE(taker.told(second));
  EXPECT_FALSE(taker.told(second));
}

TEST(Ledger, LeavesADownloadThatComesForALaterOneOnly) {
  const Value ten(std::string(page, 's'));
  Keeper taker;
  (void)taker.told(Piece{{slot(18), 25}, 0, ten});
  (void)taker.told(Piece{{slot(12), 25}, 0, ten});
  EXPECT_EQ(taker.ledger.snapshots().download.of.end, slot(18));
  (void)taker.told(Piece{{slot(30), 25}, 0, ten});
  EXPECT_EQ(taker.ledger.snapshots().download.of.end, slot(30));

  // One of which nothing has come for a while is left for any other.
  const Heartbeat heartbeat{{1, 2}, slot(40)};
  EXPECT_EQ(taker.told(heartbeat), std::nullopt) << "what it asked for is coming";
  EXPECT_EQ(taker.told(heartbeat), Message(Fetch{slot(1), {slot(30), 25}, page}));
  EXPECT_EQ(taker.told(heartbeat), Message(Fetch{slot(1), {slot(30), 25}, page}));
  (void)taker.told(Piece{{slot(12), 25}, 0, ten});
  EXPECT_EQ(taker.ledger.snapshots().download.of.end, slot(12));
}

TEST(Ledger, WantsNoSnapshotOfWhatItKnows) {
  Keeper taker;
  taker.learn(1, 9);
  EXPECT_EQ(taker.told(Piece{{slot(10), 25}, 0, blue}), std::nullopt);
  taker.take(9, state);
  EXPECT_FALSE(with_taken(taker.stored.snapshots, copy(9, state)));
  EXPECT_FALSE(with_taken(taker.stored.snapshots, copy(5, state))) << "never an older one";
}

TEST(Ledger, ThrowsADamagedDownloadAway) {
  Keeper taker;
  (void)taker.told(Piece{{slot(18), 4}, 0, Value("abcd")});
  ASSERT_TRUE(taker.ledger.snapshots().download.is_whole());
  EXPECT_EQ(taker.told(Piece{{slot(18), 4}, 0, Value("abcd")}), std::nullopt);
  (void)taker.has({});
  EXPECT_EQ(taker.told(Piece{{slot(18), 1}, 0, Value("a")}), std::nullopt) << "whole at once";
  EXPECT_EQ(taker.ledger.snapshots().download.of, (Snapshot{slot(18), 1}));
}

TEST(Ledger, AsksOthersAfterAWhileIfWhatItWasGivenIsDamaged) {
  Keeper taker;
  const auto asked = [&]() -> std::optional<NodeId> {
    const auto effects = taker.ledger.handle(proposer(2), Heartbeat{{1, 2}, slot(30), slot(1)});
    if (effects.send.empty()) return std::nullopt;
    return effects.send.front().to.front();
  };
  EXPECT_EQ(asked(), proposer(2));
  (void)taker.told(Piece{{slot(18), 4}, 0, Value("abcd")});
  (void)taker.has({});
  int heartbeats = 1;
  while (!asked() && heartbeats < 100) ++heartbeats;
  EXPECT_EQ(heartbeats, 22);
  EXPECT_EQ(asked(), proposer(2)) << "after the other, for it may have a sound one by now";
  EXPECT_EQ(asked(), proposer(1)) << "of two proposers and one learner, which is the taker";
  (void)taker.has({copy(18, state), {}});
  EXPECT_EQ(asked(), proposer(2)) << "all is well";
}

TEST(Ledger, DeliversWhatWasBehindTheGapThatASnapshotCloses) {
  Keeper taker;
  (void)taker.told(Chosen{slot(18), red});
  EXPECT_EQ(taker.has({copy(18, state), {}}), (Learned{slot(18), {red}}));
}

TEST(Ledger, HoldsNoMoreBehindAGapThanALeaderProposes) {
  Keeper taker;
  const Slot last{three.window};
  EXPECT_EQ(taker.told(Chosen{last.next(), red}), std::nullopt);
  EXPECT_FALSE(taker.ledger.chosen().contains(last.next()));
  (void)taker.told(Chosen{last, red});
  EXPECT_TRUE(taker.ledger.chosen().contains(last));
}

TEST(LedgerState, LosesInACrashWhatIsNotInItsSnapshot) {
  Keeper keeper;
  keeper.learn(1, 9);
  keeper.take(4, state);
  LedgerState left = keeper.stored;
  forget(left, 1);
  EXPECT_EQ(left.chosen.first_unchosen(), slot(4));
  EXPECT_TRUE(leaves(keeper.stored, left));
  EXPECT_FALSE(leaves(left, keeper.stored));

  LedgerState later = keeper.stored;
  (void)apply(*with_taken(later.snapshots, copy(8, state)), later);
  EXPECT_TRUE(leaves(keeper.stored, later)) << "a snapshot right before the crash";
  EXPECT_FALSE(leaves(later, keeper.stored)) << "a snapshot never goes";
}

}  // namespace
}  // namespace paxos::multi::test
