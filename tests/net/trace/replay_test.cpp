#include "net/trace/replay.hpp"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>

#include "net/trace/history.hpp"
#include "tests/net/trace/replay_fixture.hpp"

namespace net::trace {
namespace {

using namespace paxos;
using namespace paxos::single;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Replay, OfWhatTheRolesDidFindsNothing) {
  RecordedRun run;
  contend(run);
  const Trace trace = run.trace();
  const auto result = replayed(trace);

  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_THAT(result.notes, IsEmpty());
  EXPECT_FALSE(result.violation);
  EXPECT_TRUE(result.whole);
  EXPECT_EQ(result.configuration, RecordedRun::configuration);
  EXPECT_EQ(result.steps, std::ranges::count_if(trace.events, is_input, &Event::kind));
  EXPECT_EQ(result.history, history_of(trace));
  EXPECT_EQ(result.history.learned.size(), 3U);
  EXPECT_EQ(result.proposers.at(proposer(1)).asked, 2U);
  EXPECT_EQ(result.sent.size(), run.sent.size());
}

/// Each process must stand as its role did after its last input up to the cut.
void expect_standing(const EventId& cut, const auto& replayed, auto& recorded) {
  for (const auto& [node, process] : replayed) {
    const auto& after = recorded.at(node).after;
    const auto next = std::ranges::find_if(
        after, [&](const auto& each) { return comes_before(cut, each.first); });
    ASSERT_EQ(process.role.has_value(), next != after.begin()) << to_string(cut);
    if (next == after.begin()) continue;
    EXPECT_EQ(*process.role, std::prev(next)->second) << to_string(cut);
    EXPECT_EQ(process.durable, std::prev(next)->second.state()) << to_string(cut);
  }
}

TEST(Replay, StopsWhereverItIsCut) {
  RecordedRun run;
  contend(run);
  const Trace trace = run.trace();
  for (const Event& event : trace.events) {
    const EventId cut = event.id();
    const auto result = replayed(trace, cut);
    EXPECT_THAT(result.findings, IsEmpty());
    EXPECT_FALSE(result.violation);
    expect_standing(cut, result.acceptors, run.acceptors());
    expect_standing(cut, result.proposers, run.proposers());
    expect_standing(cut, result.learners, run.learners());
    const auto sent = std::ranges::count_if(trace.events, [&](const Event& each) {
      return each.kind == Kind::send && !comes_before(cut, *each.cause);
    });
    EXPECT_EQ(result.sent.size(), static_cast<std::size_t>(sent)) << to_string(cut);
  }
}

TEST(Replay, KnowsWhichTimersRun) {
  const auto timers = [](const std::function<void(RecordedRun&)>& story) {
    RecordedRun run;
    story(run);
    const auto result = replayed(run.trace());
    return std::pair(result.proposers.at(proposer(1)).timers,
                     result.learners.at(learner(1)).timers);
  };
  const auto [waiting, unknowing] = timers([](auto& run) { run.ask(1, "blue"); });
  EXPECT_THAT(waiting, ElementsAre(Timer::ballot_timeout));
  EXPECT_THAT(unknowing, ElementsAre(Timer::inquiry));
  const auto [content, knowing] = timers(decide);
  EXPECT_THAT(content, IsEmpty());
  EXPECT_THAT(knowing, IsEmpty());
}

TEST(Replay, TakesBatchesAsTheyArePerformed) {
  RecordedRun run;
  run.ask(1, "blue");
  run.ask(2, "red");
  run.hold(acceptor(1));
  run.hold(proposer(1));
  run.deliver_all();
  run.perform(acceptor(1));
  run.deliver_all();
  run.perform(proposer(1));
  run.deliver_all();
  EXPECT_THAT(replayed(run.trace()).findings, IsEmpty());
}

TEST(Replay, LetsATimerFireThatItsBatchHasYetToStop) {
  RecordedRun run;
  run.ask(2, "red");
  run.deliver({acceptor(1)});
  run.ask(1, "blue");
  run.hold(proposer(1));
  run.deliver({acceptor(1)});  // refuses the lower ballot
  run.deliver({proposer(1)});
  run.fire(proposer(1), Timer::ballot_timeout);
  run.perform(proposer(1));
  EXPECT_THAT(replayed(run.trace()).findings, IsEmpty());
}

TEST(Replay, TakesWhatAKillLeavesAndNotesIt) {
  for (const bool durable : {false, true}) {
    RecordedRun run;
    run.ask(1, "blue");
    run.hold(acceptor(1));
    run.deliver({acceptor(1)});
    if (durable) run.persist_unseen(acceptor(1));
    run.start(acceptor(1));
    run.perform(acceptor(1));
    run.deliver_all();
    const auto result = replayed(run.trace());
    EXPECT_THAT(result.findings, IsEmpty());
    EXPECT_FALSE(result.violation);
    EXPECT_THAT(result.notes,
                ElementsAre(StartsWith(
                    "by the trace a life of acceptor 1 ends before 2 effects of what happened")));
    EXPECT_EQ(result.history.learned.size(), 2U);
  }
}

TEST(Replay, CompletesTheLastStepsOfATraceThatEnds) {
  RecordedRun run;
  run.ask(1, "blue");
  run.hold(acceptor(1));
  run.deliver({acceptor(1)});
  const auto result = replayed(run.trace());
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.notes.size(), 1U);
  EXPECT_EQ(result.acceptors.at(acceptor(1)).durable.promised, (Ballot{1, 1}));
  EXPECT_EQ(result.history.told.at(acceptor(1)).promised, (Ballot{1, 1}));
  EXPECT_EQ(result.sent.back().from, acceptor(1));
}

TEST(Replay, NamesTheEventAfterWhichAnInvariantIsViolated) {
  Trace trace = decision();
  // A learner that learns before there is a quorum, of a value that is chosen in the end.
  Event early = nth(trace, learner(1), Kind::learned);
  early.time = nth(trace, proposer(1), Kind::send, 3).time + 1;
  early.cause = EventId{learner(1), 10};
  insert(trace, early);
  const auto result = replayed(trace);
  ASSERT_TRUE(result.violation);
  EXPECT_EQ(result.violation->first, early.id());
  EXPECT_EQ(result.violation->second.invariant, "learned is chosen");
  EXPECT_FALSE(Synod::violated(result.history, RecordedRun::configuration));
  EXPECT_FALSE(replayed(trace, EventId{proposer(2), 10}).violation);
}

TEST(Replay, SeesEachStepOfAnAcceptor) {
  Trace trace = decision();
  Event& fallen = nth(trace, acceptor(1), Kind::persist, 1);
  fallen.detail = json_of(AcceptorState{});
  const auto result = replayed(trace);
  ASSERT_TRUE(result.violation);
  EXPECT_EQ(result.violation->first, fallen.id());
  EXPECT_EQ(result.violation->second.invariant, "P1a");
}

TEST(Replay, TakesATraceThatBeginsInTheMiddleOfARun) {
  RecordedRun run;
  decide(run);
  run.start(acceptor(1));
  Trace trace = run.trace();
  const Event again = nth(trace, acceptor(1), Kind::restart, 1);
  std::erase_if(trace.events, [&](const Event& event) {
    return event.node == acceptor(1) && event.time < again.time;
  });
  const auto result = replayed(trace);
  EXPECT_FALSE(result.whole);
  EXPECT_FALSE(result.violation);
  EXPECT_THAT(result.notes,
              ElementsAre(StartsWith("the trace of acceptor 1 begins in the middle of a run")));
}

}  // namespace
}  // namespace net::trace
