#include "net/sim/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paxos/usage_error.hpp"

namespace net::sim {
namespace {

std::string error_of(const std::string& faults) {
  try {
    read_faults(faults);
  } catch (const paxos::UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Faults, AreAProfileAndChangesToIt) {
  const Faults faults = read_faults("lossy,drop=7,crashes=2");
  Knobs expected = read_faults("lossy").knobs;
  expected.drop = 7;
  expected.crashes = 2;
  EXPECT_EQ(faults, (Faults{"lossy", expected}));
}

TEST(Faults, OfKnobsAloneChangeACalmRun) {
  EXPECT_EQ(read_faults("drop=100").profile, "calm");
  EXPECT_EQ(read_faults("drop=100,hold=1").knobs.drop, 100);
  EXPECT_EQ(read_faults("drop=100,hold=1").knobs.hold, 1);
}

TEST(Faults, ArePrintedAsTheyAreRead) {
  for (const auto& profile : all_profiles()) {
    const std::string name(profile.name);
    EXPECT_EQ(to_string(read_faults(name)), name);
    EXPECT_EQ(to_string(read_faults(name + ",drop=999,hold=77")), name + ",drop=999,hold=77");
  }
}

TEST(Faults, SayWhatIsWrongWithThem) {
  using testing::HasSubstr;
  EXPECT_THAT(error_of("stormy"), HasSubstr("no such profile; they are calm lossy"));
  EXPECT_THAT(error_of(""), HasSubstr("no such profile"));
  EXPECT_THAT(error_of("all,wind=1"), HasSubstr("no such knob; they are delay jitter drop"));
  EXPECT_THAT(error_of("all,"), HasSubstr("come knobs as NAME=NUMBER"));
  EXPECT_THAT(error_of("all,drop"), HasSubstr("come knobs as NAME=NUMBER"));
  for (const char* wrong :
       {"drop=1001", "drop=", "drop=-1", "drop=1x", "drop=99999999999999999999"})
    EXPECT_THAT(error_of(wrong), HasSubstr("a number from 0 to 1000 is expected")) << wrong;
}

TEST(Faults, OfWhichNothingCouldComeAreRefused) {
  using testing::HasSubstr;
  for (const char* knob : {"delay", "length", "bound"}) {
    EXPECT_THAT(error_of(std::string(knob) + "=0"), HasSubstr("a number from 1 to ")) << knob;
  }
  EXPECT_THAT(error_of("drop=1,hold=2,drop=1"), HasSubstr("drop=1: this knob is given twice"));
  EXPECT_THAT(error_of("lockstep,jitter=1"), HasSubstr("it needs jitter=0 and disk=0"));
}

TEST(Faults, VaryFromRunToRunButNeverAboveTheirKnob) {
  const Knobs knobs = read_faults("all").knobs;
  int off = 0;
  int full = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Knobs drawn = strengths(knobs, seed);
    for (const auto& knob : all_knobs()) EXPECT_LE(drawn.*(knob.value), knobs.*(knob.value));
    EXPECT_EQ(drawn.requests, knobs.requests);
    off += drawn.drop == 0;
    full += drawn.drop == knobs.drop;
  }
  EXPECT_GT(off, 10);
  EXPECT_GT(full, 10);
}

TEST(Faults, VaryEachByItself) {
  Knobs knobs = read_faults("all").knobs;
  const Knobs before = strengths(knobs, 5);
  knobs.drop = 0;
  Knobs expected = before;
  expected.drop = 0;
  EXPECT_EQ(strengths(knobs, 5), expected);
}

}  // namespace
}  // namespace net::sim
