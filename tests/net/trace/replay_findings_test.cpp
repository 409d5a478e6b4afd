#include <gmock/gmock.h>

#include "net/trace/replay.hpp"
#include "tests/net/trace/replay_fixture.hpp"

namespace net::trace {
namespace {

using namespace paxos;
using namespace paxos::single;
using testing::Contains;
using testing::ElementsAre;

TEST(ReplayFindings, FindsATimerThatDoesNotRun) {
  RecordedRun run;
  decide(run);
  run.fire(proposer(1), Timer::ballot_timeout);
  const Trace trace = run.trace();
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(trace.events.back().id(),
                                     "timer 'ballot timeout' fires in the trace, "
                                     "which does not run in the role")));
}

TEST(ReplayFindings, FindsAnotherState) {
  Trace trace = decision();
  Event& event = nth(trace, acceptor(2), Kind::persist);
  event.detail = json_of(AcceptorState{Ballot{7, 1}, {}});
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(event.id(),
                                     "the role stores that it has promised 1.1, has accepted "
                                     "nothing; in the trace it stores that it has promised "
                                     "7.1")));
}

TEST(ReplayFindings, FindsThatAPromiseOrAnAcceptanceIsNotTold) {
  for (const Kind kind : {Kind::promised, Kind::accepted}) {
    Trace trace = decision();
    const Event event = nth(trace, acceptor(1), kind);
    std::erase_if(trace.events, [&](const Event& each) { return each.id() == event.id(); });
    EXPECT_THAT(replayed(trace).findings,
                ElementsAre(testing::Field(
                    &Finding::what,
                    "before it, the trace lacks what the state that was stored last means")));
  }
}

// They are what a reader of a diagram sees of an acceptor.
TEST(ReplayFindings, FindsAPromiseOrAnAcceptanceThatIsToldWrongly) {
  for (const Kind kind : {Kind::promised, Kind::accepted}) {
    for (const char* detail : {R"({"round":9,"proposer":1})", "null"}) {
      Trace trace = decision();
      Event& event = nth(trace, acceptor(1), kind);
      event.detail = boost::json::parse(detail);
      EXPECT_THAT(replayed(trace).findings,
                  ElementsAre(finding_at(event.id(),
                                         "which is not what the state that it stored "
                                         "means")));
    }
  }
}

TEST(ReplayFindings, FindsAMessageThatIsMissing) {
  Trace trace = decision();
  const Event lost = nth(trace, proposer(1), Kind::send, 1);
  remove(trace, lost.id());
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(*lost.cause,
                                     "the role sends Prepare 1.1 to A2; in the trace it does "
                                     "not")));

  // All that a step sent, with a later step that sends.
  trace = decision();
  const Event promise = nth(trace, acceptor(1), Kind::send);
  remove(trace, promise.id());
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(*promise.cause, "the role sends Promise")));
}

TEST(ReplayFindings, FindsAStateThatWasNotPersisted) {
  Trace trace = decision();
  const Event lost = nth(trace, acceptor(1), Kind::persist, 1);
  remove(trace, lost.id());
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(*lost.cause,
                                     "the role stores that it has promised 1.1, has accepted "
                                     "'blue' at 1.1; in the trace it does not")));
}

TEST(ReplayFindings, FindsAStepThatHadNoEffects) {
  RecordedRun run;
  run.ask(1, "blue");
  run.flights.push_front(run.flights.front());  // A prepare request that comes again is refused.
  run.deliver({acceptor(1)});
  Trace trace = run.trace();
  const Event persist = nth(trace, acceptor(1), Kind::persist);
  remove(trace, persist.id());
  remove(trace, nth(trace, acceptor(1), Kind::send).id());
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(*persist.cause, "the role stores"),
                          finding_at(*persist.cause, "the role sends Promise")));
}

TEST(ReplayFindings, FindsAMessageTooMany) {
  Trace trace = decision();
  Event extra = nth(trace, acceptor(3), Kind::send);
  ++extra.time;
  insert(trace, extra);
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(extra.id(),
                                     "in the trace it sends Promise 1.1, has accepted nothing "
                                     "to P1; the role does not")));
}

TEST(ReplayFindings, FindsAnotherReceiver) {
  Trace trace = decision();
  Event& promise = nth(trace, acceptor(3), Kind::send);
  promise.peer = proposer(2);
  EXPECT_THAT(replayed(trace).findings,
              Contains(finding_at(promise.id(),
                                  "to P1; in the trace it sends Promise 1.1, has "
                                  "accepted nothing to P2")));
}

TEST(ReplayFindings, FindsASendBeforeWhatItDependsOnIsDurable) {
  Trace trace = decision();
  Event& persist = nth(trace, acceptor(1), Kind::persist);
  const Event promise = nth(trace, acceptor(1), Kind::send);
  Event moved = promise;
  moved.time = persist.time - 1;
  remove(trace, promise.id());
  insert(trace, moved);
  EXPECT_THAT(replayed(trace).findings,
              Contains(finding_at(moved.id(), "before the state that follows from " +
                                                  to_string(*moved.cause) + " is durable")));
}

