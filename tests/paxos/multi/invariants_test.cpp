// Each invariant of Multi-Paxos is violated by the smallest history that should violate it.
#include "paxos/multi/invariants.hpp"

#include "paxos/multi/parliament.hpp"
#include "tests/paxos/multi/fixture.hpp"

namespace paxos::multi::test {
namespace {

constexpr Ballot low{1, 1}, high{2, 2};

class Invariants : public testing::Test {
 protected:
  Invariants() {
    for (const auto& value : {blue, green, red}) history.proposes(value);
  }
  void issue(std::uint64_t in_slot, const Ballot& ballot, const Value& value) {
    history.sent(proposer(ballot.proposer), Accept{slot(in_slot), {ballot, value}});
  }
  void accept(std::uint32_t by, std::uint64_t in_slot, const Ballot& ballot, const Value& value) {
    history.persisted(acceptor(by), {ballot, Accept{slot(in_slot), {ballot, value}}});
  }
  void choose(std::uint64_t in_slot, const Ballot& ballot, const Value& value) {
    issue(in_slot, ballot, value);
    accept(1, in_slot, ballot, value);
    accept(2, in_slot, ballot, value);
  }
  [[nodiscard]] std::string broken(std::string_view only = "") const {
    const auto violation = violated(history, configuration, only);
    return violation ? violation->invariant : "none";
  }

