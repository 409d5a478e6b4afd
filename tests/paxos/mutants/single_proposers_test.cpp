// Wrong proposers beside the right one, both told the same: the mutant does what the test is named
// after, and the right one does not. What comes of it, the worlds find.

#include <cstdint>
#include <optional>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/paxos/mutants/told_the_same.hpp"
#include "tests/paxos/single/proposer_fixture.hpp"

namespace paxos::single::mutants::test {
namespace {

using single::test::backs_off;
using single::test::nothing;
using single::test::prepares;
using single::test::sends_accept;
using single::test::stop_timeout;

TEST(B04, IssuesItsOwnValueAlthoughOneIsReported) {
  const auto step = [](auto role) {
    (void)role.propose(blue);
    (void)promise(role, 1, Proposal{{2, 2}, green});
    return promise(role, 2);
  };
  EXPECT_EQ(step(proposer_of<Right>()), sends_accept(5, green));
  EXPECT_EQ(step(proposer_of<B04>()), sends_accept(5, blue));
}

TEST(B05, IssuesTheValueThatIsReportedFirst) {
  const auto step = [](auto role) {
    (void)role.propose(blue);
    (void)promise(role, 2, Proposal{{2, 2}, red});
    return promise(role, 1, Proposal{{3, 2}, green});
  };
  EXPECT_EQ(step(proposer_of<Right>()), sends_accept(5, green));
  EXPECT_EQ(step(proposer_of<B05>()), sends_accept(5, red));
}

TEST(B06, IssuesTheValueThatIsReportedMostOften) {
  const auto message = [](auto role) {
    (void)role.propose(blue);
    (void)promise(role, 1, Proposal{{1, 2}, red});
    (void)promise(role, 2, Proposal{{1, 2}, red});
    return told(promise(role, 3, Proposal{{2, 2}, green}));
  };
  EXPECT_EQ(message(proposer_of<Right>(five)), Message(Accept{{{5, 1}, green}}));
  EXPECT_EQ(message(proposer_of<B06>(five)), Message(Accept{{{5, 1}, red}}));
}

TEST(B06, IsRightIfNoValueIsReportedMoreOften) {
  const auto step = [](const std::optional<Proposal>& one, const std::optional<Proposal>& other) {
    auto role = proposer_of<B06>();
    (void)role.propose(blue);
    (void)promise(role, 1, one);
    return promise(role, 2, other);
  };
  EXPECT_EQ(step({}, {}), sends_accept(5, blue));
  EXPECT_EQ(step(Proposal{{2, 2}, green}, Proposal{{3, 2}, red}), sends_accept(5, red));
  EXPECT_EQ(step(Proposal{{3, 2}, green}, Proposal{{2, 2}, red}), sends_accept(5, green));
}

TEST(B08, UsesABallotAgainAfterACrash) {
  const auto step = [](auto role) {
    decltype(role) again(proposer(1), three, role.propose(blue).persist.value());
    return again.propose(green);
  };
  EXPECT_EQ(step(Right::Proposer(proposer(1), three)), prepares(2, 0));
  EXPECT_EQ(step(B08::Proposer(proposer(1), three)), prepares(1, 0));
}

TEST(B12, IssuesWithOneAcceptorsPromiseReceivedTwice) {
  const auto step = [](auto role) {
    (void)role.propose(blue);
    EXPECT_EQ(promise(role, 1), nothing);
    return promise(role, 1);
  };
  EXPECT_EQ(step(proposer_of<Right>()), nothing);
  EXPECT_EQ(step(proposer_of<B12>()), sends_accept(5, blue));
}

TEST(B14, IssuesWithAPromiseAndANack) {
  const auto step = [](auto role, const Ballot& refused) {
    (void)role.propose(blue);
    (void)promise(role, 1);
    return role.handle(acceptor(2), Nack{refused, refused});
  };
  EXPECT_EQ(step(proposer_of<Right>(), {5, 1}), nothing);
  EXPECT_EQ(step(proposer_of<B14>(), {5, 1}), sends_accept(5, blue));
  EXPECT_EQ(step(proposer_of<B14>(), {4, 1}), nothing) << "a Nack of an older ballot is no promise";
}

TEST(B24, StopsForGoodAtANackOfAnOlderBallot) {
  const auto step = [](auto& role) {
    (void)role.propose(blue);
    return role.handle(acceptor(3), Nack{{4, 1}, {4, 2}});
  };
  auto right = proposer_of<Right>();
  EXPECT_EQ(step(right), nothing);
  EXPECT_EQ(right.on_timer(Timer::ballot_timeout), prepares(6, 1));

  auto wrong = proposer_of<B24>();
  EXPECT_EQ(step(wrong), (Proposer::Effects{.timers = {stop_timeout}}));
  EXPECT_EQ(promise(wrong, 1), nothing);
  EXPECT_EQ(promise(wrong, 2), nothing);
  EXPECT_EQ(wrong.propose(green), nothing);
  EXPECT_EQ(wrong.handle(learner(1), Inquire{}), nothing);
}

TEST(B25, TriesAgainAtOnceWhenPreempted) {
  const auto step = [](auto role) {
    (void)role.propose(blue);
    return role.handle(acceptor(3), Nack{{5, 1}, {6, 2}});
  };
  EXPECT_EQ(step(proposer_of<Right>()), backs_off(0));
  EXPECT_EQ(step(proposer_of<B25>()), prepares(7, 1));
}

TEST(B47, BeginsTheFirstRoundAfterTheLast) {
  constexpr std::uint64_t last = Ballot::max_round;
  Right::Proposer right(proposer(1), three, {last});
  EXPECT_THROW((void)right.propose(blue), std::overflow_error);
  B47::Proposer wrong(proposer(1), three, {last});
  EXPECT_EQ(wrong.propose(blue), prepares(1, 0));
}

TEST(B47, BeginsTheFirstRoundWhenPreemptedInTheLast) {
  constexpr std::uint64_t last = Ballot::max_round;
  const auto preempt = [](auto& role) {
    (void)role.propose(blue);
    (void)role.handle(acceptor(3), Nack{{last, 1}, {last, 2}});
  };
  Right::Proposer right(proposer(1), three, {last - 1});
  preempt(right);
  EXPECT_THROW((void)right.on_timer(Timer::back_off), std::overflow_error);
  B47::Proposer wrong(proposer(1), three, {last - 1});
  preempt(wrong);
  EXPECT_EQ(wrong.on_timer(Timer::back_off), prepares(1, 1));
}

TEST(B47, BeginsTheFirstRoundWhenPreemptedByTheLast) {
  constexpr std::uint64_t last = Ballot::max_round;
  B47::Proposer role(proposer(1), three, {last - 2});
  (void)role.propose(blue);
  (void)role.handle(acceptor(3), Nack{{last - 1, 1}, {last, 2}});
  EXPECT_EQ(role.on_timer(Timer::back_off), prepares(1, 1));
}

TEST(A1, SendsItsValueInTheFirstPhase) {
  auto right = proposer_of<Right>();
  EXPECT_EQ(right.propose(blue), prepares(5, 0));
  auto wrong = proposer_of<A1>();
  Proposer::Effects at_once = prepares(5, 0);
  at_once.send = sends_accept(5, blue).send;
  EXPECT_EQ(wrong.propose(blue), at_once);
  (void)wrong.handle(acceptor(1), Accepted{{{5, 1}, blue}});
  EXPECT_EQ(wrong.handle(acceptor(2), Accepted{{{5, 1}, blue}}).learned, blue);
}

TEST(A1, NeverAsksForPromises) {
  EXPECT_EQ(proposer_of<Right>().handle(learner(1), Inquire{}), prepares(5, 0));
  EXPECT_EQ(proposer_of<A1>().handle(learner(1), Inquire{}), nothing);
}

TEST(A1, SendsItsValueAgainInEveryBallot) {
  auto role = proposer_of<A1>();
  (void)role.propose(blue);
  EXPECT_EQ(role.on_timer(Timer::ballot_timeout).send, sends_accept(6, blue).send);
  EXPECT_EQ(role.handle(acceptor(3), Nack{{6, 1}, {8, 2}}), backs_off(1));
  EXPECT_EQ(role.on_timer(Timer::back_off).send, sends_accept(9, blue).send);
}

}  // namespace
}  // namespace paxos::single::mutants::test
