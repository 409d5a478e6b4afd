#include "net/trace/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/command.hpp"
#include "tests/net/trace/decision.hpp"

namespace net::trace {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

tests::Ran run(const std::vector<std::string>& arguments) {
  return tests::run(
      [&](std::ostream& out, std::ostream& err) { return show_traces(arguments, out, err); });
}

std::string mistake(const std::vector<std::string>& arguments) {
  return tests::mistake(run(arguments));
}

TEST(Command, DrawsADirectory) {
  const Folder folder;
  make_decision(folder);
  const tests::Ran result = run({folder.path().string()});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out, StartsWith("P1   P2   A1   A2   L1\n"));
}

TEST(Command, FiltersAndFormats) {
  const Folder folder;
  make_decision(folder);
  const auto path = folder.path().string();
  EXPECT_THAT(run({"--ballot", "2.2", path}).out, HasSubstr("P2→A2  Prepare 2.2"));
  EXPECT_THAT(run({"--ballot=2.2", "--format=mermaid", path}).out, StartsWith("sequenceDiagram\n"));
  EXPECT_THAT(run({"--deciding", "--format", "text", path}).out,
              HasSubstr("P1  answers that 'blue' is chosen"));
  EXPECT_NE(run({"--width", "40", path}).out, run({path}).out);
}

TEST(Command, EndsWithTheNotes) {
  const Folder folder;
  make_decision(folder);
  const auto file = folder.file(paxos::learner(1));
  append(file, "{\"ti");
  const std::string note = "the trace of learner 1 ends in the middle of a line, as after a kill\n";
  EXPECT_THAT(run({folder.path().string()}).out, HasSubstr("\n\nNote: " + note));
  EXPECT_THAT(run({"--format", "mermaid", folder.path().string()}).out, HasSubstr("\n%% " + note));
}

TEST(Command, ExplainsItself) {
  const tests::Ran result = run({"--help"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, StartsWith("Usage: trace [OPTION]... FILE...\n"));
}

TEST(Command, RefusesWrongOptions) {
  EXPECT_EQ(mistake({"--nonsense"}), "trace: unrecognised option '--nonsense' (see --help)\n");
  EXPECT_THAT(mistake({"--format"}), HasSubstr("(see --help)"));
  EXPECT_THAT(mistake({"--bal", "1.1"}), HasSubstr("unrecognised option '--bal'"));
  EXPECT_EQ(mistake({"--format", "svg", "x"}),
            "trace: --format svg: the formats are text and mermaid\n");
  EXPECT_EQ(mistake({"--deciding", "--ballot", "1.1", "x"}),
            "trace: give --ballot or --deciding, not both\n");
  for (const char* width : {"0", "-1", "wide", "80x", "99999999999999999999999"}) {
    EXPECT_EQ(mistake({"--width", width, "x"}),
              "trace: --width " + std::string(width) + ": give a number from 1 on\n");
  }
}

TEST(Command, RefusesWhatIsNoBallot) {
  for (const char* ballot : {"", "1", ".", "1.", ".1", "0.1", "1.0", "1.1.1", "-1.1", "1.x",
                             "9223372036854775808.1", "1.4294967296"}) {
    EXPECT_THAT(mistake({"--ballot", ballot, "x"}),
                HasSubstr("a ballot is ROUND.PROPOSER, for example 2.1"));
  }
}

TEST(Command, RefusesToDrawNothing) {
  EXPECT_EQ(mistake({}),
            "trace: no trace given; name files, or directories of *.trace files (see --help)\n");
}

TEST(Command, NamesAMissingFileAndADamagedLine) {
  const Folder folder;
  EXPECT_EQ(mistake({"/nonexistent.trace"}),
            "trace: /nonexistent.trace: No such file or directory\n");
  const auto file = folder.path() / "bad.trace";
  append(file, "{}\n");
  EXPECT_EQ(mistake({file.string()}),
            "trace: " + file.string() +
                ": line 1 is damaged, or this is no trace: missing member \"time\"\n");
}

TEST(Command, SaysWhichBallotsThereAre) {
  const Folder folder;
  make_decision(folder);
  EXPECT_EQ(mistake({"--ballot", "9.1", folder.path().string()}),
            "trace: nobody used ballot 9.1 in this trace; there are: 1.1, 1.2, 2.2\n");
}

TEST(Command, SaysThatNothingIsChosen) {
  const Folder folder;
  {
    HandMadeRun hand_made(folder);
    hand_made.send(paxos::proposer(1), paxos::acceptor(1), paxos::single::Prepare{{1, 1}});
  }
  EXPECT_EQ(mistake({"--deciding", folder.path().string()}),
            "trace: no value is chosen in this trace\n");
}

}  // namespace
}  // namespace net::trace