  Configuration configuration = three;
  History history;
};

TEST_F(Invariants, HoldOfALogWithANoOpAndABatchOfTwo) {
  history.starts(learner(1), LearnerState{});
  choose(1, low, blue);
  choose(2, low, no_op);
  choose(3, low, Value("redgreen"));
  history.knows(learner(1), {slot(1), {blue, no_op, Value("redgreen")}});
  EXPECT_EQ(broken(), "none");
}

TEST_F(Invariants, BindEachSlotByItself) {
  choose(1, low, blue);
  choose(2, low, red);
  EXPECT_EQ(broken(), "none");
}

TEST_F(Invariants, WantOneValueABallot) {
  issue(1, low, blue);
  issue(1, low, red);
  EXPECT_EQ(broken(), "C1");
}

TEST_F(Invariants, WantWhatAQuorumVouchesFor) {
  choose(1, low, blue);
  issue(1, high, red);
  EXPECT_EQ(broken(), "P2c");
}

TEST_F(Invariants, WantChosenValuesToStay) {
  choose(1, low, blue);
  accept(3, 1, high, red);
  EXPECT_EQ(broken("A5"), "A5");
}

TEST_F(Invariants, WantOneValueASlot) {
  choose(1, low, blue);
  accept(2, 1, high, red);
  accept(3, 1, high, red);
  EXPECT_EQ(broken("agreement"), "agreement");
}

TEST_F(Invariants, WantOnlyWhatClientsProposed) {
  issue(1, low, Value("bluebl"));
  EXPECT_EQ(broken(), "validity");
}

TEST_F(Invariants, WantOnlyWhatIsChosenToBeLearned) {
  history.starts(learner(1), LearnerState{});
  issue(1, low, blue);
  accept(1, 1, low, blue);
  accept(2, 1, high, blue);
  history.knows(learner(1), {slot(1), {blue}});
  EXPECT_EQ(broken("learned is chosen"), "learned is chosen");
}

TEST_F(Invariants, WantSlotsInOrderAndOnceInALife) {
  choose(1, low, blue);
  history.starts(learner(1), LearnerState{});
  history.knows(learner(1), {slot(1), {blue}});
  history.starts(learner(1), LearnerState{});
  history.knows(learner(1), {slot(1), {blue}});
  EXPECT_EQ(broken(), "none") << "it forgot by a crash";
  history.knows(learner(1), {slot(1), {blue}});
  EXPECT_EQ(broken(), "R3");
}

TEST_F(Invariants, WantTheWindowKept) {
  configuration.window = 2;
  choose(1, low, blue);
  issue(3, low, red);
  EXPECT_EQ(broken(), "none");
  issue(4, low, green);
  EXPECT_EQ(broken(), "R5");
}

TEST_F(Invariants, WantTheWindowKeptFromTheLowestSlotOn) {
  configuration.window = 2;
  choose(2, low, blue);
  issue(4, low, green);
  EXPECT_EQ(broken(), "R5") << "slot 1 is not chosen";
}

TEST_F(Invariants, LookOnlyAtSlotsWithNews) {
  issue(1, low, blue);
  issue(1, low, red);
  history.news.clear();
  EXPECT_EQ(broken(), "none");
}

TEST_F(Invariants, WantStorageToHoldWhatWasTold) {
  history.sent(acceptor(1), Promise{low, slot(1), {}, {}});
  history.sent(acceptor(1), Accepted{slot(2), low});
  EXPECT_TRUE(remembers(history, acceptor(1), {}));
  EXPECT_TRUE(remembers(history, acceptor(1), {low, {{slot(1), {low, blue}}}}));
  EXPECT_FALSE(remembers(history, acceptor(1), {low, {{slot(2), {low, blue}}}}));
  history.sent(acceptor(1), Accepted{slot(2), high});
  EXPECT_TRUE(remembers(history, acceptor(1), {low, {{slot(2), {high, blue}}}}))
      << "accepting in one slot promises for all";
  EXPECT_TRUE(remembers(history, acceptor(1), {high, {{slot(2), {low, blue}}}}))
      << "it has told of a later acceptance in that slot";
}

TEST_F(Invariants, WantStorageToHoldWhatRefusalsAndReportsTell) {
  history.sent(acceptor(1), Nack{low, high});
  EXPECT_TRUE(remembers(history, acceptor(1), {low, {}}));
  EXPECT_FALSE(remembers(history, acceptor(1), {high, {}}));
  history.sent(acceptor(1), Promise{high, slot(1), {{slot(1), {low, blue}}}, {}});
  EXPECT_TRUE(remembers(history, acceptor(1), {high, {}}));
}

TEST_F(Invariants, OfAStep) {
  EXPECT_TRUE(p1a({high, {}}, {low, {}}));
  EXPECT_TRUE(p1a({high, {}}, {high, Accept{slot(1), {low, blue}}}));
  EXPECT_TRUE(p1a({low, {}}, {low, Accept{slot(1), {high, blue}}}));
  EXPECT_FALSE(p1a({low, {}}, {high, Accept{slot(1), {high, blue}}}));
  EXPECT_TRUE(rounds_rise({3}, {2}));
}

TEST_F(Invariants, OfWhatAProcessStartsWith) {
  const auto broken_by = [](const auto& left, const auto& recovered) {
    return Parliament::violated_by_step(left, recovered).has_value();
  };
  EXPECT_TRUE(broken_by(AcceptorState{high, {}}, AcceptorState{low, {}}));
  EXPECT_TRUE(broken_by(AcceptorState{high, {}}, AcceptorState{}));
  EXPECT_FALSE(broken_by(AcceptorState{low, {}}, AcceptorState{high, {}}));
  EXPECT_TRUE(broken_by(ProposerState{{}, 5}, ProposerState{{}, 3}));
  EXPECT_FALSE(broken_by(ProposerState{{}, 3}, ProposerState{{}, 3}));
}

TEST(MayTalk, ByTheirRolesAndWithTheirOwnBallots) {
  const Message prepare = Prepare{{1, 1}, slot(1)}, chosen = Chosen{slot(1), blue};
  EXPECT_TRUE(may_send(proposer(1), prepare, acceptor(1)));
  EXPECT_FALSE(may_send(proposer(2), prepare, acceptor(1)));
  EXPECT_FALSE(may_send(proposer(1), prepare, learner(1)));
  EXPECT_TRUE(may_send(proposer(1), chosen, proposer(2)));
  EXPECT_FALSE(may_send(proposer(1), chosen, proposer(1)));
  EXPECT_FALSE(may_send(learner(1), chosen, learner(2)));
  EXPECT_FALSE(may_send(proposer(1), chosen, acceptor(1)));
}

TEST_F(Invariants, WantWhatIsForgottenToBeInSnapshotsOfAMajority) {
  choose(1, low, blue);
  const auto has = [this](NodeId node, std::uint64_t end) {
    history.has_snapshot(node, {slot(end), 9});
  };
  has(proposer(1), 2);
  has(learner(1), 2);
  EXPECT_EQ(broken(), "none");
  history.persisted(acceptor(1), {low, {}, slot(2)});
  EXPECT_EQ(broken(), "none");
  history.starts(learner(1), LearnerState{});
  EXPECT_EQ(broken(), "nothing is lost") << "it has lost its snapshot";
  has(proposer(2), 2);
  EXPECT_EQ(broken(), "none");
}

TEST_F(Invariants, BeginWhereTheLogOfARestoredClusterBegins) {
  configuration.first_slot = 101;
  history = Parliament::new_history(configuration);
  for (const auto& value : {blue, red}) history.proposes(value);
  history.persisted(acceptor(1), {low, {}, slot(101)});
  EXPECT_TRUE(history.news.empty());
  EXPECT_EQ(broken(), "none") << "nobody has forgotten anything";
  choose(101, low, blue);
  issue(101 + configuration.window, low, red);
  EXPECT_EQ(broken(), "none");
  issue(102 + configuration.window, low, red);
  EXPECT_EQ(broken(), "R5");
  history.persisted(acceptor(1), {low, {}, slot(102)});
  EXPECT_EQ(broken("nothing is lost"), "nothing is lost");
}

TEST_F(Invariants, WantWhatIsForgottenToBeChosen) {
  issue(1, low, blue);
  accept(1, 1, low, blue);
  for (const NodeId node : {proposer(1), proposer(2), learner(1)}) {
    history.has_snapshot(node, {slot(2), 9});
  }
  EXPECT_EQ(broken(), "none");
  history.persisted(acceptor(1), {low, {}, slot(2)});
  EXPECT_EQ(broken(), "nothing is lost");
}

TEST_F(Invariants, WantNothingRememberedThatIsForgotten) {
  history.sent(acceptor(1), Accepted{slot(1), low});
  EXPECT_TRUE(remembers(history, acceptor(1), {low, {}, slot(1)}));
  EXPECT_FALSE(remembers(history, acceptor(1), {low, {}, slot(2)}));
}

}  // namespace
}  // namespace paxos::multi::test
