#include "net/sim/extent.hpp"

#include <map>
#include <set>

#include <boost/describe.hpp>
#include <gtest/gtest.h>

namespace net::sim {
namespace {

struct Known {
  std::set<int> proposed;
  std::map<int, std::map<int, std::set<int>>> accepted;  // by acceptor and slot
};
BOOST_DESCRIBE_STRUCT(Known, (), (proposed, accepted))

TEST(Extent, GrowsWithWhatIsAddedAtAnyDepth) {
  Known known;
  std::size_t before = extent(known);
  const auto grew = [&] { return std::exchange(before, extent(known)) < extent(known); };
  known.proposed.insert(1);
  EXPECT_TRUE(grew());
  known.accepted[1][7].insert(1);
  EXPECT_TRUE(grew());
  known.accepted[1][8].insert(1);
  EXPECT_TRUE(grew());
  known.accepted[1][8].insert(2);
  EXPECT_TRUE(grew());
  known.accepted[1][8].insert(2);
  EXPECT_FALSE(grew());
}

}  // namespace
}  // namespace net::sim
