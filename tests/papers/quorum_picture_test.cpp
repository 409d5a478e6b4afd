// The quorums that papers/quorums.svg shows, and that it is what the project draws.
#include "tests/papers/quorum_picture.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/folder.hpp"

namespace paxos::papers {
namespace {

const char* const file = "papers/quorums.svg";

/// One of the four is none.
std::vector<Quorums> systems() {
  return {quorums_of("Majorities", "3 of 5 in both phases: any two have one in common.",
                     QuorumSystem::majority(5)),
          quorums_of("Flexible", "4 of 5 in phase 1, and then 2 suffice in phase 2.", {5, 4, 2}),
          grid("A grid", "A row in phase 1, a column in phase 2: 3 of 9 each.", 3),
          quorums_of("Half is no majority",
                     "2 of 4 in both phases: red pairs know nothing of each other.", {4, 2, 2})};
}

std::size_t pairs_apart(const Quorums& quorums) {
  std::size_t apart = 0;
  for (const AcceptorSet& one : quorums.phase1) {
    for (const AcceptorSet& other : quorums.phase2) apart += common(one, other).size() == 0;
  }
  return apart;
}

TEST(QuorumPicture, ShowsThatEachQuorumOfOnePhaseMeetsEachOfTheOther) {
  const auto all = systems();
  EXPECT_EQ(all[0].phase1.size(), 10U);
  EXPECT_EQ(all[1].phase1.size(), 5U);
  EXPECT_EQ(all[1].phase2.size(), 10U);
  for (const std::size_t i : {0U, 1U, 2U}) EXPECT_EQ(pairs_apart(all[i]), 0U) << all[i].name;
  EXPECT_EQ(pairs_apart(all[3]), 6U);
}

// With MAP_REWRITE=1 in the environment the file is written anew: `make map`.
TEST(QuorumPicture, IsWhatTheFileShows) {
  const std::string picture = picture_of(systems());
  if (std::getenv("MAP_REWRITE") != nullptr) std::ofstream(file) << picture;
  EXPECT_TRUE(tests::contents(file) == picture) << "make map draws " << file << " anew";
}

}  // namespace
}  // namespace paxos::papers
