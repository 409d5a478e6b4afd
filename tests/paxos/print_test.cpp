#include "paxos/print.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "paxos/quorum.hpp"
#include "paxos/single/messages.hpp"
#include "paxos/single/proposer.hpp"

namespace paxos {
namespace {

using namespace std::string_literals;
using namespace single;

TEST(Print, NumbersEnumeratorsAndNodes) {
  EXPECT_EQ(print(42), "42");
  EXPECT_EQ(print(std::uint64_t{Ballot::max_round}), "9223372036854775807");
  EXPECT_EQ(print(Timer::back_off), "back_off");
  EXPECT_EQ(print(static_cast<Timer>(99)), "?");
  EXPECT_EQ(print(acceptor(3)), "acceptor 3");
  EXPECT_EQ(print(NodeId{static_cast<Role>(9), 1}), "unknown role 1");
}

TEST(Print, TheNameAndTheMembersOfAStruct) {
  EXPECT_EQ(print(Prepare{{2, 1}}), "Prepare ballot=2.1");
  EXPECT_EQ(print(Nack{{1, 1}, {2, 2}}), "Nack ballot=1.1 promised=2.2");
  EXPECT_EQ(print(Inquire{}), "Inquire");
}

TEST(Print, ASetOfAcceptorsByItsNumbers) {
  AcceptorSet set;
  EXPECT_EQ(print(set), "{}");
  set.insert(acceptor(3));
  set.insert(acceptor(1));
  EXPECT_EQ(print(set), "{1,3}");
}

TEST(Print, MembersOfAMemberInParentheses) {
  EXPECT_EQ(print(Accept{{{2, 1}, Value("blue")}}),
            "Accept proposal=(Proposal ballot=2.1 value=blue)");
  EXPECT_EQ(
      print(Configuration{2, 1, {3, 2, 2}}),
      "Configuration proposers=2 learners=1 "
      "quorums=(QuorumSystem acceptors=3 phase1=2 phase2=2) window=64 page=1048576 first_slot=1");
}

TEST(Print, AbsenceAsNone) {
  EXPECT_EQ(print(std::optional<Ballot>{}), "none");
  EXPECT_EQ(print(std::optional<Ballot>{{2, 1}}), "2.1");
  EXPECT_EQ(print(Promise{{2, 1}, {}}), "Promise ballot=2.1 accepted=none");
}

TEST(Print, MapsInTheOrderOfTheirKeys) {
  EXPECT_EQ(print(std::map<NodeId, int>{}), "{}");
  EXPECT_EQ(print(std::map<NodeId, int>{{acceptor(2), 20}, {acceptor(1), 10}}),
            "{acceptor 1: 10, acceptor 2: 20}");
  EXPECT_EQ(print(Preparing{{2, 1}, {{acceptor(3), std::nullopt}}}),
            "Preparing ballot=2.1 promises={acceptor 3: none}");
}

TEST(Print, AVariantAsWhatItHolds) {
  EXPECT_EQ(print(Message{Prepare{{2, 1}}}), "Prepare ballot=2.1");
  EXPECT_EQ(print(Message{Inquire{}}), "Inquire");
  EXPECT_EQ(print(Proposer::Phase{BackingOff{4}}), "BackingOff round=4");
}

TEST(Print, BinaryValuesInsideMessages) {
  EXPECT_EQ(print(Accepted{{{1, 1}, Value("\0\n"s)}}),
            "Accepted proposal=(Proposal ballot=1.1 value=\\x00\\x0a)");
}

}  // namespace
}  // namespace paxos
