#include "net/sim/command.hpp"

#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/sim/faults.hpp"
#include "net/trace/command.hpp"
#include "tests/command.hpp"
#include "tests/folder.hpp"

namespace net::sim::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using tests::all_contents;
using tests::Folder;

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

tests::Ran simulate_line(const std::string& line, const std::vector<std::string>& more = {},
                         bool interrupt = false) {
  std::vector<std::string> arguments = words_of(line);
  arguments.insert(arguments.end(), more.begin(), more.end());
  const std::atomic<bool> interrupted = interrupt;
  return tests::run([&](std::ostream& out, std::ostream& err) {
    return simulate_command(arguments, {out, err}, interrupted);
  });
}

/// The line of a text that starts so, without the start.
std::string line_after(const std::string& text, const std::string& start) {
  const auto at = text.find("\n" + start);
  if (at == std::string::npos) return {};
  const auto begin = at + 1 + start.size();
  return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(SimulateCommand, SaysWhereNobodyWasAskedToLearn) {
  const tests::Ran result = simulate_line("--first-round 9223372036854775807 --seeds 1..3");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, HasSubstr("nobody was asked to learn anything in 3 runs"));
  EXPECT_THAT(simulate_line("--seeds 1..3").out, Not(HasSubstr("nobody")));
}

TEST(SimulateCommand, SaysWhatHappenedAndThatNothingWasViolated) {
  const tests::Ran result = simulate_line("--seeds 1..50");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("in all      50 runs"), HasSubstr("dropped"),
                                HasSubstr("no violation in seeds 1 to 50: ")));
  EXPECT_THAT(result.err, HasSubstr("role events/s"));
}

TEST(SimulateCommand, WritesTheSameWithAnyNumberOfJobs) {
  const tests::Ran one = simulate_line("--seeds 1..200 --jobs 1");
  EXPECT_EQ(one.out, simulate_line("--seeds 1..200 --jobs 2").out);
  EXPECT_EQ(one.out, simulate_line("--seeds 1..200 --jobs 7").out);
}

TEST(SimulateCommand, TellsAndTracesOneRun) {
  const Folder folder;
  const std::vector<std::string> trace{"--trace", folder.path().string()};
  const tests::Ran result = simulate_line("--seed 7 --faults crashes", trace);
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("a client asks proposer"), HasSubstr("crashes"),
                                HasSubstr("no violation in seed 7")));
  EXPECT_EQ(all_contents(folder.path()).size(), 8U) << "seven processes and what the run was";
  EXPECT_THAT(all_contents(folder.path())["about.txt"], HasSubstr("--seed 7 --faults crashes"));
  const auto first = all_contents(folder.path());
  EXPECT_EQ(simulate_line("--seed 7 --faults crashes", trace).out, result.out);
  EXPECT_EQ(all_contents(folder.path()), first) << "a second run takes the place of the first";
}

TEST(SimulateCommand, WritesATraceThatTheTraceProgramDraws) {
  const Folder folder;
  simulate_line("--seed 7", {"--trace", folder.path().string()});
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(trace::show_traces({"--deciding", folder.path().string()}, out, err), 0) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("Accept '"));
}

TEST(SimulateCommand, ReportsAViolationThatItsOwnLineReplays) {
  const Folder folder;
  const std::vector<std::string> trace{"--trace", folder.path().string()};
  const tests::Ran campaign = simulate_line("--mutant B46 --faults corrupt --acceptors 5", trace);
  EXPECT_EQ(campaign.status, 1);
  EXPECT_THAT(campaign.out, AllOf(HasSubstr("SAFETY IS VIOLATED in seed "), HasSubstr(", step "),
                                  HasSubstr(" of virtual time: ")));
  EXPECT_EQ(line_after(campaign.out, "trace:   "), "build/bin/trace " + folder.path().string());
  EXPECT_EQ(all_contents(folder.path()).size(), 10U);

  const std::string replay = line_after(campaign.out, "replay:  build/bin/simulate ");
  EXPECT_THAT(replay, HasSubstr("--mutant B46 --acceptors 5 --faults corrupt"));
  const tests::Ran replayed = simulate_line(replay, trace);
  EXPECT_EQ(replayed.status, 1);
  const std::string verdict = line_after(campaign.out, "SAFETY");
  EXPECT_FALSE(verdict.empty());
  EXPECT_EQ(line_after(replayed.out, "SAFETY"), verdict);
}

