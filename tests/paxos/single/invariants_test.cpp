// P1a, unique ballots and P2c on what satisfies them, and on what breaks each of their clauses. The
// other invariants are in outcome_invariants_test.cpp.

#include "paxos/single/invariants.hpp"

#include <algorithm>
#include <bit>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/paxos/single/told.hpp"

namespace paxos::single::test {
namespace {

TEST(InvariantP1a, HoldsOfWhatAnAcceptorMayDo) {
  const AcceptorState fresh, promised{b1, {}}, accepted{b1, Proposal{b1, blue}};
  EXPECT_EQ(why(p1a(fresh, fresh)), "holds");
  EXPECT_EQ(why(p1a(fresh, promised)), "holds");
  EXPECT_EQ(why(p1a(promised, accepted)), "holds");
  EXPECT_EQ(why(p1a(fresh, accepted)), "holds");
  EXPECT_EQ(why(p1a(accepted, {b2, Proposal{b1, blue}})), "holds");
  EXPECT_EQ(why(p1a(accepted, {b2, Proposal{b2, green}})), "holds");
}

TEST(InvariantP1a, BreaksIfThePromiseFalls) {
  EXPECT_EQ(why(p1a({b2, {}}, {b1, {}})), "P1a: the promise fell from ballot 2.2 to ballot 1.1");
  EXPECT_EQ(why(p1a({b2, {}}, {})), "P1a: the promise fell from ballot 2.2 to none");
}

TEST(InvariantP1a, BreaksIfTheAcceptanceFallsOrIsForgotten) {
  EXPECT_EQ(why(p1a({b2, Proposal{b2, green}}, {b2, Proposal{b1, blue}})),
            "P1a: the last accepted proposal fell from 'green' at ballot 2.2 to ballot 1.1");
  EXPECT_EQ(why(p1a({b1, Proposal{b1, blue}}, {b1, {}})),
            "P1a: the last accepted proposal fell from 'blue' at ballot 1.1 to none");
}

TEST(InvariantP1a, BreaksIfItAcceptsBelowItsPromise) {
  EXPECT_EQ(why(p1a({b2, {}}, {b2, Proposal{b1, blue}})),
            "P1a: 'blue' at ballot 1.1 was accepted after a promise of ballot 2.2");
}

TEST(InvariantP1a, BreaksIfItAcceptsWithoutRaisingItsPromise) {
  EXPECT_EQ(why(p1a({b1, {}}, {b1, Proposal{b2, green}})),
            "P1a: 'green' at ballot 2.2 was accepted and the promise left at ballot 1.1");
  EXPECT_EQ(why(p1a({}, {{}, Proposal{b1, blue}})),
            "P1a: 'blue' at ballot 1.1 was accepted and the promise left at none");
}

TEST(InvariantUniqueBallots, HoldsIfEachBallotHasOneValue) {
  EXPECT_EQ(why(unique_ballots(Told())), "holds");
  EXPECT_EQ(why(unique_ballots(Told().issue(b1, blue).issue(b1, blue).issue(b2, blue))), "holds");
  EXPECT_EQ(why(unique_ballots(Told().issue({1, 1}, blue).issue({1, 2}, green))), "holds");
}

// A proposer forgets its round in a crash and uses the same ballot for another value.
TEST(InvariantUniqueBallots, BreaksIfABallotIsReused) {
  EXPECT_EQ(why(unique_ballots(Told().issue(b1, blue).issue(b2, blue).issue(b1, green))),
            "B1: 'blue' at ballot 1.1 and 'green' at ballot 1.1 were both issued");
}

TEST(InvariantP2c, HoldsForAnyValueIfAQuorumHasAcceptedNothingBelow) {
  EXPECT_EQ(why(p2c(Told().issue(b1, blue), three_acceptors)), "holds");
  EXPECT_EQ(why(p2c(Told().accept(b1, blue, {1}).issue(b2, green), three_acceptors)), "holds");
}

TEST(InvariantP2c, HoldsForTheValueOfTheHighestProposalBelowInAQuorum) {
  EXPECT_EQ(why(p2c(Told().accept(b1, blue, {1, 2}).issue(b2, blue), three_acceptors)), "holds");
  EXPECT_EQ(why(p2c(Told().accept(b1, blue, {1}).accept(b2, green, {2}).issue(b3, green),
                    three_acceptors)),
            "holds");
}

TEST(InvariantP2c, LooksOnlyAtProposalsBelow) {
  EXPECT_EQ(why(p2c(Told().accept(b3, green, {1, 2, 3}).issue(b1, blue), three_acceptors)),
            "holds");
  EXPECT_EQ(why(p2c(Told().accept(b1, blue, {1, 2, 3}), three_acceptors)), "holds")
      << "not at its own ballot";
  EXPECT_EQ(why(p2c(Told().accept(b1, Value(), {1, 2, 3}), three_acceptors)), "holds");
}

// The schedules by which a proposer goes wrong.
TEST(InvariantP2c, BreaksIfReportedValuesAreIgnored) {
  EXPECT_EQ(why(p2c(Told().accept(b1, blue, {1, 2}).issue(b2, green), three_acceptors)),
            "P2c: 'green' at ballot 2.2 was issued, but every quorum has a member whose highest "
            "accepted proposal below it has another value: {1,2} accepted another value before");
}

TEST(InvariantP2c, BreaksIfALowerReportedValueIsTaken) {
  const History lower = Told().accept(b1, blue, {1}).accept(b2, green, {2, 3}).issue(b3, blue);
  EXPECT_THAT(why(p2c(lower, three_acceptors)),
              testing::StartsWith("P2c: 'blue' at ballot 3.1 was issued"));
}

TEST(InvariantP2c, BreaksIfTheMostFrequentReportedValueIsTaken) {
  const History frequent =
      Told().accept(b1, blue, {1, 2}).accept(b2, green, {3, 4, 5}).issue(b3, blue);
  EXPECT_TRUE(p2c(frequent, QuorumSystem::majority(5)));
}

TEST(InvariantP2c, AsksForPhaseOneQuorums) {
  const History history = Told().accept(b1, blue, {1, 2}).issue(b2, green);
  EXPECT_FALSE(p2c(history, QuorumSystem::majority(5)));
  EXPECT_TRUE(p2c(history, {5, 4, 2}));
  EXPECT_FALSE(p2c(history, {5, 2, 4}));
}

/// P2c word for word: some quorum S, among all sets of acceptors, satisfies (a) or (b).
bool p2c_by_all_sets(const History& history, const QuorumSystem& quorums) {
  const auto allowed_by = [&](const Proposal& issued, std::uint32_t members) {
    std::optional<Proposal> highest;
    for (std::uint32_t number = 1; number <= quorums.acceptors; ++number) {
      if ((members >> (number - 1) & 1) == 0) continue;
      const auto found = history.accepted.find(acceptor(number));
      if (found == history.accepted.end()) continue;
      for (const auto& proposal : found->second) {
        const bool below = proposal.ballot < issued.ballot;
        if (below && (!highest || proposal.ballot > highest->ballot)) highest = proposal;
      }
    }
    return !highest || highest->value == issued.value;
  };
  return std::all_of(history.issued.begin(), history.issued.end(), [&](const Proposal& issued) {
    for (std::uint32_t members = 0; members < 1U << quorums.acceptors; ++members) {
      const auto size = static_cast<std::uint32_t>(std::popcount(members));
      if (size >= quorums.phase1 && allowed_by(issued, members)) return true;
    }
    return false;
  });
}

TEST(InvariantP2c, AgreesWithTheTrialOfAllSetsOnRandomHistories) {
  std::mt19937_64 random(2001);
  int broken = 0;
  for (int i = 0; i < 3000; ++i) {
    const QuorumSystem quorums = i % 2 ? three_acceptors : QuorumSystem{5, 4, 2};
    Told history;
    for (std::uint64_t round = 1; round <= 4; ++round) {
      const Value& value = random() % 2 ? blue : green;
      history.issue({round, 1}, value);
      for (std::uint32_t number = 1; number <= quorums.acceptors; ++number) {
        if (random() % 3 == 0) history.accept({round, 1}, value, {number});
      }
    }
    const bool holds = p2c_by_all_sets(history, quorums);
    ASSERT_EQ(!p2c(history, quorums), holds) << "history " << i;
    broken += !holds;
  }
  EXPECT_GT(broken, 300);
  EXPECT_LT(broken, 2700);
}

}  // namespace
}  // namespace paxos::single::test
