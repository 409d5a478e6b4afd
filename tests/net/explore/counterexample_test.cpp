// What a violation is told with: traces that any reader of traces takes, and in which the violation
// is found again.

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/trace/history.hpp"
#include "net/trace/reader.hpp"
#include "tests/net/explore/questions.hpp"
#include "tests/net/trace/run.hpp"

namespace net::explore::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using tests::all_contents;

Verdict ask_about(const std::string& mutant, const std::filesystem::path& folder,
                  std::uint32_t proposers = 2) {
  Question asked = question(proposers, mutant);
  asked.folder = folder;
  asked.limits.threads = 2;
  return ask(asked);
}

TEST(Counterexample, IsATraceWithTheSameViolation) {
  for (const char* mutant : {"B04", "B11", "B12", "A1", "A2"}) {
    SCOPED_TRACE(mutant);
    const trace::Folder folder;
    const Verdict verdict = ask_about(mutant, folder.path());
    ASSERT_TRUE(verdict.story);
    const trace::Trace trace = trace::read_traces(trace::trace_files({folder.path()}));
    EXPECT_THAT(trace.notes, IsEmpty());
    const auto found = paxos::single::violated(trace::history_of(trace),
                                               question(2).setting.configuration.quorums);
    EXPECT_EQ(found, verdict.story->violation);
  }
}

TEST(Counterexample, OfOneStepIsATraceWithThatStep) {
  for (const char* mutant : {"B03", "B07"}) {
    SCOPED_TRACE(mutant);
    const trace::Folder folder;
    const Verdict verdict = ask_about(mutant, folder.path());
    ASSERT_TRUE(verdict.story);
    const trace::Trace trace = trace::read_traces(trace::trace_files({folder.path()}));
    EXPECT_EQ(trace::p1a_along(trace), verdict.story->violation);
  }
}

TEST(Counterexample, HasAnEventForEachStep) {
  const trace::Folder folder;
  const Verdict verdict = ask_about("B04", folder.path());
  ASSERT_TRUE(verdict.story);
  std::size_t steps = 0;
  for (const auto& event : trace::read_traces(trace::trace_files({folder.path()})).events) {
    steps += event.kind == trace::Kind::receive || event.kind == trace::Kind::request ||
             event.kind == trace::Kind::timer || event.kind == trace::Kind::crash;
  }
  EXPECT_EQ(steps, verdict.story->steps);
}

TEST(Counterexample, HasACrashAndTheStartAfterIt) {
  const trace::Folder folder;
  Question asked = question(1, "B08");
  asked.setting.bounds.requests = 2;
  asked.setting.bounds.crashes = 1;
  asked.folder = folder.path();
  ASSERT_EQ(outcome(ask(asked)), "B1");
  const trace::Trace trace = trace::read_traces(trace::trace_files({folder.path()}));
  std::map<trace::Kind, int> of_proposer;
  for (const auto& event : trace.events) {
    if (event.node == paxos::proposer(1)) ++of_proposer[event.kind];
  }
  EXPECT_EQ(of_proposer[trace::Kind::crash], 1);
  EXPECT_EQ(of_proposer[trace::Kind::restart], 2);
  EXPECT_EQ(paxos::single::violated(trace::history_of(trace), asked.setting.configuration.quorums)
                .value_or(paxos::Violation{})
                .invariant,
            "B1");
}

TEST(Counterexample, IsTheSameInEveryRun) {
  const trace::Folder folder;
  const Verdict first = ask_about("B12", folder.path() / "first");
  const Verdict second = ask_about("B12", folder.path() / "second");
  ASSERT_TRUE(first.story && second.story);
  EXPECT_EQ(first.story->steps, second.story->steps);
  EXPECT_EQ(first.story->diagram, second.story->diagram);
  EXPECT_EQ(all_contents(folder.path() / "first"), all_contents(folder.path() / "second"));
  EXPECT_EQ(all_contents(folder.path() / "first").size(),
            7U);  // A trace each, and what they are about.
}

TEST(Counterexample, ReplacesTheTracesOfAnother) {
  const trace::Folder folder;
  const auto run = folder.path() / "run";
  ask_about("B04", run);
  ask_about("A1", run);
  const auto mixed = all_contents(run);
  std::filesystem::remove_all(run);
  ask_about("A1", run);
  EXPECT_EQ(mixed, all_contents(run));
}

// What the last step sends is what is wrong; the other sends that nobody receives, and the
// processes that could as well have done nothing, are not of the past of the violation.
TEST(Counterexample, IsDrawnWithoutWhatDidNotMatter) {
  const trace::Folder folder;
  const Verdict verdict = ask_about("B04", folder.path());
  ASSERT_TRUE(verdict.story);
  EXPECT_THAT(verdict.story->diagram, HasSubstr("P2  a client asks for 'b'"));
  EXPECT_THAT(verdict.story->diagram, HasSubstr("P2→A3  Accept 'b' at 1.2 (not received)"));
  EXPECT_THAT(verdict.story->diagram, Not(HasSubstr("Accepted 'a' at 1.1 (not received)")));
  EXPECT_THAT(verdict.story->diagram, Not(HasSubstr("A3  starts")));
  EXPECT_THAT(verdict.story->diagram, Not(HasSubstr("L1")));
}

TEST(Counterexample, IsNoneOfTheRightRoles) {
  const trace::Folder folder;
  const Verdict verdict = ask_about("", folder.path() / "run");
  EXPECT_EQ(outcome(verdict), "exhausted");
  EXPECT_FALSE(verdict.story);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "run"));
}

/// What becomes of a mutant on a network from which nothing vanishes, and on one where a message
/// arrives so many times more.
std::string on_a_set(const std::string& mutant) {
  const trace::Folder folder;
  return outcome(ask_about(mutant, folder.path() / "run", 1));
}
std::string on_a_bag(const std::string& mutant, std::uint32_t duplicates) {
  const trace::Folder folder;
  Question asked = question(1, mutant);
  asked.setting.bounds.network = Network::bag;
  asked.setting.bounds.duplicates = duplicates;
  asked.setting.reductions = {.symmetry = true, .staleness = false, .partial_order = false};
  asked.folder = folder.path() / "run";
  return outcome(ask(asked));
}

TEST(Network, OfASetFindsWhatABagWithDuplicatesFinds) {
  EXPECT_EQ(on_a_bag("B11", 0), "exhausted");
  EXPECT_EQ(on_a_bag("B11", 1), "learned is chosen");
  EXPECT_EQ(on_a_set("B11"), "learned is chosen");
}

TEST(Network, OfABagWithDuplicatesExhaustsTheRightRoles) {
  EXPECT_EQ(on_a_bag("", 1), "exhausted");
}

}  // namespace
}  // namespace net::explore::test