TEST(SimulateCommand, ShrinksAFailingRunToOneThatItsOwnLineReplays) {
  const Folder folder;
  const std::vector<std::string> trace{"--trace", folder.path().string()};
  const tests::Ran shrunk = simulate_line("--mutant B46 --faults all,corrupt=300 --shrink", trace);
  EXPECT_EQ(shrunk.status, 1);
  EXPECT_THAT(shrunk.out, HasSubstr("requests and faults in its plan"));
  EXPECT_THAT(shrunk.out, HasSubstr(" role events where the given run has "));
  const std::string replay = line_after(shrunk.out, "replay:  build/bin/simulate ");
  EXPECT_THAT(replay, HasSubstr("--keep "));
  const tests::Ran replayed = simulate_line(replay, trace);
  EXPECT_EQ(replayed.status, 1);
  const auto last = [](const std::string& text) { return text.substr(text.rfind("\nSAFETY")); };
  EXPECT_EQ(words_of(last(replayed.out)).at(5), words_of(last(shrunk.out)).at(5));
  EXPECT_EQ(line_after(last(replayed.out), "SAFETY"), line_after(last(shrunk.out), "SAFETY"));
}

TEST(SimulateCommand, TellsALivenessFailureFromAViolation) {
  const Folder folder;
  const tests::Ran result =
      simulate_line("--faults lossy,bound=1", {"--trace", folder.path().string()});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("LIVENESS FAILS in seed "),
                    HasSubstr("still did not know what is chosen"), Not(HasSubstr("SAFETY"))));
}

TEST(SimulateCommand, SumsUpWhatIsDoneIfInterrupted) {
  const tests::Ran result = simulate_line("--seeds 1..1000000", {}, true);
  EXPECT_EQ(result.status, 130);
  EXPECT_THAT(result.out, AllOf(HasSubstr("in all      0 runs"), HasSubstr("interrupted")));
}

TEST(SimulateCommand, EndsASingleRunIfInterrupted) {
  const Folder folder;
  const tests::Ran result =
      simulate_line("--seed 1 --faults lockstep", {"--trace", folder.path().string()}, true);
  EXPECT_EQ(result.status, 130);
  EXPECT_THAT(result.out, HasSubstr("interrupted: no violation in seed 1 until 0.000000 s"));
}

TEST(SimulateCommand, LeavesADescriptionAloneThatIsNotOurs) {
  const Folder folder;
  std::ofstream(folder.path() / "about.txt") << "my notes\n";
  const std::string line =
      tests::mistake(simulate_line("--seed 1", {"--trace", folder.path().string()}));
  EXPECT_THAT(line, HasSubstr("about.txt that is not of an earlier run"));
  EXPECT_EQ(all_contents(folder.path())["about.txt"], "my notes\n");
}

TEST(SimulateCommand, HelpsWithEveryProfile) {
  const tests::Ran result = simulate_line("--help");
  EXPECT_EQ(result.status, 0);
  for (const auto& profile : all_profiles()) {
    EXPECT_THAT(result.out, HasSubstr(std::string("\n  ") + std::string(profile.name)));
  }
}

TEST(SimulateCommand, SaysThatThereIsNothingToShrink) {
  const Folder folder;
  const std::vector<std::string> trace{"--trace", folder.path().string()};
  const tests::Ran campaign = simulate_line("--seeds 1..3 --shrink");
  EXPECT_EQ(campaign.status, 0);
  EXPECT_TRUE(campaign.out.ends_with("\nno seed failed, so there is nothing to shrink\n"));
  const tests::Ran one = simulate_line("--seed 1 --shrink", trace);
  EXPECT_EQ(one.status, 0);
  EXPECT_THAT(one.out, HasSubstr("\nit did not fail, so there is nothing to shrink\n"));
}

void expect_mistakes(std::initializer_list<std::pair<const char*, const char*>> lines) {
  for (const auto& [line, error] : lines) {
    EXPECT_THAT(mistake(simulate_line(line)),
                AllOf(testing::StartsWith("simulate: "), HasSubstr(error)))
        << line;
  }
}

