#include "paxos/single/acceptor.hpp"

#include <gtest/gtest.h>

#include "tests/paxos/print_to.hpp"

namespace paxos::single {
namespace {

const Configuration configuration{2, 2, QuorumSystem::majority(3)};
const Ballot low{1, 1}, middle{1, 2}, high{2, 1};
const Value blue("blue"), green("green");

Acceptor new_acceptor() {
  return Acceptor(acceptor(1), configuration);
}
Acceptor restarted(const AcceptorState& state) {
  return Acceptor(acceptor(1), configuration, state);
}

/// The effects of a promise, given the state that it leaves.
Acceptor::Effects promises(NodeId to, const AcceptorState& state) {
  return {.persist = state, .send = {{{to}, Promise{*state.promised, state.accepted}}}};
}

/// The effects of accepting, given the state that it leaves.
Acceptor::Effects accepts(NodeId to, const AcceptorState& state) {
  return {.persist = state, .send = {{{learner(1), learner(2), to}, Accepted{*state.accepted}}}};
}

Acceptor::Effects refuses(NodeId to, const Ballot& ballot, const Ballot& promised) {
  return {.send = {{{to}, Nack{ballot, promised}}}};
}

TEST(Acceptor, StartsWithNothingPromisedAndNothingToDo) {
  Acceptor role = new_acceptor();
  EXPECT_EQ(role.start(), Acceptor::Effects{});
  EXPECT_EQ(role.state(), AcceptorState{});
}

TEST(Acceptor, PromisesTheFirstBallotThatItSees) {
  Acceptor role = new_acceptor();
  EXPECT_EQ(role.handle(proposer(1), Prepare{low}), promises(proposer(1), {low, {}}));
  EXPECT_EQ(role.state(), (AcceptorState{low, {}}));
}

TEST(Acceptor, PromisesAHigherBallotOfAnyProposer) {
  Acceptor role = restarted({low, {}});
  EXPECT_EQ(role.handle(proposer(2), Prepare{middle}), promises(proposer(2), {middle, {}}));
  EXPECT_EQ(role.handle(proposer(1), Prepare{high}), promises(proposer(1), {high, {}}));
}

TEST(Acceptor, ReportsWhatItHasAcceptedWithItsPromise) {
  Acceptor role = restarted({low, Proposal{low, blue}});
  EXPECT_EQ(role.handle(proposer(2), Prepare{middle}),
            promises(proposer(2), {middle, Proposal{low, blue}}));
}

TEST(Acceptor, IgnoresPrepareBelowItsPromise) {
  Acceptor role = restarted({high, Proposal{low, blue}});
  EXPECT_EQ(role.handle(proposer(2), Prepare{middle}), refuses(proposer(2), middle, high));
  EXPECT_EQ(role.state(), (AcceptorState{high, Proposal{low, blue}}));
}

TEST(Acceptor, AnswersARepeatedPrepareWithItsOwnBallotAndNoSecondPromise) {
  Acceptor role = new_acceptor();
  (void)role.handle(proposer(1), Prepare{low});
  EXPECT_EQ(role.handle(proposer(1), Prepare{low}), refuses(proposer(1), low, low));
}

TEST(Acceptor, PromisesNoBallotThatItHasAcceptedAt) {
  Acceptor role = new_acceptor();
  (void)role.handle(proposer(1), Accept{{low, blue}});
  EXPECT_EQ(role.handle(proposer(1), Prepare{low}), refuses(proposer(1), low, low));
}

TEST(Acceptor, AcceptsWhatItHasPromised) {
  Acceptor role = restarted({low, {}});
  EXPECT_EQ(role.handle(proposer(1), Accept{{low, blue}}),
            accepts(proposer(1), {low, Proposal{low, blue}}));
  EXPECT_EQ(role.state(), (AcceptorState{low, Proposal{low, blue}}));
}

TEST(Acceptor, AcceptsABallotThatItNeverPromisedAndRaisesItsPromise) {
  Acceptor role = new_acceptor();
  EXPECT_EQ(role.handle(proposer(1), Accept{{low, blue}}),
            accepts(proposer(1), {low, Proposal{low, blue}}));
  EXPECT_EQ(role.handle(proposer(1), Accept{{high, green}}),
            accepts(proposer(1), {high, Proposal{high, green}}));
  EXPECT_EQ(role.state().promised, high);
}

TEST(Acceptor, RefusesAcceptBelowItsPromise) {
  Acceptor role = restarted({high, {}});
  EXPECT_EQ(role.handle(proposer(2), Accept{{middle, blue}}), refuses(proposer(2), middle, high));
  EXPECT_EQ(role.state(), (AcceptorState{high, {}}));
}

TEST(Acceptor, RefusesAcceptBelowWhatItHasAcceptedWithoutAPromise) {
  Acceptor role = restarted({low, {}});
  (void)role.handle(proposer(1), Accept{{high, green}});
  EXPECT_EQ(role.handle(proposer(2), Accept{{middle, blue}}), refuses(proposer(2), middle, high));
  EXPECT_EQ(role.state().accepted, (Proposal{high, green}));
}

TEST(Acceptor, RefusesPrepareBelowWhatItHasAcceptedWithoutAPromise) {
  Acceptor role = new_acceptor();
  (void)role.handle(proposer(1), Accept{{high, green}});
  EXPECT_EQ(role.handle(proposer(2), Prepare{middle}), refuses(proposer(2), middle, high));
}

TEST(Acceptor, AnswersARepeatedAcceptAgain) {
  Acceptor role = new_acceptor();
  const auto first = role.handle(proposer(1), Accept{{low, blue}});
  EXPECT_EQ(role.handle(proposer(1), Accept{{low, blue}}), first);
}

TEST(Acceptor, KeepsOnlyItsLatestAcceptance) {
  Acceptor role = new_acceptor();
  (void)role.handle(proposer(1), Accept{{low, blue}});
  (void)role.handle(proposer(2), Accept{{middle, green}});
  EXPECT_EQ(role.handle(proposer(1), Prepare{high}),
            promises(proposer(1), {high, Proposal{middle, green}}));
}

TEST(Acceptor, AcceptsAnEmptyValue) {
  Acceptor role = new_acceptor();
  (void)role.handle(proposer(1), Accept{{low, Value()}});
  EXPECT_EQ(role.handle(proposer(2), Prepare{middle}),
            promises(proposer(2), {middle, Proposal{low, Value()}}));
}

TEST(Acceptor, TellsWhoAsksWhatItHasAccepted) {
  Acceptor role = restarted({high, Proposal{low, blue}});
  EXPECT_EQ(role.handle(learner(2), Inquire{}),
            (Acceptor::Effects{.send = {{{learner(2)}, Accepted{{low, blue}}}}}));
}

TEST(Acceptor, DoesNotAnswerAnInquiryBeforeItAcceptsAnything) {
  Acceptor role = restarted({high, {}});
  EXPECT_EQ(role.handle(learner(2), Inquire{}), Acceptor::Effects{});
}

TEST(Acceptor, WantsNoTimer) {
  Acceptor role = new_acceptor();
  for (const auto timer : {Timer::ballot_timeout, Timer::back_off, Timer::inquiry}) {
    EXPECT_EQ(role.on_timer(timer), Acceptor::Effects{});
  }
}

TEST(Acceptor, KeepsItsPromiseAcrossARestart) {
  Acceptor role = new_acceptor();
  const auto effects = role.handle(proposer(1), Prepare{high});
  ASSERT_TRUE(effects.persist);
  Acceptor again = restarted(*effects.persist);
  EXPECT_EQ(again.handle(proposer(2), Accept{{middle, blue}}), refuses(proposer(2), middle, high));
}

TEST(Acceptor, KeepsItsAcceptanceAcrossARestart) {
  Acceptor role = new_acceptor();
  const auto effects = role.handle(proposer(1), Accept{{low, blue}});
  ASSERT_TRUE(effects.persist);
  Acceptor again = restarted(*effects.persist);
  EXPECT_EQ(again.handle(proposer(1), Prepare{high}),
            promises(proposer(1), {high, Proposal{low, blue}}));
}

TEST(Acceptor, IsTheSameRoleAfterARestart) {
  Acceptor role = new_acceptor();
  (void)role.handle(proposer(1), Prepare{low});
  (void)role.handle(proposer(1), Accept{{low, blue}});
  EXPECT_EQ(restarted(role.state()), role);
}

// From every state and for every message, the answer depends on the message's ballot and the
// promise alone, and neither the promise nor the accepted ballot ever falls.
TEST(Acceptor, NeverGoesBack) {
  const std::vector<std::optional<Ballot>> promises{std::nullopt, low, middle, high};
  for (const auto& promised : promises) {
    for (const Ballot ballot : {low, middle, high}) {
      Acceptor preparing = restarted({promised, {}});
      EXPECT_EQ(preparing.handle(proposer(ballot.proposer), Prepare{ballot}).persist.has_value(),
                ballot > promised);
      Acceptor accepting = restarted({promised, {}});
      EXPECT_EQ(
          accepting.handle(proposer(ballot.proposer), Accept{{ballot, blue}}).persist.has_value(),
          ballot >= promised);
      EXPECT_EQ(preparing.state().promised, std::max(promised, std::optional(ballot)));
      EXPECT_EQ(accepting.state().promised, std::max(promised, std::optional(ballot)));
    }
  }
}

}  // namespace
}  // namespace paxos::single
