#include "net/explore/permutation.hpp"

#include <deque>
#include <string>

#include <gtest/gtest.h>

#include "net/explore/local.hpp"
#include "paxos/single/synod.hpp"

namespace net::explore {
namespace {

using namespace paxos;
using namespace paxos::single;

const Configuration configuration{2, 1, QuorumSystem::majority(3)};
const Proposal blue{{1, 1}, Value("blue")};

/// 1 to 2, 2 to 3, 3 to 1.
const Permutation rotation({2, 3, 1});

AcceptorSet set_of(std::initializer_list<std::uint32_t> numbers) {
  AcceptorSet set;
  for (const auto number : numbers) set.insert(acceptor(number));
  return set;
}

TEST(Permutation, RenamesAnAcceptor) {
  EXPECT_EQ(rotation(acceptor(1)), acceptor(2));
  EXPECT_EQ(rotation(acceptor(2)), acceptor(3));
  EXPECT_EQ(rotation(acceptor(3)), acceptor(1));
}

TEST(Permutation, LeavesProposersAndLearnersAlone) {
  for (std::uint32_t number = 1; number <= 3; ++number) {
    EXPECT_EQ(rotation(proposer(number)), proposer(number));
    EXPECT_EQ(rotation(learner(number)), learner(number));
  }
  // A ballot names a proposer, by number.
  EXPECT_EQ(rotation(Ballot{2, 1}), (Ballot{2, 1}));
}

// A wrong role may make one up.
TEST(Permutation, LeavesAnAcceptorThatDoesNotExistAlone) {
  EXPECT_EQ(rotation(acceptor(4)), acceptor(4));
  EXPECT_EQ(rotation(acceptor(0)), acceptor(0));
  EXPECT_EQ(rotation(set_of({1, 4})), set_of({2, 4}));
}

TEST(Permutation, RenamesTheMembersOfASet) {
  EXPECT_EQ(rotation(set_of({})), set_of({}));
  EXPECT_EQ(rotation(set_of({1, 3})), set_of({1, 2}));
  EXPECT_EQ(rotation(set_of({1, 2, 3})), set_of({1, 2, 3}));
  EXPECT_EQ(rotation(std::set<NodeId>{acceptor(3), learner(3)}),
            (std::set<NodeId>{acceptor(1), learner(3)}));
}

TEST(Permutation, RenamesTheKeysOfAMapWithWhatTheyStandFor) {
  const Promises promises{{acceptor(2), blue}, {acceptor(3), std::nullopt}};
  EXPECT_EQ(rotation(promises), (Promises{{acceptor(3), blue}, {acceptor(1), std::nullopt}}));
}

TEST(Permutation, RenamesInsideOptionalsVectorsAndVariants) {
  EXPECT_EQ(rotation(std::optional(acceptor(1))), acceptor(2));
  EXPECT_EQ(rotation(std::optional<NodeId>()), std::nullopt);
  EXPECT_EQ(rotation(std::vector{acceptor(1), proposer(1)}),
            (std::vector{acceptor(2), proposer(1)}));
  const Proposer::Phase before = Accepting{blue, set_of({2})};
  const Proposer::Phase after = Accepting{blue, set_of({3})};
  EXPECT_EQ(rotation(before), after);
}

TEST(Permutation, RenamesTheEndsOfAFlight) {
  const Flight<Message> flight{acceptor(3), proposer(2), Promise{{1, 2}, blue}};
  const auto renamed = rotation(flight);
  EXPECT_EQ(renamed.from, acceptor(1));
  EXPECT_EQ(renamed.to, proposer(2));
  EXPECT_EQ(renamed.message, flight.message);
}

TEST(Permutation, RenamesInsideARole) {
  Proposer before(proposer(1), configuration);
  Proposer after(proposer(1), configuration);
  EXPECT_EQ(before.propose(Value("red")), after.propose(Value("red")));
  EXPECT_EQ(before.handle(acceptor(1), Promise{{1, 1}, {}}),
            after.handle(acceptor(2), Promise{{1, 1}, {}}));
  EXPECT_NE(before, after);
  EXPECT_EQ(rotation(before), after);
  EXPECT_EQ(rotation(Acceptor(acceptor(2), configuration)), Acceptor(acceptor(3), configuration));
}

TEST(Permutation, RenamesWhoTheRoleIsAndWhatIsKnownOfIt) {
  Local<Synod, Acceptor> local;
  local.node = acceptor(3);
  local.role.emplace(acceptor(3), configuration);
  local.known.persisted(acceptor(3), {.promised = blue.ballot, .accepted = blue});
  local.known.sent(acceptor(3), Accepted{blue});
  const auto renamed = rotation(local);
  EXPECT_EQ(renamed.node, acceptor(1));
  EXPECT_EQ(renamed.role, Acceptor(acceptor(1), configuration));
  EXPECT_EQ(renamed.known.accepted, (std::map<NodeId, std::set<Proposal>>{{acceptor(1), {blue}}}));
  EXPECT_EQ(renamed.known.told.size(), 1U);
  EXPECT_TRUE(renamed.known.told.contains(acceptor(1)));
}

/// Where the acceptors go.
std::vector<NodeId> images(const Permutation& permutation, std::uint32_t acceptors) {
  std::vector<NodeId> images;
  for (std::uint32_t i = 1; i <= acceptors; ++i) images.push_back(permutation(acceptor(i)));
  return images;
}

TEST(Permutation, OfAllTheFirstIsTheIdentityAndNoneComesTwice) {
  std::size_t factorial = 1;
  for (std::uint32_t acceptors = 1; acceptors <= 5; ++acceptors) {
    factorial *= acceptors;
    const auto all = Permutation::all(acceptors);
    EXPECT_EQ(images(all.front(), acceptors), images(Permutation::identity(acceptors), acceptors));
    std::set<std::vector<NodeId>> different;
    for (const auto& permutation : all) different.insert(images(permutation, acceptors));
    EXPECT_EQ(all.size(), factorial);
    EXPECT_EQ(different.size(), factorial);
  }
}

TEST(Permutation, IdentityChangesNothing) {
  const Promises promises{{acceptor(2), blue}, {acceptor(3), std::nullopt}};
  EXPECT_EQ(Permutation::identity(3)(promises), promises);
}

TEST(Permutation, AllAreComposedOfGenerators) {
  for (std::uint32_t acceptors = 1; acceptors <= 5; ++acceptors) {
    const auto generators = Permutation::generators(acceptors);
    const auto start = images(Permutation::identity(acceptors), acceptors);
    std::set<std::vector<NodeId>> composed{start};
    std::deque<std::vector<NodeId>> pending{start};
    for (; !pending.empty(); pending.pop_front()) {
      for (const auto& generator : generators) {
        const auto next = generator(pending.front());
        if (composed.insert(next).second) pending.push_back(next);
      }
    }
    EXPECT_EQ(composed.size(), Permutation::all(acceptors).size());
  }
}

}  // namespace
}  // namespace net::explore
