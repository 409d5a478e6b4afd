#include "net/sim/plan.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace net::sim {
namespace {

using paxos::acceptor;
using paxos::Configuration;
using paxos::learner;
using paxos::proposer;
using paxos::QuorumSystem;

const Configuration five{3, 2, QuorumSystem::majority(5)};

template <class What>
std::vector<std::string> entries(const std::vector<Fault>& plan) {
  std::vector<std::string> words;
  for (const auto& fault : plan) {
    if (!std::holds_alternative<What>(fault.what)) continue;
    words.push_back(to_seconds(fault.at) + " " + to_string(fault));
  }
  return words;
}

TEST(Plan, FollowsFromItsSeed) {
  const Knobs knobs = read_faults("all").knobs;
  const auto words = [&](std::uint64_t seed) {
    const auto plan = make_plan(five, knobs, seed);
    auto all = entries<Crash>(plan);
    for (const auto& more : {entries<Request>(plan), entries<Partition>(plan), entries<Gone>(plan)})
      all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  EXPECT_EQ(words(1), words(1));
  EXPECT_NE(words(1), words(2));
}

TEST(Plan, HasAsManyEntriesAsTheKnobsSayAllBeforeTheFaultsCease) {
  const Knobs knobs = read_faults("calm,requests=7,crashes=5,partitions=3").knobs;
  const auto plan = make_plan(five, knobs, 1);
  EXPECT_EQ(entries<Request>(plan).size(), 7U);
  EXPECT_EQ(entries<Crash>(plan).size(), 5U);
  EXPECT_EQ(entries<Partition>(plan).size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(plan, {}, &Fault::at));
  for (const auto& fault : plan) {
    if (!std::holds_alternative<Gone>(fault.what)) {
      EXPECT_LE(fault.at, calm_from(knobs));
    }
  }
}

TEST(Plan, OfOneKindDoesNotDependOnTheOthers) {
  const auto with = make_plan(five, read_faults("all").knobs, 9);
  const auto without = make_plan(five, read_faults("all,partitions=0,crashes=0").knobs, 9);
  EXPECT_EQ(entries<Request>(with), entries<Request>(without));
  EXPECT_TRUE(entries<Crash>(without).empty());
  const auto fewer = make_plan(five, read_faults("all,partitions=0").knobs, 9);
  EXPECT_EQ(entries<Crash>(with), entries<Crash>(fewer));
}

TEST(Plan, LeavesEnoughAcceptorsForBothQuorums) {
  const Knobs knobs = read_faults("crashes").knobs;
  std::size_t most = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    EXPECT_LE(entries<Gone>(make_plan({2, 1, {5, 4, 2}}, knobs, seed)).size(), 1U);
    EXPECT_EQ(entries<Gone>(make_plan({2, 1, {3, 3, 1}}, knobs, seed)).size(), 0U);
    most = std::max(most, entries<Gone>(make_plan(five, knobs, seed)).size());
  }
  EXPECT_EQ(most, 2U);
}

TEST(Partition, CutsWhatItsShapeSays) {
  using Shape = Partition::Shape;
  const auto node = acceptor(1);
  const auto cuts = [&](Shape shape, paxos::NodeId from, paxos::NodeId to) {
    return Partition{shape, node, proposer(1), 1, 0}.cuts(from, to);
  };
  EXPECT_TRUE(cuts(Shape::isolated, node, proposer(1)));
  EXPECT_TRUE(cuts(Shape::isolated, proposer(2), node));
  EXPECT_FALSE(cuts(Shape::isolated, acceptor(2), proposer(1)));
  EXPECT_TRUE(cuts(Shape::deaf, proposer(1), node));
  EXPECT_FALSE(cuts(Shape::deaf, node, proposer(1)));
  EXPECT_TRUE(cuts(Shape::mute, node, proposer(1)));
  EXPECT_FALSE(cuts(Shape::mute, proposer(1), node));
  EXPECT_TRUE(cuts(Shape::one_way, proposer(1), node));
  EXPECT_FALSE(cuts(Shape::one_way, node, proposer(1)));
  EXPECT_FALSE(cuts(Shape::one_way, proposer(2), node));
}

TEST(Partition, SplitsTheClusterInTwoSidesThatTalkAmongThemselves) {
  const Partition split{Partition::Shape::split, {}, {}, 0x9E3779B97F4A7C15U, 0};
  const Nodes nodes(five);
  std::vector<std::uint32_t> with_first;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    EXPECT_FALSE(split.cuts(nodes[i], nodes[i]));
    if (!split.cuts(nodes[0], nodes[i])) with_first.push_back(i);
  }
  EXPECT_GT(with_first.size(), 1U);
  EXPECT_LT(with_first.size(), nodes.size());
  for (const auto a : with_first) {
    for (std::uint32_t b = 0; b < nodes.size(); ++b) {
      const bool together = std::ranges::count(with_first, b) > 0;
      EXPECT_EQ(split.cuts(nodes[a], nodes[b]), !together);
      EXPECT_EQ(split.cuts(nodes[b], nodes[a]), !together);
    }
  }
}

TEST(Nodes, AreCountedThroughAllRoles) {
  const Nodes nodes(five);
  EXPECT_EQ(nodes.size(), 10U);
  EXPECT_EQ(nodes[0], acceptor(1));
  EXPECT_EQ(nodes[5], proposer(1));
  EXPECT_EQ(nodes[9], learner(2));
  for (std::uint32_t i = 0; i < nodes.size(); ++i) EXPECT_EQ(nodes.index(nodes[i]), i);
}

}  // namespace
}  // namespace net::sim