TEST(SimulateCommand, RefusesWhatItCannotDoInOneLine) {
  expect_mistakes({
      {"--seeds 9", "--seeds 9: the seeds are FIRST..LAST"},
      {"--seeds 9..1", "--seeds 9..1: "},
      {"--seeds a..b", "--seeds a..b: "},
      {"--seed x", "--seed x: give a number"},
      {"--seed 1 --keep 1,,2", "--keep 1,,2: "},
      {"--faults stormy", "no such profile; they are calm"},
      {"--faults all,wind=1", "no such knob; they are delay"},
      {"--mutant B999", "--mutant B999: no such mutant; there are B01"},
      {"--protocol raft", "--protocol raft: the protocols are single"},
      {"--acceptors 0", "--acceptors 0: give a number from 1 to 64"},
      {"--proposers 65", "--proposers 65: give a number from 1 to 64"},
      {"--acceptors 5 --phase1 2 --phase2 3", "5 acceptors need not meet; they must add up to"},
      {"--phase1 4", "--phase1 4: give a number from 1 to 3"},
      {"--jobs 0", "--jobs 0: give a number from 1 to 1024"},
      {"--first-round 9223372036854775808", "--first-round 9223372036854775808: give a number"},
      {"--se 1..2", "unrecognised option '--se'"},
      {"seeds", "too many positional options"},
  });
}

// Whoever gives an option expects that it changes something.
TEST(SimulateCommand, RefusesAnOptionThatWouldDoNothing) {
  expect_mistakes({
      {"--seed 1 --seeds 1..2", "give --seed or --seeds, not both"},
      {"--seed 1 --jobs 2", "--jobs goes with --seeds: --seed is one run"},
      {"--keep 1", "--keep needs --seed"},
      {"--seeds 1..9 --keep 1", "--keep needs --seed"},
      {"--seed 1 --keep 3,9999", "--keep 9999: the plan of this seed has 32 entries"},
      {"--seed 1 --faults calm,requests=1 --keep 1", "this seed has 1 entry, numbered from 0"},
      {"--mutant B46 --faults lossy", "--mutant B46: no frame is damaged"},
      {"--faults all,drop=1,drop=2", "--faults drop=2: this knob is given twice"},
      {"--faults all,lockstep=1", "it needs jitter=0 and disk=0"},
      {"--faults lockstep,disk=5", "it needs jitter=0 and disk=0"},
      {"--faults lossy,length=0", "--faults length=0: a number from 1 to 60000"},
      {"--faults lossy,bound=0", "--faults bound=0: a number from 1 to 3600000"},
  });
  for (const std::string option : {"--mutant", "--protocol", "--faults", "--trace"}) {
    EXPECT_EQ(mistake(simulate_line(option, {""})),
              "simulate: " + option + " '': it must not be empty\n");
  }
}

TEST(SimulateCommand, LooksAtTheFolderForATraceBeforeItWorks) {
  const Folder folder;
  std::ofstream(folder.path() / "acceptor1.trace") << "precious";
  EXPECT_THAT(mistake(simulate_line("--seeds 1..9", {"--trace", folder.path().string()})),
              HasSubstr("it holds traces that are not of an earlier run"));
}

TEST(SimulateCommand, DoesNotTouchTracesThatItHasNotWritten) {
  const Folder folder;
  std::ofstream(folder.path() / "acceptor1.trace") << "precious";
  const tests::Ran result = simulate_line("--seed 1", {"--trace", folder.path().string()});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("it holds traces that are not of an earlier run"));
  EXPECT_EQ(all_contents(folder.path())["acceptor1.trace"], "precious");
}

TEST(SimulateCommand, TellsWhatItFoundAlsoIfItCannotWriteTheTrace) {
  const Folder folder;
  std::ofstream(folder.path() / "file");
  const std::vector<std::string> trace{"--trace", (folder.path() / "file" / "x").string()};
  const tests::Ran good = simulate_line("--seed 1", trace);
  EXPECT_EQ(good.status, 2);
  EXPECT_THAT(good.out, HasSubstr("no violation in seed 1\ntrace:   none"));
  EXPECT_THAT(good.err, testing::MatchesRegex("simulate: [^\n]*/file/x: Not a directory\n"));

  const tests::Ran bad = simulate_line("--mutant B01 --seeds 1..100 --shrink", trace);
  EXPECT_EQ(bad.status, 2);
  EXPECT_THAT(bad.out, AllOf(HasSubstr("SAFETY IS VIOLATED in seed "), HasSubstr("\nsmaller: "),
                             HasSubstr("\nreplay:  build/bin/simulate ")));
}

}  // namespace
}  // namespace net::sim::test
