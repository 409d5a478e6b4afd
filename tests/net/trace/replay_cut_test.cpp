// Trace files that end too early: replay must not take what was cut off for what did not happen.
#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "net/trace/replay.hpp"
#include "tests/net/trace/replay_fixture.hpp"

namespace net::trace {
namespace {

using namespace paxos;
using namespace paxos::single;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The line that tells why a trace cannot be replayed, or nothing. A difference or a violation
/// would accuse the roles.
std::optional<std::string> refusal(const Folder& folder, const std::string& which) {
  try {
    const auto result = replayed(read_traces(trace_files({folder.path()})));
    EXPECT_THAT(result.findings, IsEmpty()) << which;
    EXPECT_FALSE(result.violation) << which << ": " << result.violation->second.why;
    return std::nullopt;
  } catch (const TraceError& error) {
    return error.what();
  }
}

/// Whether another process than `of` received a message that `of` sent at `time` or later.
bool was_heard(const Trace& trace, NodeId of, std::uint64_t time) {
  return std::ranges::any_of(trace.events, [&](const Event& event) {
    return event.kind == Kind::receive && event.cause && event.cause->node == of &&
           event.cause->time >= time;
  });
}

/// Cuts the trace of each process at the beginning of each line, and within it, and replays.
class Cuts {
 public:
  Cuts(RecordedRun& run, std::vector<double> within)
      : folder_(run.end()), whole_(run.trace()), within_(std::move(within)) {
    for (const auto role : {Role::proposer, Role::acceptor, Role::learner}) {
      for (const NodeId node : RecordedRun::configuration.all(role)) cut(node);
    }
  }

  int replayed = 0;
  int refused = 0;

 private:
  void cut(NodeId node) {
    const auto file = folder_.file(node);
    const std::string text = contents(file);
    std::uint64_t time = 0;  // of the last event before the cut
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t size = text.find('\n', begin) - begin;
      for (const double part : within_) {
        std::filesystem::resize_file(file, begin + static_cast<std::size_t>(part * double(size)));
        expect_honest(node, time);
        std::filesystem::remove(file);
        append(file, text);
      }
      const auto line = boost::json::parse(text.substr(begin, size)).as_object();
      if (line.contains("time")) time = line.at("time").to_number<std::uint64_t>();
      begin += size + 1;
    }
  }

  void expect_honest(NodeId node, std::uint64_t last) {
    const std::string which =
        "the trace of " + to_string(node) + ", cut after " + to_string(EventId{node, last});
    const auto why = refusal(folder_, which);
    ++(why ? refused : replayed);
    if (last == 0) {
      EXPECT_THAT(why.value_or(""), HasSubstr("there is no trace of " + to_string(node))) << which;
    } else if (why || was_heard(whole_, node, last + 1)) {
      EXPECT_THAT(
          why.value_or(""),
          HasSubstr("cannot be replayed: the trace of " + to_string(node) + ", which ends at " +
                    to_string(EventId{node, last}) + ", lacks the send of that message"))
          << which;
    }
  }

  const Folder& folder_;
  Trace whole_;
  std::vector<double> within_;
};

TEST(ReplayOfACutTrace, AccusesNobodyWhereverItIsCut) {
  RecordedRun run;
  contend(run);
  const Cuts cuts(run, {0});
  EXPECT_GT(cuts.replayed, 20);
  EXPECT_GT(cuts.refused, 100);
}

TEST(ReplayOfACutTrace, AccusesNobodyIfItIsCutWithinALine) {
  RecordedRun run;
  decide(run);
  const Cuts cuts(run, {0, 0.01, 0.5, 1});
  EXPECT_GT(cuts.replayed, 20);
  EXPECT_GT(cuts.refused, 100);
}

TEST(ReplayOfACutTrace, IsRefusedOnlyFromTheMessageOnThatItLacks) {
  RecordedRun run;
  contend(run);
  const Folder& folder = run.end();
  const auto file = folder.file(proposer(1));
  const std::string text = contents(file);
  std::filesystem::resize_file(file, text.find(R"("type":"Prepare")"));
  const Trace trace = read_traces(trace_files({folder.path()}));
  const auto lacking = std::ranges::find_if(trace.events, [](const Event& event) {
    return event.kind == Kind::receive && event.peer == proposer(1);
  });
  ASSERT_NE(lacking, trace.events.end());
  EXPECT_THAT(replayed(trace, std::prev(lacking)->id()).findings, IsEmpty());
  EXPECT_THROW(replayed(trace, lacking->id()), TraceError);
}

TEST(ReplayOfACutTrace, FindsWhatABatchLacksIfTheProcessWentOn) {
  RecordedRun run;
  run.ask(1, "blue");
  run.deliver({acceptor(1)});
  run.deliver({proposer(1)});  // A promise changes nothing yet.
  Trace trace = run.trace();
  const Event lost = nth(trace, proposer(1), Kind::send, 2);
  ASSERT_EQ(lost.peer, acceptor(3));
  remove(trace, lost.id());
  const auto result = replayed(trace);
  EXPECT_THAT(result.findings,
              ElementsAre(finding_at(*lost.cause,
                                     "the role sends Prepare 1.1 to A3; in the trace it does")));
  EXPECT_THAT(result.notes, IsEmpty());
}

TEST(ReplayOfACutTrace, FindsWhatWasNotDoneBeforeATimerOfTheSameStepFired) {
  RecordedRun run;
  run.fire(learner(1), Timer::inquiry);
  Trace trace = spread(run.trace());
  const Event first = nth(trace, learner(1), Kind::timer);
  std::erase_if(trace.events, [](const Event& event) { return event.kind == Kind::send; });
  Event second = first;
  second.time += 100;
  second.cause = first.id();
  insert(trace, second);
  const auto result = replayed(trace);
  EXPECT_THAT(result.findings, ElementsAre(finding_at(first.id(), "the role sends Inquire to A1"),
                                           finding_at(first.id(), "the role sends Inquire to A2"),
                                           finding_at(first.id(), "the role sends Inquire to A3")));
  EXPECT_THAT(result.notes,
              ElementsAre(HasSubstr("ends before 3 effects of what happened from " +
                                    to_string(second.id()) + " on, as after a kill")));
}

}  // namespace
}  // namespace net::trace
