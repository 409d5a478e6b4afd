// The reductions: they change no verdict, and are refused for roles that they do not suit.

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/explore/network.hpp"
#include "net/explore/protocol_cast.hpp"
#include "net/explore/synod_tables.hpp"
#include "tests/net/explore/questions.hpp"
#include "tests/net/trace/run.hpp"

namespace net::explore::test {
namespace {

using namespace paxos::single;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Reductions, ExhaustTheRightRolesWithAndWithout) {
  for (const auto& reductions : all_reductions()) {
    SCOPED_TRACE(to_string(reductions));
    Question asked = question(1);
    asked.setting.bounds.crashes = 1;
    asked.setting.reductions = reductions;
    const Verdict verdict = ask(asked);
    EXPECT_EQ(outcome(verdict), "exhausted");
    EXPECT_THAT(verdict.notes, IsEmpty());
    EXPECT_EQ(to_string(verdict.reductions), to_string(reductions));
    EXPECT_EQ(verdict.result.images, reductions.symmetry ? 6U : 1U);
  }
}

/// The states of one proposer with some ballots, and a crash or none.
std::uint64_t states(const Reductions& reductions, std::uint32_t ballots, std::uint32_t crashes) {
  Question asked = question(1);
  asked.setting.configuration.learners = ballots == 1 ? 1 : 0;
  set_ballots(asked.setting, ballots);
  asked.setting.bounds.crashes = crashes;
  asked.setting.reductions = reductions;
  const Verdict verdict = ask(asked);
  EXPECT_EQ(outcome(verdict), "exhausted");
  return verdict.result.distinct;
}

TEST(Reductions, EachMakesTheSearchSmaller) {
  Reductions none = no_reductions;
  Reductions symmetry = none;
  symmetry.symmetry = true;
  Reductions partial_order = none;
  partial_order.partial_order = true;
  EXPECT_LT(states(symmetry, 1, 1), states(none, 1, 1) / 2);
  EXPECT_LT(states(partial_order, 1, 1), states(none, 1, 1) / 2);

  // Nothing is stale before the second ballot.
  Reductions without_staleness;
  without_staleness.staleness = false;
  EXPECT_EQ(states({}, 1, 0), states(without_staleness, 1, 0));
  EXPECT_LT(states({}, 2, 1), states(without_staleness, 2, 1));
}

/// That a mutant violates an invariant after the same number of steps under all reductions.
void expect_the_same_kill(const std::string& mutant, const std::string& invariant,
                          std::uint32_t crashes = 0) {
  SCOPED_TRACE(mutant);
  const trace::Folder folder;
  std::optional<std::size_t> steps;
  for (const auto& reductions : all_reductions()) {
    SCOPED_TRACE(to_string(reductions));
    Question asked = question(2, mutant);
    asked.setting.bounds.crashes = crashes;
    asked.setting.reductions = reductions;
    asked.folder = folder.path() / "run";
    const Verdict verdict = ask(asked);
    ASSERT_EQ(outcome(verdict), invariant);
    EXPECT_EQ(verdict.result.counterexample->violation.invariant, invariant);
    EXPECT_THAT(verdict.notes, IsEmpty());
    if (!steps) steps = verdict.story->steps;
    EXPECT_EQ(verdict.story->steps, *steps);
    // A process that is not interleaved needs no steps.
    EXPECT_LE(verdict.result.counterexample->steps.size(), *steps);
  }
}

TEST(Reductions, FindTheSameViolationsOfAcceptorsWithAndWithout) {
  for (const char* mutant : {"B01", "B02"}) expect_the_same_kill(mutant, "P1a", 1);
  for (const char* mutant : {"B03", "B07"}) expect_the_same_kill(mutant, "P1a");
}

TEST(Reductions, FindTheSameViolationsOfProposersWithAndWithout) {
  for (const char* mutant : {"B04", "B12", "A1"}) expect_the_same_kill(mutant, "P2c");
}

TEST(Reductions, FindTheSameViolationsOfLearnersWithAndWithout) {
  for (const char* mutant : {"B11", "A2"}) expect_the_same_kill(mutant, "learned is chosen");
}

// The learner that believes the acceptor with the largest number.
TEST(Symmetry, IsRefusedForARoleThatLooksAtNumbers) {
  const trace::Folder folder;
  Question asked = question(2, "A5");
  asked.setting.invariant = "agreement";
  asked.folder = folder.path() / "run";
  const Verdict verdict = ask(asked);
  EXPECT_EQ(outcome(verdict), "agreement");
  EXPECT_FALSE(verdict.reductions.symmetry);
  EXPECT_TRUE(verdict.reductions.partial_order);
  EXPECT_EQ(verdict.result.images, 1U);
  EXPECT_THAT(verdict.notes, ElementsAre(HasSubstr(" behaves by the numbers of acceptors, so the "
                                                   "search goes without symmetry")));

  asked.setting.reductions.symmetry = false;
  const Verdict asked_for = ask(asked);
  EXPECT_EQ(outcome(asked_for), "agreement");
  EXPECT_THAT(asked_for.notes, IsEmpty());
  EXPECT_EQ(asked_for.story->steps, verdict.story->steps);
}

// That a violation's words name an acceptor is no reason.
TEST(Symmetry, IsKeptIfOnlyTheWordsOfAViolationNameAnAcceptor) {
  const trace::Folder folder;
  Question asked = question(2, "B01");
  asked.setting.bounds.crashes = 1;
  asked.setting.invariant = "remembers";
  asked.folder = folder.path() / "run";
  const Verdict verdict = ask(asked);
  EXPECT_EQ(outcome(verdict), "remembers");
  EXPECT_TRUE(verdict.reductions.symmetry);
}

/// Promises only if its own number is even.
class PromisesIfEven : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(paxos::NodeId from, const Prepare& message) {
    if (self_.number % 2 != 0) return {};
    return Acceptor::handle(from, message);
  }

