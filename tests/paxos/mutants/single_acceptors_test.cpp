// Wrong acceptors beside the right one, both told the same: the mutant does what the test is named
// after, and the right one does not. What comes of it, the worlds find.

#include <optional>

#include <gtest/gtest.h>

#include "tests/paxos/mutants/told_the_same.hpp"

namespace paxos::single::mutants::test {
namespace {

TEST(B01, ForgetsItsPromiseInACrash) {
  const auto answer = [](auto role) {
    decltype(role) again(acceptor(1), three, prepare(role, high).persist.value());
    return told(accept(again, {low, blue}));
  };
  EXPECT_EQ(answer(acceptor_of<Right>()), Message(Nack{low, high}));
  EXPECT_EQ(answer(acceptor_of<B01>()), Message(Accepted{{low, blue}}));
}

TEST(B01, RemembersWhatItAccepted) {
  auto role = acceptor_of<B01>();
  B01::Acceptor again(acceptor(1), three, accept(role, {low, blue}).persist.value());
  EXPECT_EQ(told(prepare(again, high)), Message(Promise{high, Proposal{low, blue}}));
}

TEST(B02, ForgetsWhatItAcceptedInACrash) {
  const auto answer = [](auto role) {
    decltype(role) again(acceptor(1), three, accept(role, {low, blue}).persist.value());
    return told(prepare(again, high));
  };
  EXPECT_EQ(answer(acceptor_of<Right>()), Message(Promise{high, Proposal{low, blue}}));
  EXPECT_EQ(answer(acceptor_of<B02>()), Message(Promise{high, std::nullopt}));
}

TEST(B02, RemembersItsPromise) {
  auto role = acceptor_of<B02>();
  B02::Acceptor again(acceptor(1), three, prepare(role, high).persist.value());
  EXPECT_EQ(told(accept(again, {low, blue})), Message(Nack{low, high}));
}

TEST(B03, AcceptsBelowItsPromise) {
  const auto answer = [](auto role) {
    (void)prepare(role, high);
    return told(accept(role, {low, blue}));
  };
  EXPECT_EQ(answer(acceptor_of<Right>()), Message(Nack{low, high}));
  EXPECT_EQ(answer(acceptor_of<B03>()), Message(Accepted{{low, blue}}));
}

TEST(B07, AcceptsALowerBallotAfterAHigherOne) {
  const auto answer = [](auto role) {
    (void)accept(role, {high, blue});
    return told(accept(role, {low, green}));
  };
  EXPECT_EQ(answer(acceptor_of<Right>()), Message(Nack{low, high}));
  EXPECT_EQ(answer(acceptor_of<B07>()), Message(Accepted{{low, green}}));
}

TEST(B07, KeepsThePromisesThatItGave) {
  auto role = acceptor_of<B07>();
  (void)prepare(role, high);
  EXPECT_EQ(told(accept(role, {low, blue})), Message(Nack{low, high}));
  EXPECT_EQ(accept(role, {{2, 1}, blue}).persist, (AcceptorState{high, Proposal{{2, 1}, blue}}));
}

TEST(B26, RefusesAHigherBallotThanItPromised) {
  const auto answer = [](auto role) {
    (void)prepare(role, low);
    return told(accept(role, {high, blue}));
  };
  EXPECT_EQ(answer(acceptor_of<Right>()), Message(Accepted{{high, blue}}));
  EXPECT_EQ(answer(acceptor_of<B26>()), Message(Nack{high, low}));

  auto role = acceptor_of<B26>();
  EXPECT_EQ(accept(role, {low, blue}), Acceptor::Effects{}) << "there is no promise to name";
  (void)prepare(role, low);
  EXPECT_EQ(told(accept(role, {low, blue})), Message(Accepted{{low, blue}}));
}

TEST(B32, AnswersAStepBeforeItsStateIsWritten) {
  auto right = acceptor_of<Right>();
  auto wrong = acceptor_of<B32>();
  const auto of_right = prepare(right, low);
  const auto of_wrong = prepare(wrong, low);
  EXPECT_EQ(of_wrong.send, of_right.send);
  EXPECT_EQ(of_right.persist, (AcceptorState{low, std::nullopt}));
  EXPECT_EQ(of_wrong.persist, std::nullopt);

  EXPECT_NE(wrong, B32::Acceptor(acceptor(1), three, wrong.state())) << "it holds the write back";
  EXPECT_EQ(accept(wrong, {low, blue}).persist, of_right.persist) << "written a step late";
  EXPECT_EQ(prepare(wrong, low).persist, (AcceptorState{low, Proposal{low, blue}}));
  EXPECT_EQ(prepare(wrong, low).persist, std::nullopt) << "nothing is left to write";
}

TEST(A3, AcceptsTheLargerValueWhateverItsBallot) {
  const auto answer = [](auto role, const Proposal& first, const Proposal& second) {
    (void)accept(role, first);
    return told(accept(role, second));
  };
  EXPECT_EQ(answer(acceptor_of<Right>(), {low, green}, {high, blue}),
            Message(Accepted{{high, blue}}));
  EXPECT_EQ(answer(acceptor_of<A3>(), {low, green}, {high, blue}), Message(Nack{high, low}));
  EXPECT_EQ(answer(acceptor_of<A3>(), {low, green}, {high, green}),
            Message(Accepted{{high, green}}));
  EXPECT_EQ(answer(acceptor_of<Right>(), {high, blue}, {low, green}), Message(Nack{low, high}));
  EXPECT_EQ(answer(acceptor_of<A3>(), {high, blue}, {low, green}), Message(Accepted{{low, green}}));
}

TEST(A3, KeepsThePromisesThatItGave) {
  auto role = acceptor_of<A3>();
  (void)prepare(role, high);
  EXPECT_EQ(told(accept(role, {low, green})), Message(Nack{low, high})) << "it has no value yet";
  (void)accept(role, {high, blue});
  EXPECT_EQ(told(accept(role, {low, blue})), Message(Nack{low, high})) << "no larger value";
  EXPECT_EQ(accept(role, {low, green}).persist, (AcceptorState{high, Proposal{low, green}}));
}

}  // namespace
}  // namespace paxos::single::mutants::test
