#include "net/sim/queue.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace net::sim {
namespace {

std::vector<std::uint32_t> items_in_order(Queue& queue) {
  std::vector<std::uint32_t> items;
  while (!queue.empty()) items.push_back(queue.pop().item);
  return items;
}

TEST(Queue, YieldsTheEarliestFirst) {
  Queue queue;
  queue.push({.at = 30, .item = 3});
  queue.push({.at = 10, .item = 1});
  queue.push({.at = 20, .item = 2});
  EXPECT_EQ(items_in_order(queue), (std::vector<std::uint32_t>{1, 2, 3}));
}

TEST(Queue, OfOneTimeYieldsTheLowestRankFirstThenWhatCameFirst) {
  Queue queue;
  queue.push({.at = 10, .item = 3}, 2);
  queue.push({.at = 10, .item = 4}, 2);
  queue.push({.at = 10, .item = 1}, 0);
  queue.push({.at = 10, .item = 2}, 0);
  EXPECT_EQ(items_in_order(queue), (std::vector<std::uint32_t>{1, 2, 3, 4}));
}

}  // namespace
}  // namespace net::sim