 private:
  BOOST_DESCRIBE_CLASS(PromisesIfEven, (Acceptor), (), (), ())
};

/// Asks what is chosen as soon as it hears of an acceptance.
class AsksAtOnce : public Learner {
 public:
  using Learner::Learner;
  [[nodiscard]] Effects handle(paxos::NodeId from, const Accepted& message) {
    Effects effects = Learner::handle(from, message);
    effects.send = {{{from}, Inquire{}}};
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(AsksAtOnce, (Learner), (), (), ())
};

/// Counts what it receives, also what comes again, so that there is no end of its states.
class CountsAll : public Learner {
 public:
  using Learner::Learner;
  [[nodiscard]] Effects handle(paxos::NodeId from, const Accepted& message) {
    ++received_;
    return Learner::handle(from, message);
  }

 private:
  std::uint64_t received_ = 0;
  BOOST_DESCRIBE_CLASS(CountsAll, (Learner), (), (), (received_))
};

/// Counts every Promise, also one of an older ballot.
class CountsStalePromises : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(paxos::NodeId from, const Promise& message) {
    const auto* preparing = std::get_if<Preparing>(&phase_);
    if (!preparing) return {};
    return Proposer::handle(from, Promise{preparing->ballot, message.accepted});
  }

 private:
  BOOST_DESCRIBE_CLASS(CountsStalePromises, (Proposer), (), (), ())
};

