#include "net/trace/diagram.hpp"

#include <gtest/gtest.h>

#include "paxos/single/learner.hpp"
#include "paxos/single/proposer.hpp"
#include "tests/net/trace/decision.hpp"

namespace net::trace {
namespace {

namespace single = paxos::single;
using paxos::acceptor;
using paxos::proposer;

Trace decision(const std::string& bytes = "blue") {
  const Folder folder;
  make_decision(folder, bytes);
  return read_traces(trace_files({folder.path()}));
}

TEST(Diagram, ShowsARunAsText) {
  EXPECT_EQ(as_text(make_diagram(decision(), Everything{}), 100),
            R"(P1   P2   A1   A2   L1
│    │    ■    │    │  A1  starts, has promised nothing, has accepted nothing
│    │    │    ■    │  A2  starts, has promised nothing, has accepted nothing
■    │    │    │    │  P1  a client asks for 'blue'
│    ●───✗│    │    │  P2→A1  Prepare 1.2 (not received)
●────┼───►│    │    │  P1→A1  Prepare 1.1
│    │    ■    │    │  A1  promises 1.1
│◄───┼────●    │    │  A1→P1  Promise 1.1, has accepted nothing
●────┼────┼───►│    │  P1→A2  Prepare 1.1
│    │    │    ■    │  A2  promises 1.1
│◄───┼────┼────●    │  A2→P1  Promise 1.1, has accepted nothing
●────┼───►│    │    │  P1→A1  Accept 'blue' at 1.1
│    │    ■    │    │  A1  accepts 'blue' at 1.1
│◄───┼────●    │    │  A1→P1  Accepted 'blue' at 1.1
│    │    ●────┼───►│  A1→L1  Accepted 'blue' at 1.1
●────┼────┼───►│    │  P1→A2  Accept 'blue' at 1.1
│    │    │    ■    │  A2  accepts 'blue' at 1.1
│◄───┼────┼────●    │  A2→P1  Accepted 'blue' at 1.1
│    ●────┼───►│    │  P2→A2  Prepare 2.2
■    │    │    │    │  P1  answers that 'blue' is chosen
│    │    │    ●───►│  A2→L1  Accepted 'blue' at 1.1
│    │◄───┼────●    │  A2→P2  Promise 2.2, has accepted 'blue' at 1.1
)");
}

TEST(Diagram, ShowsWhatLedToTheDecision) {
  EXPECT_EQ(as_text(make_diagram(decision(), Deciding{}), 100),
            R"(P1   P2   A1   A2   L1
■    │    │    │    │  P1  a client asks for 'blue'
●────┼───►│    │    │  P1→A1  Prepare 1.1
│    │    ■    │    │  A1  promises 1.1
│◄───┼────●    │    │  A1→P1  Promise 1.1, has accepted nothing
●────┼────┼───►│    │  P1→A2  Prepare 1.1
│    │    │    ■    │  A2  promises 1.1
│◄───┼────┼────●    │  A2→P1  Promise 1.1, has accepted nothing
●────┼───►│    │    │  P1→A1  Accept 'blue' at 1.1
│    │    ■    │    │  A1  accepts 'blue' at 1.1
│◄───┼────●    │    │  A1→P1  Accepted 'blue' at 1.1
●────┼────┼───►│    │  P1→A2  Accept 'blue' at 1.1
│    │    │    ■    │  A2  accepts 'blue' at 1.1
│◄───┼────┼────●    │  A2→P1  Accepted 'blue' at 1.1
■    │    │    │    │  P1  answers that 'blue' is chosen
)");
}

TEST(Diagram, ShowsOneBallotInNarrowText) {
  EXPECT_EQ(as_text(make_diagram(decision(), paxos::Ballot{2, 2}), 50),
            R"(P1   P2   A1   A2   L1
│    ●────┼───►│    │  P2→A2  Prepare 2.2
│    │◄───┼────●    │  A2→P2  Promise 2.2, has
│    │    │    │    │    accepted 'blue' at 1.1
)");
}

TEST(Diagram, ShowsARunAsMermaid) {
  EXPECT_EQ(as_mermaid(make_diagram(decision("a;b#c\"%%"), Everything{})), R"(sequenceDiagram
  participant P1
  participant P2
  participant A1
  participant A2
  participant L1
  Note over A1: starts, has promised nothing, has accepted nothing
  Note over A2: starts, has promised nothing, has accepted nothing
  Note over P1: a client asks for 'a#59;b#35;c#34;#37;#37;'
  P2-xA1: Prepare 1.2 (not received)
  P1->>A1: Prepare 1.1
  Note over A1: promises 1.1
  A1->>P1: Promise 1.1, has accepted nothing
  P1->>A2: Prepare 1.1
  Note over A2: promises 1.1
  A2->>P1: Promise 1.1, has accepted nothing
  P1->>A1: Accept 'a#59;b#35;c#34;#37;#37;' at 1.1
  Note over A1: accepts 'a#59;b#35;c#34;#37;#37;' at 1.1
  A1->>P1: Accepted 'a#59;b#35;c#34;#37;#37;' at 1.1
  A1->>L1: Accepted 'a#59;b#35;c#34;#37;#37;' at 1.1
  P1->>A2: Accept 'a#59;b#35;c#34;#37;#37;' at 1.1
  Note over A2: accepts 'a#59;b#35;c#34;#37;#37;' at 1.1
  A2->>P1: Accepted 'a#59;b#35;c#34;#37;#37;' at 1.1
  P2->>A2: Prepare 2.2
  Note over P1: answers that 'a#59;b#35;c#34;#37;#37;' is chosen
  A2->>L1: Accepted 'a#59;b#35;c#34;#37;#37;' at 1.1
  A2->>P2: Promise 2.2, has accepted 'a#59;b#35;c#34;#37;#37;' at 1.1
)");
}

TEST(Diagram, HasNoArrowForAMessageOfUnknownOrigin) {
  const Folder folder;
  make_decision(folder);
  const Trace trace = read_traces({folder.file(paxos::learner(1))});
  EXPECT_EQ(as_text(make_diagram(trace, Everything{}), 100),
            R"(A1   A2   L1
│    │    ■  L1  receives Accepted 'blue' at 1.1 from A1
│    │    ■  L1  receives Accepted 'blue' at 1.1 from A2
)");
}

TEST(Diagram, TellsARestartFromAStart) {
  const Folder folder;
  for (std::uint64_t round = 0; round < 2; ++round) {
    HandMadeRun run(folder);
    run.local(proposer(1), Kind::restart, Restart<single::ProposerState>{{}, {round}});
    run.local(paxos::learner(1), Kind::restart, Restart<single::LearnerState>{});
  }
  EXPECT_EQ(as_text(make_diagram(read_traces(trace_files({folder.path()})), Everything{}), 100),
            R"(P1   L1
■    │  P1  starts, has tried rounds up to 0
│    ■  L1  starts
■    │  P1  restarts, has tried rounds up to 1
│    ■  L1  restarts
)");
}

TEST(Diagram, ShowsATimerOnlyIfSomethingFollowed) {
  const Folder folder;
  {
    HandMadeRun run(folder);
    run.local(proposer(1), Kind::timer, single::Timer::back_off);
    const EventId fired = run.local(proposer(1), Kind::timer, single::Timer::ballot_timeout);
    run.send(proposer(1), acceptor(1), single::Prepare{{2, 1}}, fired);
  }
  const Trace trace = read_traces(trace_files({folder.path()}));
  EXPECT_EQ(as_text(make_diagram(trace, paxos::Ballot{2, 1}), 100),
            R"(P1   A1
■    │  P1  timer 'ballot timeout' fires
●───✗│  P1→A1  Prepare 2.1 (not received)
)");
}

TEST(Diagram, WidensItsColumnsForLongNames) {
  const Folder folder;
  {
    HandMadeRun run(folder);
    run.pass(acceptor(12345), proposer(1), single::Nack{{1, 1}, {2, 2}});
  }
  EXPECT_EQ(as_text(make_diagram(read_traces(trace_files({folder.path()})), Everything{}), 100),
            R"(P1      A12345
│◄──────●  A12345→P1  Nack 1.1, has promised 2.2
)");
}

TEST(Diagram, StaysWithinItsWidthForSevenProcesses) {
  const Folder folder;
  {
    HandMadeRun run(folder);
    const std::string bytes = "all the king's horses, and then some more of them";
    const paxos::Proposal proposal{{1'000'000, 2}, paxos::Value(bytes)};
    for (std::uint32_t number = 1; number <= 3; ++number) {
      for (std::uint32_t other = 1; other <= 2; ++other) {
        run.pass(acceptor(number), proposer(other), single::Promise{{2'000'000, other}, proposal});
        run.pass(acceptor(number), paxos::learner(other), single::Accepted{proposal});
      }
    }
  }
  std::istringstream text(
      as_text(make_diagram(read_traces(trace_files({folder.path()})), Everything{}), 100));
  for (std::string line; std::getline(text, line);) {
    std::size_t width = 0;
    for (const char c : line) width += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    EXPECT_LE(width, 100U) << line;
  }
}

TEST(Diagram, IsEmptyForAnEmptyTrace) {
  EXPECT_EQ(as_text(make_diagram(Trace{}, Everything{}), 100), "");
  EXPECT_EQ(as_mermaid(make_diagram(Trace{}, Everything{})), "sequenceDiagram\n");
}

TEST(Diagram, RefusesAFilterThatLeavesNothing) {
  EXPECT_THROW(make_diagram(Trace{}, Deciding{}), TraceError);
  EXPECT_THROW(make_diagram(Trace{}, paxos::Ballot{1, 1}), TraceError);
}

}  // namespace
}  // namespace net::trace
