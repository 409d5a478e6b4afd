#include "net/explore/search.hpp"

#include <new>
#include <numeric>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/explore/grid.hpp"

namespace net::explore::test {
namespace {

using testing::ElementsAre;

const std::atomic<bool> never = false;

Result run(Model& model, const Limits& limits = {}, const std::atomic<bool>& interrupted = never) {
  return search(model, limits, interrupted, [](const Progress&) {});
}

std::uint64_t sum(const std::vector<std::uint64_t>& levels) {
  return std::accumulate(levels.begin(), levels.end(), std::uint64_t{0});
}

TEST(Search, CountsEveryStateOnce) {
  Grid grid(2, 3);
  const Result result = run(grid);
  EXPECT_EQ(result.distinct, 16U);
  EXPECT_EQ(result.generated, 24U);
  EXPECT_EQ(result.pending, 0U);
  EXPECT_THAT(result.levels, ElementsAre(1, 2, 3, 4, 3, 2, 1));
  EXPECT_EQ(result.bound, std::nullopt);
  EXPECT_FALSE(result.counterexample);
  EXPECT_EQ(result.images, 1U);
  EXPECT_GE(result.bytes, result.bytes_for_seen);
  EXPECT_GE(result.bytes_for_seen, 16 * sizeof(Fingerprint));
}

TEST(Search, EndsAtOnceIfThereAreNoSteps) {
  Grid grid(1, 0);
  const Result result = run(grid);
  EXPECT_EQ(result.distinct, 1U);
  EXPECT_EQ(result.generated, 0U);
  EXPECT_THAT(result.levels, ElementsAre(1));
  EXPECT_EQ(result.bound, std::nullopt);
}

TEST(Search, CountsStatesThatAreImagesOfEachOtherOnce) {
  Grid grid(2, 9, {}, true);
  const Result result = run(grid);
  EXPECT_EQ(result.distinct, 55U);
  EXPECT_EQ(result.levels.size(), 19U);
  EXPECT_EQ(result.images, 2U);
}

// A cube of 18 dimensions, whose widest level is cut into many blocks.
TEST(Search, CountsTheSameWithAnyNumberOfThreads) {
  for (const unsigned threads : {1, 2, 4}) {
    Grid cube(18, 1);
    const Result result = run(cube, {.threads = threads});
    EXPECT_EQ(result.distinct, 1U << 18);
    EXPECT_EQ(result.generated, 18U << 17);
    EXPECT_EQ(result.pending, 0U);
    EXPECT_THAT(result.levels, ElementsAre(1, 18, 153, 816, 3060, 8568, 18564, 31824, 43758, 48620,
                                           43758, 31824, 18564, 8568, 3060, 816, 153, 18, 1));
  }
}

TEST(Search, EndsAtABoundOfDepth) {
  for (std::uint64_t depth = 1; depth <= 10; ++depth) {
    Grid grid(2, 20);
    const Result result = run(grid, {.depth = depth});
    EXPECT_EQ(result.bound, Bound::depth);
    EXPECT_EQ(result.levels.size(), depth);
    EXPECT_EQ(result.distinct, depth * (depth + 1) / 2);
    EXPECT_EQ(result.pending, depth);  // the last level
    EXPECT_EQ(result.generated, depth * (depth - 1));
  }
}

TEST(Search, EndsAtABoundOfStates) {
  Grid grid(2, 200);
  const Result result = run(grid, {.states = 1000});
  EXPECT_EQ(result.bound, Bound::states);
  EXPECT_GE(result.distinct, 1000U);
  EXPECT_LT(result.distinct, 1000U + 4096U);
  EXPECT_GT(result.pending, 0U);
  EXPECT_EQ(sum(result.levels), result.distinct);
}

TEST(Search, EndsAtABoundOfMemory) {
  constexpr std::size_t most = 1 << 20;
  Grid cube(30, 1);
  const Result result = run(cube, {.memory = most});
  EXPECT_EQ(result.bound, Bound::memory);
  EXPECT_GT(result.bytes, most);
  // What one block of states leads to is taken before memory is looked at again.
  EXPECT_LT(result.bytes, 8 * most);
  EXPECT_GT(result.pending, 0U);
  EXPECT_EQ(sum(result.levels), result.distinct);
}

// Told only after the last state was expanded.
TEST(Search, ReachesNoBoundIfEveryStateWasExpanded) {
  std::atomic<bool> interrupted = false;
  Grid grid(2, 3, {.on_expand = [&](const State& state) {
              if (state.messages.front() == 6) interrupted = true;
            }});
  const Result result = run(grid, {.depth = 8}, interrupted);
  EXPECT_TRUE(interrupted);
  EXPECT_EQ(result.distinct, 16U);
  EXPECT_EQ(result.pending, 0U);
  EXPECT_EQ(result.bound, std::nullopt);
}

TEST(Search, EndsWhenItIsInterrupted) {
  std::atomic<bool> interrupted = false;
  Grid cube(30, 1, {.on_expand = [&](const State& state) {
              if (state.messages.front() == 4) interrupted = true;
            }});
  const Result result = run(cube, {}, interrupted);
  EXPECT_EQ(result.bound, Bound::interrupted);
  EXPECT_GT(result.pending, 0U);
  EXPECT_GE(result.levels.size(), 5U);
  EXPECT_LE(result.levels.size(), 6U);
  EXPECT_EQ(sum(result.levels), result.distinct);
}

/// The states on the way.
std::vector<State> follow(Grid& grid, const std::vector<std::uint32_t>& steps) {
  struct Following final : StepSink {
    std::vector<Step> steps;
    void take(const Step& step) override { steps.push_back(step); }
  };
  const auto expander = grid.expander();
  std::vector<State> states{grid.initial()};
  for (const auto number : steps) {
    Following sink;
    expander->expand(states.back(), sink);
    State next;
    reach(states.back(), sink.steps.at(number), next);
    states.push_back(next);
  }
  return states;
}

TEST(Search, ShowsAShortestWayToAViolation) {
  for (const unsigned threads : {1, 4}) {
    // A sum of 5 in one state, and of 7 and more in many.
    const auto is_wrong = [](const State& state) {
      return state.locals[0] == 4 && state.locals[1] == 52;
    };
    Grid grid(2, 50, {.is_wrong = [&](const State& state) {
                return is_wrong(state) || state.messages.front() >= 7;
              }});
    const Result result = run(grid, {.threads = threads});
    ASSERT_TRUE(result.counterexample);
    EXPECT_EQ(result.bound, std::nullopt);
    EXPECT_EQ(result.counterexample->violation, (paxos::Violation{"sum", "it is 5"}));
    EXPECT_EQ(result.counterexample->steps.size(), 5U);
    const auto states = follow(grid, result.counterexample->steps);
    EXPECT_TRUE(is_wrong(states.back()));
    EXPECT_EQ(result.levels.size(), 6U);
  }
}

TEST(Search, FindsAViolationInTheInitialState) {
  Grid grid(2, 3, {.is_wrong = [](const State&) { return true; }});
  const Result result = run(grid);
  ASSERT_TRUE(result.counterexample);
  EXPECT_TRUE(result.counterexample->steps.empty());
  EXPECT_EQ(result.distinct, 1U);
}

TEST(Search, WithOneThreadAlwaysFindsTheSameViolation) {
  const auto find = [] {
    Grid cube(14, 1, {.is_wrong = [](const State& state) { return state.messages.front() == 7; }});
    return run(cube);
  };
  const Result first = find();
  const Result second = find();
  ASSERT_TRUE(first.counterexample && second.counterexample);
  EXPECT_EQ(first.counterexample->steps, second.counterexample->steps);
  EXPECT_EQ(first.distinct, second.distinct);
  EXPECT_EQ(first.levels, second.levels);
}

TEST(Search, HandsOnTheExceptionOfAnExpander) {
  for (const unsigned threads : {1, 4}) {
    Grid cube(18, 1, {.on_expand = [](const State& state) {
                if (state.messages.front() == 9) throw std::runtime_error("it broke");
              }});
    EXPECT_THROW(run(cube, {.threads = threads}), std::runtime_error);
  }
}

TEST(Search, EndsAtABoundIfMemoryEnds) {
  for (const unsigned threads : {1, 4}) {
    Grid cube(18, 1, {.on_expand = [](const State& state) {
                if (state.messages.front() == 9) throw std::bad_alloc();
              }});
    const Result result = run(cube, {.threads = threads});
    EXPECT_EQ(result.bound, Bound::memory);
    EXPECT_GE(result.pending, 48620U);
    EXPECT_LT(result.distinct, 1U << 18);
  }
}

}  // namespace
}  // namespace net::explore::test
