// The map from the papers to the code is whole, and papers/map.md is what it says.
#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/folder.hpp"
#include "tests/papers/claims.hpp"

namespace paxos::papers {
namespace {

const char* const file = "papers/map.md";

TEST(PaperMap, CitesOnlyWhatTheGuidesHave) {
  for (const std::string& mistake : find_citations(read_guides()).mistakes) {
    ADD_FAILURE() << mistake;
  }
}

TEST(PaperMap, HasCodeForEachClaimOrAReason) {
  const Guides guides = read_guides();
  const auto citations = find_citations(guides).all;
  EXPECT_GT(guides.claims.size(), 80U);
  for (const Claim& claim : guides.claims) {
    if (claim.code.starts_with("none: ") || claim.code.starts_with("Departure: ")) continue;
    const Claim* other = as_which(claim, guides);
    EXPECT_TRUE(other || !claim.code.starts_with("as ")) << to_string(claim.id) << ": as what?";
    const ClaimId& id = other ? other->id : claim.id;
    EXPECT_NE(std::ranges::find(citations, id, &Citation::id), citations.end())
        << to_string(claim.id) << " is cited nowhere";
  }
}

TEST(PaperMap, HasATestForEachClaimOrAReason) {
  for (const Claim& claim : read_guides().claims) {
    EXPECT_TRUE(claim.test.starts_with("none: ") || claim.test.find('`') != std::string::npos)
        << to_string(claim.id) << " has no test";
  }
}

TEST(PaperMap, NamesEachClaimOnce) {
  auto claims = read_guides().claims;
  std::ranges::sort(claims, {}, &Claim::id);
  const auto twice = std::ranges::adjacent_find(claims, {}, &Claim::id);
  EXPECT_EQ(twice, claims.end()) << to_string(twice->id);
}

// With MAP_REWRITE=1 in the environment the file is written anew: `make map`.
TEST(PaperMap, IsWhatTheFileSays) {
  const Guides guides = read_guides();
  const std::string map = map_of(guides, find_citations(guides).all);
  if (std::getenv("MAP_REWRITE") != nullptr) std::ofstream(file) << map;
  EXPECT_TRUE(tests::contents(file) == map) << "make map writes " << file << " anew";
}

}  // namespace
}  // namespace paxos::papers
