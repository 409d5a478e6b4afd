#include "net/explore/command.hpp"

#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/command.hpp"
#include "tests/net/trace/run.hpp"

namespace net::explore {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

tests::Ran run(const std::vector<std::string>& arguments, bool interrupted = false) {
  const std::atomic<bool> flag = interrupted;
  return tests::run([&](std::ostream& out, std::ostream& err) {
    return run_explore(arguments, out, err, flag, false);
  });
}

/// What is searched and not said to be wrong.
std::string verdict(const std::vector<std::string>& arguments, int status = 0) {
  const tests::Ran result = run(arguments);
  EXPECT_EQ(result.status, status);
  EXPECT_EQ(result.err, "");
  return result.out;
}

std::string last_line(const std::string& text) {
  EXPECT_EQ(text.back(), '\n');
  const auto end = text.size() - 1;
  const auto before = text.rfind('\n', end - 1);
  return text.substr(before + 1, end - before - 1);
}

std::string mistake(const std::vector<std::string>& arguments) {
  return tests::mistake(run(arguments));
}

TEST(ExploreCommand, SaysThatASpaceIsExhausted) {
  const std::string out = verdict({"--proposers", "1", "--crashes", "0", "--no-symmetry",
                                   "--no-staleness", "--no-partial-order", "--threads", "1"});
  EXPECT_THAT(out, StartsWith("Protocol single: 1 proposer, 3 acceptors, 1 learner; quorums of 2 "
                              "and 2\n"));
  EXPECT_THAT(out, HasSubstr("\nReductions, under which states and depth are counted: none\n"));
  EXPECT_EQ(last_line(out), "EXHAUSTED 2534 distinct states, depth 17, collision chance < 1e-29");
}

TEST(ExploreCommand, NamesTheReductionsInForce) {
  EXPECT_THAT(verdict({"--proposers", "1"}),
              HasSubstr("counted: symmetry of acceptors, stale messages, partial order\n"));
  EXPECT_THAT(verdict({"--proposers", "1", "--network", "bag", "--crashes", "0"}),
              HasSubstr("counted: symmetry of acceptors\n"));
}

TEST(ExploreCommand, SaysWhichBoundIsReached) {
  EXPECT_THAT(
      last_line(verdict({"--depth", "5"})),
      MatchesRegex("BOUND REACHED \\(depth\\) at depth 5, [0-9]+ distinct, [0-9]+ pending"));
  EXPECT_THAT(
      last_line(verdict({"--states", "1000"})),
      MatchesRegex("BOUND REACHED \\(states\\) at depth [0-9]+, 1000 distinct, [0-9]+ pending"));
  EXPECT_THAT(
      last_line(verdict({"--memory", "1", "--no-partial-order"}, 2)),
      MatchesRegex("BOUND REACHED \\(memory\\) at depth [0-9]+, [0-9]+ distinct, [0-9]+ pending"));
}

TEST(ExploreCommand, TellsAViolation) {
  const trace::Folder folder;
  const auto path = (folder.path() / "run").string();
  const std::string out = verdict({"--mutant", "B04", "--crashes", "0", "--trace", path}, 1);
  EXPECT_THAT(out, HasSubstr("\nP2c is violated: 'b' at ballot 1.2 was issued, but every quorum"));
  EXPECT_THAT(out, HasSubstr("\nA shortest run to a violation, 12 steps. Open it with: "
                             "build/bin/trace " +
                             path + "\n"));
  EXPECT_THAT(last_line(out), MatchesRegex("VIOLATED P2c \\([0-9]+ distinct states, depth 13\\)"));
  EXPECT_TRUE(std::filesystem::exists(path + "/proposer2.trace"));
}

TEST(ExploreCommand, LooksAtOneInvariantOnly) {
  const trace::Folder folder;
  const auto path = (folder.path() / "run").string();
  const auto find = [&](const std::string& invariant) {
    return last_line(verdict(
        {"--mutant", "B03", "--crashes", "0", "--invariant", invariant, "--trace", path}, 1));
  };
  EXPECT_THAT(find("P1a"), StartsWith("VIOLATED P1a "));
  // The step that breaks P1a breaks this one too.
  EXPECT_THAT(find("remembers"), MatchesRegex("VIOLATED remembers .*, depth 9\\)"));
  EXPECT_THAT(find("agreement"), StartsWith("VIOLATED agreement "));
}

TEST(ExploreCommand, CountsTheStatesOfTheSpecification) {
  EXPECT_EQ(last_line(verdict({"--yardstick", "lamport"})), "3921 distinct states, depth 17");
  const std::string out =
      verdict({"--yardstick=lamport", "--acceptors", "3", "--ballots", "2", "--values", "2"});
  EXPECT_EQ(last_line(out), "3921 distinct states, depth 17");
  EXPECT_THAT(out, HasSubstr("\nStates a depth: 1 2 7 12 29 72 139 234 341 464 646 780 670 372 126 "
                             "24 2\n"));
  EXPECT_THAT(out, AllOf(HasSubstr("\nExercised: "), HasSubstr("\nNot exercised: ")));
  EXPECT_EQ(last_line(verdict({"--yardstick", "lamport", "--mutant", "B26"})),
            "1977 distinct states, depth 17");
  EXPECT_EQ(last_line(verdict(
                {"--yardstick", "lamport", "--ballots", "1", "--values", "1", "--acceptors", "1"})),
            "5 distinct states, depth 5");
}

TEST(ExploreCommand, NamesHotspots) {
  const std::string out = verdict({"--hotspots", "--states", "5000", "--crashes", "0"});
  EXPECT_THAT(out, ContainsRegex("If a field were left out, so many of the [0-9]+ states would be "
                                 "told apart:\n +[0-9]+  \\(1/[0-9.]+\\)  Proposer.phase_\n"));
}

TEST(ExploreCommand, SaysHowFarItIsWhenInterrupted) {
  const tests::Ran result = run({}, true);
  EXPECT_EQ(result.status, 130);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(last_line(result.out),
              MatchesRegex("BOUND REACHED \\(interrupted\\) at depth 2, [0-9]+ "
                           "distinct, [0-9]+ pending"));
  const tests::Ran yardstick = run({"--yardstick", "lamport"}, true);
  EXPECT_EQ(yardstick.status, 130);
  EXPECT_THAT(yardstick.out, HasSubstr("\nBOUND REACHED (interrupted) at depth 2, 3 distinct, 2 "
                                       "pending\n"));
  EXPECT_THAT(last_line(yardstick.out), StartsWith("BOUND REACHED "))
      << "a part of the states must not look like all of them";
}

TEST(ExploreCommand, ExplainsItself) {
  EXPECT_THAT(verdict({"--help"}), StartsWith("Usage: explore [OPTION]...\n"));
}

TEST(ExploreCommand, RefusesUnknownOptionsAndWords) {
  EXPECT_EQ(mistake({"--nonsense"}), "explore: unrecognised option '--nonsense' (see --help)\n");
  EXPECT_THAT(mistake({"--acc", "3"}), HasSubstr("unrecognised option '--acc'"));
  EXPECT_THAT(mistake({"--ballots"}), HasSubstr("(see --help)"));
  EXPECT_THAT(mistake({"three"}), HasSubstr("(see --help)"));
}

TEST(ExploreCommand, RefusesImpossibleNumbers) {
  EXPECT_EQ(mistake({"--acceptors", "0"}), "explore: --acceptors 0: give a number from 1 to 7\n");
  EXPECT_EQ(mistake({"--acceptors", "8"}), "explore: --acceptors 8: give a number from 1 to 7\n");
  EXPECT_EQ(mistake({"--proposers", "5"}), "explore: --proposers 5: give a number from 1 to 4\n");
  EXPECT_EQ(mistake({"--phase1", "4"}), "explore: --phase1 4: give a number from 1 to 3\n");
  EXPECT_EQ(mistake({"--depth", "0"}), "explore: --depth 0: give a number from 1 on\n");
  EXPECT_EQ(mistake({"--threads", "0"}), "explore: --threads 0: give a number from 1 to 64\n");
  EXPECT_EQ(mistake({"--memory", "0"}), "explore: --memory 0: give a number from 1 to 16777216\n");
  for (const char* text : {"-1", "", "x", "2x", " 2", "1e3", "99999999999999999999999"}) {
    EXPECT_EQ(mistake({"--states", text}),
              "explore: --states " + std::string(text) + ": give a number from 1 on\n");
  }
  EXPECT_EQ(mistake({"--yardstick", "lamport", "--ballots", "9"}),
            "explore: --ballots 9: give a number from 1 to 8\n");
}

TEST(ExploreCommand, RefusesQuorumsThatNeedNotMeet) {
  EXPECT_EQ(mistake({"--acceptors", "4", "--phase1", "2", "--phase2", "2"}),
            "explore: --phase1 2 --phase2 2: two such quorums of 4 acceptors need not meet; they "
            "must add up to more than 4\n");
  EXPECT_THAT(last_line(verdict({"--acceptors", "4", "--phase1", "3", "--phase2", "2",
                                 "--proposers", "1", "--crashes", "0"})),
              StartsWith("EXHAUSTED "));
}

TEST(ExploreCommand, RefusesUnknownNames) {
  EXPECT_EQ(mistake({"--network", "tcp"}),
            "explore: --network tcp: the networks are set and bag\n");
  EXPECT_EQ(mistake({"--protocol", "raft"}),
            "explore: --protocol raft: the protocols are single and multi\n");
  EXPECT_THAT(mistake({"--mutant", "B99"}), StartsWith("explore: --mutant B99: "));
  EXPECT_THAT(mistake({"--mutant", "b03"}), HasSubstr(" B01 B02 B03 "));
  EXPECT_THAT(mistake({"--yardstick", "lamport", "--mutant", "B99"}),
              StartsWith("explore: --mutant B99: "));
  EXPECT_EQ(mistake({"--yardstick", "tlc"}),
            "explore: --yardstick tlc: the only yardstick is lamport\n");
  EXPECT_THAT(mistake({"--invariant", "agrement"}),
              AllOf(StartsWith("explore: --invariant 'agrement': "), HasSubstr("'agreement'")));
}

TEST(ExploreCommand, RefusesWhatWouldDoNothing) {
  const std::string why = " is of --network bag; in a set every message may be lost or repeated\n";
  EXPECT_EQ(mistake({"--drops", "1"}), "explore: --drops" + why);
  EXPECT_EQ(mistake({"--duplicates", "1", "--network", "set"}), "explore: --duplicates" + why);
  EXPECT_EQ(mistake({"--network", "bag", "--no-staleness"}),
            "explore: --no-staleness: there is no such reduction with --network bag\n");
  EXPECT_EQ(mistake({"--learners", "0", "--inquiries", "1"}),
            "explore: --inquiries: there is no learner that could inquire\n");
  EXPECT_EQ(mistake({"--values", "3"}), "explore: --values 3: there are only 2 requests\n");
  EXPECT_EQ(mistake({"--yardstick", "lamport", "--crashes", "1"}),
            "explore: --crashes: there is no such thing in Lamport's specification\n");
  EXPECT_EQ(mistake({"--at", "acceptor1@1"}), "explore: --at goes with --from\n");
}

TEST(ExploreCommand, SaysThatAMutantMayNeedOtherBounds) {
  EXPECT_THAT(verdict({"--mutant", "B05", "--crashes", "0"}),
              HasSubstr("\nNothing wrong within these bounds. Where the mutant goes wrong, "
                        "build/bin/gallery --only B05 shows.\n"));
}

TEST(ExploreCommand, ExploresMultiPaxos) {
  const std::string out =
      verdict({"--protocol", "multi", "--proposers", "1", "--slots", "1", "--crashes", "0"});
  EXPECT_THAT(out, HasSubstr("1 slot, a window of 1 slot, 0 time-outs a process that begin no "
                             "ballot, 0 snapshots a process\n"));
  EXPECT_THAT(last_line(out), StartsWith("EXHAUSTED "));
}

TEST(ExploreCommand, RefusesBoundsOfSlotsWhereThereAreNone) {
  EXPECT_EQ(mistake({"--slots", "2"}),
            "explore: --slots: there are no slots in single-decree Paxos\n");
  EXPECT_EQ(mistake({"--window", "2"}),
            "explore: --window: there are no slots in single-decree Paxos\n");
}

TEST(ExploreCommand, SaysWhyAMutantOfMultiPaxosMaySurvive) {
  EXPECT_THAT(verdict({"--protocol", "multi", "--mutant", "B22", "--slots", "1", "--crashes", "0"}),
              HasSubstr("\nNothing wrong within these bounds. The mutant may need more slots, "
                        "requests or crashes.\n"));
}

TEST(ExploreCommand, NamesTheMutantThatIsMeasured) {
  EXPECT_THAT(verdict({"--yardstick", "lamport", "--mutant", "B26"}), StartsWith("Mutant B26 "));
}

TEST(ExploreCommand, TellsAViolationEvenIfTheSearchForAShortestRunIsTooLong) {
  const trace::Folder folder;
  const auto path = (folder.path() / "run").string();
  const std::string out = verdict({"--mutant", "B03", "--states", "300", "--trace", path}, 1);
  EXPECT_THAT(out, HasSubstr("\nNote: the search for a shortest run ended at its bound (states)"));
  EXPECT_THAT(out, HasSubstr("\nA run to a violation, perhaps not a shortest, 8 steps."));
  EXPECT_THAT(out,
              HasSubstr("\nP1a is violated: at acceptor 1, the promise fell from ballot 1.2 to "));
}

TEST(ExploreCommand, LooksDeeperForAShortestRunThanWithTheReductions) {
  const trace::Folder folder;
  const auto path = (folder.path() / "run").string();
  const std::string out = verdict({"--mutant", "B10", "--depth", "5", "--trace", path}, 1);
  EXPECT_THAT(out, HasSubstr("\nA shortest run to a violation, 5 steps."));
}

TEST(ExploreCommand, LeavesTracesOfOthersAlone) {
  const trace::Folder folder;
  const auto foreign = folder.file(paxos::acceptor(1));
  trace::append(foreign, "precious");
  EXPECT_THAT(mistake({"--mutant", "B03", "--trace", folder.path().string()}),
              HasSubstr("it holds traces that are not of an earlier run"));
  EXPECT_EQ(trace::contents(foreign), "precious");
}

TEST(ExploreCommand, SaysThatItCannotWriteTraces) {
  const trace::Folder folder;
  trace::append(folder.path() / "file", "");
  const auto path = (folder.path() / "file" / "run").string();
  const tests::Ran result = run({"--mutant", "B03", "--crashes", "0", "--trace", path});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, AllOf(StartsWith("explore: "), HasSubstr(path)));
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1);
  EXPECT_THAT(result.out, HasSubstr("\nP1a is violated: at acceptor 1, the promise fell "))
      << "what was found is not lost for want of a trace";
  EXPECT_THAT(last_line(result.out), StartsWith("VIOLATED P1a "));
}

TEST(ExploreCommand, RemovesNothingButTraces) {
  const trace::Folder folder;
  const auto precious = folder.path() / "thesis.tex";
  trace::append(precious, "years of work");
  const tests::Ran result =
      run({"--mutant", "B03", "--crashes", "0", "--trace", folder.path().string()});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(trace::contents(precious), "years of work");
  EXPECT_TRUE(std::filesystem::exists(folder.file(paxos::acceptor(1))));
}

}  // namespace
}  // namespace net::explore
