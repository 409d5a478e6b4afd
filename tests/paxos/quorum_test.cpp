#include "paxos/quorum.hpp"

#include <bit>
#include <vector>

#include <boost/container_hash/hash.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/paxos/print_to.hpp"

namespace paxos {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

AcceptorSet set_of(const std::vector<std::uint32_t>& numbers) {
  AcceptorSet set;
  for (const auto number : numbers) set.insert(acceptor(number));
  return set;
}

TEST(AcceptorSet, CountsAnAcceptorOnce) {
  AcceptorSet set;
  EXPECT_EQ(set.size(), 0U);
  set.insert(acceptor(2));
  set.insert(acceptor(2));
  EXPECT_EQ(set.size(), 1U);
  set.insert(acceptor(3));
  EXPECT_EQ(set.size(), 2U);
}

TEST(AcceptorSet, ContainsWhatWasInserted) {
  const AcceptorSet set = set_of({1, 3, AcceptorSet::max_acceptors});
  EXPECT_TRUE(set.contains(acceptor(1)));
  EXPECT_FALSE(set.contains(acceptor(2)));
  EXPECT_TRUE(set.contains(acceptor(AcceptorSet::max_acceptors)));
  EXPECT_EQ(set.size(), 3U);
}

TEST(AcceptorSet, ComparesAndHashesByContent) {
  EXPECT_EQ(set_of({1, 2}), set_of({2, 1, 2}));
  EXPECT_NE(set_of({1, 2}), set_of({1, 3}));
  const boost::hash<AcceptorSet> hash;
  EXPECT_EQ(hash(set_of({1, 2})), hash(set_of({2, 1})));
  EXPECT_NE(hash(set_of({1, 2})), hash(set_of({1, 3})));
}

TEST(AcceptorSetDeathTest, HoldsAcceptorsOnly) {
  AcceptorSet set;
  EXPECT_DEATH(set.insert(proposer(1)), "role == Role::acceptor");
  EXPECT_DEATH(set.insert(acceptor(0)), "number >= 1");
  EXPECT_DEATH(set.insert(acceptor(AcceptorSet::max_acceptors + 1)), "max_acceptors");
}

// PMS §2.2: any two majorities share an acceptor.
TEST(QuorumSystem, AMajorityIsMoreThanHalf) {
  for (const auto& [acceptors, majority] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
           {1, 1}, {2, 2}, {3, 2}, {4, 3}, {5, 3}, {6, 4}, {7, 4}, {64, 33}}) {
    const auto quorums = QuorumSystem::majority(acceptors);
    EXPECT_EQ(quorums, (QuorumSystem{acceptors, majority, majority}));
    EXPECT_TRUE(quorums.intersects()) << acceptors << " acceptors";
  }
}

/// Whether every phase-1 quorum meets every phase-2 quorum, by trying all pairs of sets.
bool every_pair_meets(const QuorumSystem& quorums) {
  const std::uint32_t sets = 1U << quorums.acceptors;
  for (std::uint32_t first = 0; first < sets; ++first) {
    if (static_cast<std::uint32_t>(std::popcount(first)) < quorums.phase1) continue;
    for (std::uint32_t second = 0; second < sets; ++second) {
      if (static_cast<std::uint32_t>(std::popcount(second)) < quorums.phase2) continue;
      if ((first & second) == 0) return false;
    }
  }
  return true;
}

TEST(QuorumSystem, IntersectsIffEveryPairOfQuorumsMeets) {
  for (std::uint32_t acceptors = 1; acceptors <= 6; ++acceptors) {
    for (std::uint32_t phase1 = 1; phase1 <= acceptors; ++phase1) {
      for (std::uint32_t phase2 = 1; phase2 <= acceptors; ++phase2) {
        const QuorumSystem quorums{acceptors, phase1, phase2};
        EXPECT_EQ(quorums.intersects(), every_pair_meets(quorums)) << print(quorums);
      }
    }
  }
}

TEST(QuorumSystem, RefusesAQuorumThatIsEmptyOrNeverReached) {
  EXPECT_FALSE((QuorumSystem{3, 0, 3}).intersects());
  EXPECT_FALSE((QuorumSystem{3, 3, 0}).intersects());
  EXPECT_FALSE((QuorumSystem{3, 4, 2}).intersects());
  EXPECT_FALSE((QuorumSystem{3, 2, 4}).intersects());
  EXPECT_FALSE((QuorumSystem{}).intersects());
}

TEST(QuorumSystem, CountsEachPhaseByItsOwnQuorum) {
  const QuorumSystem quorums{5, 4, 2};
  EXPECT_FALSE(quorums.is_phase1_quorum(set_of({1, 2, 3})));
  EXPECT_TRUE(quorums.is_phase1_quorum(set_of({1, 2, 3, 5})));
  EXPECT_FALSE(quorums.is_phase2_quorum(set_of({4})));
  EXPECT_TRUE(quorums.is_phase2_quorum(set_of({4, 5})));
}

TEST(Configuration, NumbersTheProcessesOfEachRoleFromOne) {
  const Configuration configuration{2, 0, QuorumSystem::majority(3)};
  EXPECT_THAT(configuration.all(Role::acceptor),
              ElementsAre(acceptor(1), acceptor(2), acceptor(3)));
  EXPECT_THAT(configuration.all(Role::proposer), ElementsAre(proposer(1), proposer(2)));
  EXPECT_THAT(configuration.all(Role::learner), IsEmpty());
  EXPECT_EQ(configuration.count(Role::acceptor), 3U);
  EXPECT_EQ(configuration.count(Role::proposer), 2U);
  EXPECT_EQ(configuration.count(Role::learner), 0U);
}

TEST(Configuration, ContainsItsProcessesAndNoOther) {
  const Configuration configuration{2, 1, QuorumSystem::majority(3)};
  EXPECT_TRUE(configuration.contains(acceptor(3)));
  EXPECT_FALSE(configuration.contains(acceptor(4)));
  EXPECT_FALSE(configuration.contains(acceptor(0)));
  EXPECT_TRUE(configuration.contains(proposer(2)));
  EXPECT_FALSE(configuration.contains(proposer(3)));
  EXPECT_FALSE(configuration.contains(learner(2)));
  EXPECT_FALSE(configuration.contains(NodeId{static_cast<Role>(9), 1}));
}

}  // namespace
}  // namespace paxos
