#include "paxos/multi/acceptor.hpp"

#include "paxos/multi/invariants.hpp"
#include "tests/paxos/multi/fixture.hpp"

namespace paxos::multi::test {
namespace {

constexpr Ballot low{1, 1}, high{2, 2};

AcceptorWithStorage with(const AcceptorState& stored) {
  return AcceptorWithStorage(acceptor(1), stored);
}

TEST(MultiAcceptor, PromisesForAllSlotsAtOnceAndReportsThoseAskedFor) {
  const Proposal a{low, blue}, b{low, green}, c{low, red};
  auto role = with({low, {{slot(1), a}, {slot(3), b}, {slot(4), c}}});
  const Promise promise{high, slot(3), {{slot(3), b}, {slot(4), c}}, {}};
  EXPECT_EQ(
      role.handle(proposer(2), Prepare{high, slot(3)}),
      (Acceptor::Effects{.persist = AcceptorChange{high, {}}, .send = {{{proposer(2)}, promise}}}));
  EXPECT_EQ(role.handle(proposer(1), Accept{slot(9), {low, blue}}),
            (Acceptor::Effects{.send = {{{proposer(1)}, Nack{low, high}}}}))
      << "a slot that was not asked for is promised too";
}

TEST(MultiAcceptor, PromisesABallotOnce) {
  auto role = with({high, {}});
  const Acceptor::Effects refused{.send = {{{proposer(2)}, Nack{high, high}}}};
  EXPECT_EQ(role.handle(proposer(2), Prepare{high, slot(1)}), refused);
}

TEST(MultiAcceptor, AcceptsAtItsPromiseOrAboveAndRaisesThePromise) {
  auto role = with({low, {}});
  const Accept accept{slot(2), {high, blue}};
  EXPECT_EQ(role.handle(proposer(2), accept),
            (Acceptor::Effects{.persist = AcceptorChange{high, accept},
                               .send = {{{proposer(2)}, Accepted{slot(2), high}}}}));
  EXPECT_EQ(role.stored(), (AcceptorState{high, {{slot(2), {high, blue}}}}));
  EXPECT_EQ(sent<Nack>(role.handle(proposer(1), Accept{slot(1), {low, red}})).size(), 1U)
      << "accepting in one slot promises for all";
}

TEST(MultiAcceptor, KeepsTheHighestAcceptanceInEachSlot) {
  auto role = with({});
  (void)role.handle(proposer(1), Accept{slot(1), {low, blue}});
  (void)role.handle(proposer(1), Accept{slot(2), {low, green}});
  (void)role.handle(proposer(2), Accept{slot(1), {high, red}});
  EXPECT_EQ(role.stored().accepted,
            (std::map<Slot, Proposal>{{slot(1), {high, red}}, {slot(2), {low, green}}}));
}

TEST(MultiAcceptor, SendsALongPromiseInPagesThatLeaveNothingOut) {
  AcceptorState state{low, {}};
  const Value large(std::string(three.page / 4, 'x'));
  for (std::uint64_t i = 1; i <= 5; ++i) state.accepted.emplace(slot(i), Proposal{low, large});
  auto role = with(state);

  std::map<Slot, Proposal> reported;
  auto effects = role.handle(proposer(2), Prepare{high, slot(1)});
  std::vector<std::size_t> pages;
  for (std::optional<Slot> next = slot(1); next;) {
    const auto promises = sent<Promise>(effects);
    ASSERT_EQ(promises.size(), 1U);
    EXPECT_EQ(promises[0].second.from, *next);
    pages.push_back(promises[0].second.accepted.size());
    reported.insert(promises[0].second.accepted.begin(), promises[0].second.accepted.end());
    next = promises[0].second.next;
    if (next) effects = role.handle(proposer(2), More{high, *next});
  }
  EXPECT_EQ(reported, state.accepted);
  EXPECT_EQ(pages, (std::vector<std::size_t>{3, 2})) << "as many as fit, with their ballots";
}

TEST(MultiAcceptor, GivesNoPageOfAPromiseThatIsOvertakenOrWasNeverMade) {
  auto role = with({high, {{slot(1), {low, blue}}}});
  EXPECT_EQ(role.handle(proposer(1), More{low, slot(1)}),
            (Acceptor::Effects{.send = {{{proposer(1)}, Nack{low, high}}}}));
  EXPECT_EQ(role.handle(proposer(2), More{{3, 2}, slot(1)}), Acceptor::Effects{});
}

TEST(MultiAcceptor, AnswersAHeartbeatAndPromisesNothingByIt) {
  auto role = with({low, {}});
  EXPECT_EQ(role.handle(proposer(2), Heartbeat{high, slot(1)}),
            (Acceptor::Effects{.send = {{{proposer(2)}, Heard{high}}}}));
  EXPECT_EQ(role.stored().promised, low);
  (void)role.handle(proposer(2), Prepare{high, slot(1)});
  EXPECT_EQ(role.handle(proposer(1), Heartbeat{low, slot(1)}),
            (Acceptor::Effects{.send = {{{proposer(1)}, Nack{low, high}}}}));
}

// PMS §2.5: what an acceptor must remember is in stable storage, and nowhere else.
TEST(MultiAcceptor, HoldsItsPromiseAndRecallsWhatItHasAccepted) {
  AcceptorState durable;
  Acceptor role(acceptor(1), three);
  for (const auto& effects : {role.handle(proposer(1), Prepare{low, slot(1)}),
                              role.handle(proposer(1), Accept{slot(7), {low, blue}})}) {
    ASSERT_TRUE(effects.persist);
    EXPECT_FALSE(p1a(durable, *effects.persist));
    make_change(*effects.persist, durable);
  }
  EXPECT_EQ(durable, (AcceptorState{low, {{slot(7), {low, blue}}}}));
  Acceptor restarted(acceptor(1), three, durable);
  EXPECT_EQ(restarted, role);
  EXPECT_EQ(restarted.handle(proposer(2), Prepare{high, slot(2)}).recall,
            (Recall{proposer(2), high, slot(2), three.page}));
}

TEST(MultiAcceptor, ForgetsWhatTheLeaderThatItHasPromisedSays) {
  auto role = with({low, {{slot(1), {low, blue}}, {slot(3), {low, green}}}});
  const auto effects = role.handle(proposer(1), Heartbeat{low, slot(4), slot(3)});
  EXPECT_EQ(effects.persist, (AcceptorChange{low, {}, slot(3)}));
  EXPECT_EQ(role.stored(), (AcceptorState{low, {{slot(3), {low, green}}}, slot(3)}));

  EXPECT_EQ(role.handle(proposer(1), Accept{slot(2), {low, red}}), Acceptor::Effects{})
      << "a late one of a slot that it has forgotten";
  EXPECT_FALSE(role.handle(proposer(1), Heartbeat{low, slot(4), slot(2)}).persist);
  const auto promised = role.handle(proposer(2), Prepare{high, slot(1)});
  EXPECT_EQ(sent<Promise>(promised).front().second,
            (Promise{high, slot(1), {{slot(3), {low, green}}}, {}, slot(3)}));
}

// It has promised a campaigner the rest of its pages, which would lack what it forgets.
TEST(MultiAcceptor, ForgetsNothingForALeaderThatItHasNotPromised) {
  const AcceptorState stored{low, {{slot(1), {low, blue}}}};
  auto role = with(stored);
  EXPECT_FALSE(role.handle(proposer(2), Heartbeat{high, slot(4), slot(3)}).persist);
  EXPECT_EQ(role.stored(), stored);
}

TEST(MultiAcceptor, RemembersAfterARestartThatItHasForgotten) {
  auto role = with({low, {}, slot(3)});
  const auto promised = role.handle(proposer(2), Prepare{high, slot(1)});
  EXPECT_EQ(promised.persist, (AcceptorChange{high, {}, slot(3)}));
  EXPECT_EQ(sent<Promise>(promised).front().second, (Promise{high, slot(1), {}, {}, slot(3)}));
}

// What is in the backup that a cluster was restored from, no acceptor has ever known.
TEST(MultiAcceptor, OfARestoredClusterIsBornWithoutTheFirstSlots) {
  Configuration restored = three;
  restored.first_slot = 101;
  Acceptor role(acceptor(1), restored);
  EXPECT_EQ(role.handle(proposer(1), Prepare{low, slot(1)}).persist,
            (AcceptorChange{low, {}, slot(101)}));
  EXPECT_EQ(role.handle(proposer(1), Accept{slot(100), {low, blue}}), Acceptor::Effects{});
  EXPECT_TRUE(role.handle(proposer(1), Accept{slot(101), {low, blue}}).persist);
  EXPECT_EQ(Acceptor(acceptor(1), restored, {low, {}, slot(200)}).forgotten(), slot(200));
}

}  // namespace
}  // namespace paxos::multi::test
