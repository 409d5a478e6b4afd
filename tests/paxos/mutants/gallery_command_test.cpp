// The program that shows the gallery, as a user starts it.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/folder.hpp"
#include "tests/process/fixture.hpp"

namespace paxos::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using tests::contents;

namespace fs = std::filesystem;

/// The row of a table that begins so: that line and the next.
std::string row_of(const std::string& text, const std::string& beginning) {
  std::istringstream in(text);
  for (std::string line, next; std::getline(in, line);) {
    if (line.starts_with(beginning) && std::getline(in, next)) return line + " / " + next;
  }
  return "no line begins with " + beginning + " in\n" + text;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) widest = std::max(widest, line.size());
  return widest;
}

TEST(GalleryCommand, TellsWrongPaxosesFromTheRightOne) {
  const TemporaryFolder folder;
  const Ran ran = run("gallery", {"--trace", folder.path().string(), "--only", "B01", "B03", "B11",
                                  "B14", "B25", "B26", "B33", "B46", "B47", "A1", "A4", "A5"});
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  EXPECT_LE(widest_line(ran.out), 120U);
  // id, breaks, violates, explorer, steps, two, simulator, specification, wire, seconds
  for (const std::string row : {
           "B01 +P1a +P1a +[0-9]+ +5 +15 +[0-9]+ +same +- .*forgets its promise.*",
           "B03 +P1a +P1a +[0-9]+ +8 +14 +[0-9]+ +>1000000 +- .*without looking.*",
           "B11 +learned is chosen +learned is chosen +[0-9]+ +8 +15 +[0-9]+ +same +- .*",
           "B25 +liveness +liveness +none +- +- +1 +same +- .*tries again at once.*",
           "B26 +phase 2.b. +specification +none +- +- +none +71465 +- .*",
           "B33 +durability +- +- +- +- +- +- +- +- / .*torn tail.*",
           "B46 +validity +validity +- +- +- +[0-9]+ +- +byte [0-9]+ .*",
           "A1 +P2c +agreement +[0-9]+ +6 +6 +[0-9]+ +[>0-9]+ +- .*",
           "A4 +liveness +liveness +none +- +- +[0-9]+ +[0-9]+ +- .*",
           "     nothing +nothing +- .* / +The right roles.*",
       }) {
    EXPECT_THAT(row_of(ran.out, row.substr(0, row.find(" +"))), MatchesRegex(row));
  }
}

TEST(GalleryCommand, TellsWrongMultiPaxosesFromTheRightOne) {
  const TemporaryFolder folder;
  const Ran ran = run("gallery", {"--protocol", "multi", "--trace", folder.path().string(),
                                  "--only", "B01", "B17", "B27", "B43"});
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  for (const std::string row : {
           "B01 +P1a +P1a +[0-9]+ +5 +(<=)?[0-9]+ +[0-9]+ +- +- .*forgets its promise.*",
           "B17 +R1 +- +- +- +- +- +- +- +- / .*chosen-up-to mark.*",
           "B27 +linearizability +linearizability +- +- +- +[0-9]+ +- +- .*from its own state.*",
           "B43 +linearizability +linearizability +- +- +- +[0-9]+ +- +- .*without a session.*",
           "     nothing +nothing +- .* / +The right roles.*",
       }) {
    EXPECT_THAT(row_of(ran.out, row.substr(0, row.find(" +"))), MatchesRegex(row));
  }
  const Ran shown = run("trace", {(folder.path() / "B01/simulated").string()});
  EXPECT_EQ(shown.status, 0) << shown.err;
}

TEST(GalleryCommand, LeavesTracesAndTheCommandOfEachSearch) {
  const TemporaryFolder folder;
  const Ran ran = run("gallery", {"--trace", folder.path().string(), "--only", "B03", "A4"});
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  for (const auto* traces : {"B03/explored", "B03/agreement", "B03/simulated", "A4/simulated"}) {
    const Ran shown = run("trace", {(folder.path() / traces).string()});
    EXPECT_EQ(shown.status, 0) << traces << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("Prepare ")) << traces;
  }
  EXPECT_THAT(
      contents(folder.path() / "B03/agreement/about.txt"),
      MatchesRegex(".*\nbuild/bin/explore .*--mutant B03.*\n\nagreement is violated: .*\n"));
  EXPECT_THAT(
      contents(folder.path() / "A4/explored/about.txt"),
      MatchesRegex(".*\nbuild/bin/explore .*\n\nnothing is violated in all [0-9]+ states\n"));
}

TEST(GalleryCommand, KnowsItsMutants) {
  const Ran ran = run("gallery", {"--only", "B99"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("--only B99: no such mutant; there are B01 B02"));
}

/// That the gallery refuses a folder, says so in one line, and shows nothing.
void expect_refused(const fs::path& folder, const std::string& why) {
  const Ran ran = run("gallery", {"--trace", folder.string(), "--only", "B46"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, MatchesRegex("gallery: --trace [^\n]*" + why + "[^\n]*\n"));
}

TEST(GalleryCommand, RefusesAFolderThatHoldsAnythingElse) {
  const TemporaryFolder folder;
  const fs::path notes = folder.path() / "notes";
  std::ofstream(notes) << "mine";
  expect_refused(folder.path(), "it holds notes, which is not of a gallery");
  expect_refused(notes, "");
  fs::remove(notes);

  fs::create_directories(folder.path() / "B46" / "mine");
  expect_refused(folder.path(), "it holds mine, which is not of a gallery");
  fs::remove(folder.path() / "B46" / "mine");

  const fs::path trace = folder.path() / "B46" / "simulated" / "acceptor1.trace";
  fs::create_directories(trace.parent_path());
  std::ofstream(trace) << "mine";
  expect_refused(folder.path(), "it holds traces that are not of an earlier run");
  EXPECT_EQ(contents(trace), "mine");
}

TEST(GalleryCommand, PutsItsTracesInThePlaceOfEarlierOnes) {
  const TemporaryFolder folder;
  const std::vector<std::string> show{"--trace", folder.path().string(), "--only", "B46"};
  EXPECT_EQ(run("gallery", show).status, 0);
  const fs::path traces = folder.path() / "B46" / "simulated";
  std::ofstream(traces / "acceptor9.trace") << "of an earlier run with more acceptors";
  EXPECT_EQ(run("gallery", show).status, 0);
  EXPECT_FALSE(fs::exists(traces / "acceptor9.trace"));
  EXPECT_TRUE(fs::exists(traces / "acceptor1.trace"));
}

}  // namespace
}  // namespace paxos::test
