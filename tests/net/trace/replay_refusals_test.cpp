#include <functional>
#include <vector>

#include <gmock/gmock.h>

#include "net/trace/replay.hpp"
#include "tests/net/trace/replay_fixture.hpp"

namespace net::trace {
namespace {

using namespace paxos;
using namespace paxos::single;
using testing::HasSubstr;

/// That a replay cannot be, in one line with these words.
void expect_error(const Trace& trace, const std::string& words,
                  const std::optional<EventId>& cut = std::nullopt) {
  try {
    replayed(trace, cut);
    FAIL() << "replayed; no " << words;
  } catch (const TraceError& error) {
    EXPECT_THAT(error.what(), HasSubstr(words));
    EXPECT_THAT(std::string(error.what()), testing::Not(HasSubstr("\n")));
  }
}

TEST(ReplayRefusals, RefusesATraceThatIsNotThatOfAWholeCluster) {
  Trace trace = decision();
  std::erase_if(trace.events, [](const Event& event) { return event.node == acceptor(2); });
  expect_error(trace, "there is no trace of acceptor 2");
  expect_error({}, "nothing to replay");

  trace = decision();
  remove(trace, nth(trace, learner(1), Kind::restart).id());
  expect_error(trace, "the trace of learner 1 does not begin with its start");

  trace = decision();
  Event stranger = nth(trace, acceptor(1), Kind::restart);
  stranger.node = acceptor(4);
  insert(trace, stranger);
  expect_error(trace, "the restart acceptor4@10 cannot be replayed: acceptor 4 takes no part");

  trace = decision();
  nth(trace, learner(1), Kind::restart).detail =
      json_of(Restart<LearnerState>{{2, 2, QuorumSystem::majority(3)}, {}});
  expect_error(trace, "the restart learner1@10 cannot be replayed: it starts in another");
}

TEST(ReplayRefusals, RefusesConfigurationsThatNoClusterHas) {
  for (const auto& configuration :
       {Configuration{}, Configuration{0, 1, QuorumSystem::majority(3)},
        Configuration{2, 1, {3, 1, 1}}, Configuration{2, 1, QuorumSystem::majority(65)}}) {
    Trace trace = decision();
    nth(trace, acceptor(1), Kind::restart).detail =
        json_of(Restart<AcceptorState>{configuration, {}});
    expect_error(trace, "the restart acceptor1@10 cannot be replayed: no cluster has such");
  }
  Trace trace = decision();
  for (Event& event : trace.events) {
    if (event.kind != Kind::restart) continue;
    event.detail.as_object()["configuration"].as_object()["learners"] = 4294967295U;
  }
  expect_error(trace, "there is no trace of learner 2");
}

TEST(ReplayRefusals, RefusesAnEventThatTheTraceLacks) {
  const Trace trace = decision();
  expect_error(trace, "there is no event acceptor1@11; the last of acceptor 1 is acceptor1@",
               EventId{acceptor(1), 11});
  expect_error(trace, "there is no trace of acceptor 4", EventId{acceptor(4), 10});
}

TEST(ReplayRefusals, RefusesDetailsOfAnotherProtocol) {
  Trace trace = decision();
  Event& receive = nth(trace, acceptor(1), Kind::receive);
  const auto message = receive.detail;
  receive.detail = boost::json::object{{"type", "Slot"}, {"slot", 1}};
  expect_error(trace, "the receive " + to_string(receive.id()) +
                          " cannot be replayed: it is damaged, or not of protocol 'single': "
                          "unknown type \"Slot\"");
  receive.detail = json_of(Message(Prepare{Ballot{0, 1}}));
  expect_error(trace, "an impossible Ballot");
  receive.detail = message;
  receive.peer = proposer(9);
  expect_error(trace, "proposer 9 takes no part");
  receive.peer.reset();
  expect_error(trace, "names no other process");
}

TEST(ReplayRefusals, RefusesAMessageThatNobodySent) {
  for (const std::uint64_t sender_ends_at : {10, 1000}) {
    Trace trace = decision();
    Event forged = nth(trace, acceptor(1), Kind::receive);
    ++forged.time;
    forged.cause.reset();
    forged.detail = json_of(Message(Inquire{}));
    forged.peer = learner(1);
    insert(trace, forged);
    std::erase_if(trace.events, [](const Event& event) {
      return event.node == learner(1) && event.kind != Kind::restart;
    });
    if (sender_ends_at > 10) {
      Event start = nth(trace, learner(1), Kind::restart);
      start.time = sender_ends_at;
      insert(trace, start);
    }
    expect_error(trace, "the receive " + to_string(forged.id()) +
                            " cannot be replayed: the trace of learner 1, which ends at learner1@" +
                            std::to_string(sender_ends_at) + ", lacks the send of that message");
  }
}

TEST(ReplayRefusals, FindsAProcessThatGoesOnWhenItsRoundsAreUsedUp) {
  Trace trace = decision();
  nth(trace, proposer(1), Kind::restart).detail =
      json_of(Restart<ProposerState>{RecordedRun::configuration, {Ballot::max_round}});
  const auto replayed = replay<paxos::single::Synod>(trace);
  ASSERT_FALSE(replayed.findings.empty());
  EXPECT_THAT(replayed.findings.back().what,
              testing::StrEq("something happens to it while it is down"));
}

/// Replays what is left of a trace, whatever that is.
void endure(const Trace& trace) {
  try {
    replayed(trace);
  } catch (const TraceError&) {
    // One clear line is an answer too.
  }
}

TEST(ReplayRefusals, EnduresEveryDamageOfAnEvent) {
  RecordedRun run;
  contend(run);
  const Trace whole = run.trace();
  const std::vector<boost::json::value> details = {
      nullptr,
      7,
      "ballot_timeout",
      boost::json::object{},
      boost::json::array{},
      json_of(Message(Promise{{1, 2}, Proposal{{1, 1}, {}}})),
      json_of(Message(Inquire{})),
      json_of(AcceptorState{Ballot{9, 2}, {}}),
      json_of(ProposerState{Ballot::max_round})};
  const auto each_damage = [&](const std::function<void(Trace&, Event&)>& damage) {
    for (std::size_t i = 0; i < whole.events.size(); ++i) {
      Trace trace = whole;
      damage(trace, trace.events[i]);
      endure(trace);
    }
  };
  for (const auto& detail : details) {
    each_damage([&](Trace&, Event& event) { event.detail = detail; });
  }
  for (int kind = 1; kind <= static_cast<int>(Kind::crash); ++kind) {
    each_damage([&](Trace&, Event& event) { event.kind = static_cast<Kind>(kind); });
  }
  each_damage([](Trace&, Event& event) { event.cause.reset(); });
  each_damage([](Trace&, Event& event) { event.cause = EventId{event.node, event.time}; });
  each_damage([](Trace&, Event& event) { event.peer = acceptor(64); });
  each_damage([](Trace&, Event& event) { event.peer.reset(); });
  each_damage([](Trace&, Event& event) { event.peer = learner(1); });
  each_damage([](Trace& trace, Event& event) { remove(trace, event.id()); });
  each_damage([](Trace& trace, Event& event) {
    trace.events.erase(trace.events.begin() + (&event - trace.events.data()), trace.events.end());
  });
}

}  // namespace
}  // namespace net::trace
