#include "paxos/single/messages.hpp"

#include <unordered_set>
#include <vector>

#include <boost/container_hash/hash.hpp>
#include <gtest/gtest.h>

#include "paxos/single/acceptor.hpp"
#include "paxos/single/learner.hpp"
#include "paxos/single/proposer.hpp"
#include "tests/paxos/print_to.hpp"

namespace paxos::single {
namespace {

const Proposal proposal{{1, 1}, Value("blue")};
const std::vector<Message> one_of_each{Prepare{{1, 1}},    Promise{{1, 1}, {}},  Accept{proposal},
                                       Accepted{proposal}, Nack{{1, 1}, {2, 2}}, Inquire{}};
const std::vector<NodeId> one_of_each_role{acceptor(1), proposer(1), learner(1)};

TEST(Messages, TravelBetweenTheRolesOfThePaperOnly) {
  const auto allowed = [](NodeId from, NodeId to) {
    std::string names;
    for (const auto& message : one_of_each) {
      if (may_send(from, message, to))
        names += (names.empty() ? "" : " ") + print(message).substr(0, print(message).find(' '));
    }
    return names;
  };
  EXPECT_EQ(allowed(proposer(1), acceptor(1)), "Prepare Accept");
  EXPECT_EQ(allowed(acceptor(1), proposer(1)), "Promise Accepted Nack");
  EXPECT_EQ(allowed(acceptor(1), learner(1)), "Accepted");
  EXPECT_EQ(allowed(learner(1), acceptor(1)), "Inquire");
  EXPECT_EQ(allowed(learner(1), proposer(1)), "Inquire");
  EXPECT_EQ(allowed(proposer(1), learner(1)), "");
  for (const auto node : one_of_each_role) EXPECT_EQ(allowed(node, node), "") << print(node);
}

TEST(Messages, AProposerSpeaksForItsOwnBallotsOnly) {
  EXPECT_FALSE(may_send(proposer(2), Prepare{{1, 1}}, acceptor(1)));
  EXPECT_FALSE(may_send(proposer(2), Accept{proposal}, acceptor(1)));
  EXPECT_TRUE(may_send(proposer(2), Prepare{{1, 2}}, acceptor(1)));
}

/// Roles and messages are regular: copied, compared, hashed.
template <class T>
void expect_regular(const std::vector<T>& distinct) {
  std::unordered_set<T, boost::hash<T>> set;
  for (const auto& one : distinct) {
    const T copy = one;
    EXPECT_EQ(copy, one);
    EXPECT_EQ(boost::hash<T>{}(copy), boost::hash<T>{}(one));
    EXPECT_TRUE(set.insert(one).second) << print(one) << " is equal to another";
    EXPECT_FALSE(set.insert(copy).second) << print(copy) << " is not equal to itself";
  }
}

TEST(Messages, AreRegularValues) {
  auto messages = one_of_each;
  messages.push_back(Prepare{{2, 1}});
  messages.push_back(Promise{{1, 1}, proposal});
  messages.push_back(Accept{{{1, 1}, Value("green")}});
  messages.push_back(Accept{{{1, 1}, Value()}});
  expect_regular(messages);
}

TEST(Roles, AreRegularValues) {
  const Configuration c{2, 2, QuorumSystem::majority(3)};
  Acceptor promised(acceptor(1), c);
  (void)promised.handle(proposer(1), Prepare{{1, 1}});
  Acceptor accepted = promised;
  (void)accepted.handle(proposer(1), Accept{proposal});
  expect_regular<Acceptor>({{acceptor(1), c}, {acceptor(2), c}, promised, accepted});

  Proposer preparing(proposer(1), c);
  (void)preparing.propose(Value("blue"));
  Proposer half = preparing;
  (void)half.handle(acceptor(1), Promise{{1, 1}, {}});
  Proposer accepting = half;
  (void)accepting.handle(acceptor(2), Promise{{1, 1}, {}});
  Proposer backing_off = preparing;
  (void)backing_off.handle(acceptor(1), Nack{{1, 1}, {1, 2}});
  expect_regular<Proposer>({{proposer(1), c}, preparing, half, accepting, backing_off});

  Learner told(learner(1), c);
  (void)told.handle(acceptor(1), Accepted{proposal});
  Learner learned = told;
  (void)learned.handle(acceptor(2), Accepted{proposal});
  expect_regular<Learner>({{learner(1), c}, {learner(2), c}, told, learned});
}

TEST(Roles, CopiesGoTheirOwnWays) {
  const Configuration c{1, 1, QuorumSystem::majority(3)};
  const Acceptor original(acceptor(1), c);
  Acceptor copy = original;
  (void)copy.handle(proposer(1), Prepare{{1, 1}});
  EXPECT_NE(copy, original);
  EXPECT_EQ(original.state(), AcceptorState{});
}

TEST(Roles, Print) {
  const Configuration c{1, 1, QuorumSystem::majority(3)};
  EXPECT_EQ(print(AcceptorState{}), "AcceptorState promised=none accepted=none");
  EXPECT_EQ(print(ProposerState{7}), "ProposerState highest_round=7");
  EXPECT_EQ(print(LearnerState{}), "LearnerState");
  EXPECT_EQ(
      print(Acceptor(acceptor(1), c, {Ballot{2, 1}, proposal})),
      "Acceptor self_=acceptor 1 configuration_=(Configuration proposers=1 learners=1 "
      "quorums=(QuorumSystem acceptors=3 phase1=2 phase2=2) window=64 page=1048576 first_slot=1) "
      "state_=(AcceptorState promised=2.1 accepted=(Proposal ballot=1.1 value=blue))");
}

}  // namespace
}  // namespace paxos::single