/// Two prepare requests that acceptor 1 takes in one batch, and the trace of it, with room.
Trace batch() {
  RecordedRun run;
  run.ask(1, "blue");
  run.ask(2, "red");
  run.hold(acceptor(1));
  run.deliver({acceptor(1)});
  run.perform(acceptor(1));
  return spread(run.trace());
}

TEST(ReplayFindings, FindsStatesAndMessagesOutOfOrder) {
  for (const Kind kind : {Kind::persist, Kind::send}) {
    Trace trace = batch();
    Event& first = nth(trace, acceptor(1), kind, 0);
    Event& second = nth(trace, acceptor(1), kind, 1);
    std::swap(first.cause, second.cause);
    std::swap(first.peer, second.peer);
    std::swap(first.detail, second.detail);
    EXPECT_THAT(
        replayed(trace).findings,
        ElementsAre(finding_at(second.id(), "after what it did because of " +
                                                to_string(*first.cause) + ", which is later")));
  }
}

TEST(ReplayFindings, FindsAnotherValueLearned) {
  for (const auto& [node, kind] :
       {std::pair(learner(1), Kind::learned), std::pair(proposer(1), Kind::chosen)}) {
    RecordedRun run;
    run.ask(2, "red");
    run.flights.clear();
    decide(run);
    Trace trace = run.trace();
    Event& event = nth(trace, node, kind);
    event.detail = nth(trace, proposer(2), Kind::request).detail;
    const auto result = replayed(trace);
    EXPECT_THAT(result.findings, ElementsAre(finding_at(event.id(), "'red' is chosen")));
    ASSERT_TRUE(result.violation);
    EXPECT_EQ(result.violation->first, event.id());
    EXPECT_EQ(result.violation->second.invariant, "agreement");
  }
}

TEST(ReplayFindings, FindsWhatFollowsFromNothing) {
  Trace original = decision();
  const Event later = nth(original, acceptor(2), Kind::receive, 1);
  for (const auto& cause : {std::optional<EventId>(), std::optional(EventId{acceptor(2), 999}),
                            std::optional(EventId{acceptor(1), 10}), std::optional(later.id())}) {
    Trace trace = decision();
    Event extra = nth(trace, acceptor(2), Kind::send);
    ++extra.time;
    extra.cause = cause;
    insert(trace, extra);
    EXPECT_THAT(replayed(trace).findings,
                ElementsAre(finding_at(extra.id(), "because of nothing that happened to it")));
  }
}

TEST(ReplayFindings, FindsWhatFollowsFromAFormerLife) {
  RecordedRun run;
  decide(run);
  run.start(acceptor(2));
  Trace trace = spread(run.trace());
  Event extra = nth(trace, acceptor(2), Kind::send);
  extra.time = nth(trace, acceptor(2), Kind::restart, 1).time + 1;
  insert(trace, extra);
  EXPECT_THAT(replayed(trace).findings,
              Contains(finding_at(extra.id(), "because of nothing that happened to it since it")));
}

TEST(ReplayFindings, FindsMessagesThatTheSenderMayNotSend) {
  Trace trace = decision();
  Event forged = nth(trace, acceptor(1), Kind::receive);
  ++forged.time;
  forged.detail = json_of(Message(Inquire{}));
  forged.peer = proposer(1);
  insert(trace, forged);
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(forged.id(), "from P1, who may not send it that")));
}

TEST(ReplayFindings, FindsALostPromiseOrAcceptance) {
  for (const auto& left : {AcceptorState{}, AcceptorState{Ballot{1, 1}, {}}}) {
    RecordedRun run;
    decide(run);
    run.acceptors()[acceptor(1)].durable = left;
    run.start(acceptor(1));
    Trace trace = run.trace();
    const EventId again = nth(trace, acceptor(1), Kind::restart, 1).id();
    const auto result = replayed(trace);
    EXPECT_THAT(result.findings,
                ElementsAre(finding_at(again,
                                       "a state that it did not leave behind: it has "
                                       "promised")));
    ASSERT_TRUE(result.violation);
    EXPECT_EQ(result.violation->first, again);
    EXPECT_EQ(result.violation->second.invariant, "P1a");
  }
}

TEST(ReplayFindings, FindsWhatHappensToAProcessThatIsDown) {
  RecordedRun run;
  run.crash(acceptor(1));
  run.ask(1, "blue");
  run.hold(acceptor(1));  // what the role does here is not in the trace
  run.deliver({acceptor(1)});
  const Trace trace = run.trace();
  EXPECT_THAT(replayed(trace).findings,
              ElementsAre(finding_at(trace.events.back().id(), "while it is down")));
  EXPECT_FALSE(replayed(trace).acceptors.at(acceptor(1)).role);
}

}  // namespace
}  // namespace net::trace