/// What a search assumes that does not hold for a proposer, an acceptor and a learner of these
/// types.
template <class P, class A, class L>
std::string why_refused(const Reductions& reductions) {
  Setting setting = question(1).setting;
  set_ballots(setting, 2);
  setting.reductions = reductions;
  ProtocolCast<Synod> cast(setting, [](const Setting& in_it, Tables<Synod>& tables) {
    return ProtocolCast<Synod>::RoleTables{std::make_unique<TableOf<Synod, P>>(in_it, tables),
                                           std::make_unique<TableOf<Synod, A>>(in_it, tables),
                                           std::make_unique<TableOf<Synod, L>>(in_it, tables)};
  });
  std::vector<std::uint32_t> silent;
  if (reductions.partial_order) silent.push_back(4);  // P1, A1, A2, A3, L1
  NetworkModel model(cast, setting.bounds, silent, reductions);
  const std::atomic<bool> never = false;
  try {
    search(model, {.states = 20'000}, never, [](const Progress&) {});
  } catch (const Unsound& unsound) {
    return unsound.what();
  }
  return "";
}

TEST(Unsound, IsNothingOfTheRightRoles) {
  EXPECT_EQ((why_refused<Proposer, Acceptor, Learner>({})), "");
}

TEST(Unsound, IsSymmetryOfAcceptorsThatDiffer) {
  EXPECT_EQ((why_refused<Proposer, PromisesIfEven, Learner>({})),
            "a PromisesIfEven behaves by the numbers of acceptors");
  EXPECT_EQ((why_refused<Proposer, PromisesIfEven, Learner>({.symmetry = false})), "");
}

TEST(Unsound, IsPartialOrderWithALearnerThatSends) {
  EXPECT_EQ((why_refused<Proposer, Acceptor, AsksAtOnce>({})), "learner 1 sends messages");
  EXPECT_EQ((why_refused<Proposer, Acceptor, AsksAtOnce>({.partial_order = false})), "");
}

/// It would have to look at all of them at once, and could not be stopped meanwhile.
TEST(Unsound, IsPartialOrderWithALearnerOfVeryManyStates) {
  EXPECT_EQ((why_refused<Proposer, Acceptor, CountsAll>({})),
            "the learners may be in any of more than 100000 states at once");
  EXPECT_EQ((why_refused<Proposer, Acceptor, CountsAll>({.partial_order = false})), "");
}

TEST(Unsound, IsForgettingWhatAProposerMinds) {
  EXPECT_THAT((why_refused<CountsStalePromises, Acceptor, Learner>({})),
              HasSubstr("CountsStalePromises minds a stale Promise"));
  EXPECT_EQ((why_refused<CountsStalePromises, Acceptor, Learner>({.staleness = false})), "");
}

/// Counts in stable storage how often it has started, and learns something of its own the second
/// time.
struct Starts {
  std::uint32_t count = 0;
  bool operator==(const Starts&) const = default;
};
BOOST_DESCRIBE_STRUCT(Starts, (), (count))

class LearnsAtTheSecondStart {
 public:
  using State = Starts;
  using Incoming = ToLearner;
  using Effects = paxos::Effects<paxos::single::Protocol, State>;

  LearnsAtTheSecondStart(paxos::NodeId self, const paxos::Configuration&, State recovered = {})
      : self_(self), state_(recovered) {}

  Effects start() {
    ++state_.count;
    Effects effects{.persist = state_};
    if (state_.count == 2) effects.learned = paxos::Value(paxos::to_string(self_));
    return effects;
  }
  Effects handle(paxos::NodeId, const Accepted&) { return {}; }
  Effects on_timer(Timer) { return {}; }
  [[nodiscard]] const State& state() const { return state_; }
  bool operator==(const LearnsAtTheSecondStart&) const = default;

 private:
  paxos::NodeId self_;
  State state_;
  BOOST_DESCRIBE_CLASS(LearnsAtTheSecondStart, (), (), (), (self_, state_))
};

/// Whether two learners, that each need a crash to learn something, learn two values.
bool both_learn(std::uint32_t crashes, const Reductions& reductions) {
  Setting setting{{1, 2, paxos::QuorumSystem::majority(1)}, {}, reductions, "agreement"};
  set_ballots(setting, 0);
  setting.bounds.requests = 0;
  setting.bounds.crashes = crashes;
  using L = LearnsAtTheSecondStart;
  ProtocolCast<Synod> cast(setting, [](const Setting& in_it, Tables<Synod>& tables) {
    return ProtocolCast<Synod>::RoleTables{
        std::make_unique<TableOf<Synod, Proposer>>(in_it, tables),
        std::make_unique<TableOf<Synod, Acceptor>>(in_it, tables),
        std::make_unique<TableOf<Synod, L>>(in_it, tables)};
  });
  std::vector<std::uint32_t> silent;
  if (reductions.partial_order) silent = {2, 3};  // P1, A1, L1, L2
  NetworkModel model(cast, setting.bounds, silent, reductions);
  const std::atomic<bool> never = false;
  const Result result = search(model, {}, never, [](const Progress&) {});
  EXPECT_FALSE(result.bound);
  return result.counterexample.has_value();
}

// Learners that are not interleaved crash too, and as often as the bound lets all of them together.
TEST(Reductions, LetSilentLearnersCrashAsOftenAsOthers) {
  for (const auto& reductions : all_reductions()) {
    SCOPED_TRACE(to_string(reductions));
    EXPECT_FALSE(both_learn(1, reductions));
    EXPECT_TRUE(both_learn(2, reductions));
  }
}

}  // namespace
}  // namespace net::explore::test
