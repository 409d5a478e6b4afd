// A run in which P1 gets 'blue' chosen at ballot 1.1 and P2 asks in vain, with one message lost.
#pragma once

#include "paxos/single/acceptor.hpp"
#include "paxos/single/proposer.hpp"
#include "tests/net/trace/run.hpp"

namespace net::trace {

inline void make_decision(const Folder& folder, const std::string& bytes = "blue") {
  using namespace paxos;
  using namespace paxos::single;
  HandMadeRun run(folder);
  const Proposal proposal{{1, 1}, Value(bytes)};
  for (const auto& node : {acceptor(1), acceptor(2)}) {
    run.local(node, Kind::restart, Restart<AcceptorState>{});
  }
  const EventId asked = run.local(proposer(1), Kind::request, proposal.value);
  run.local(proposer(1), Kind::persist, ProposerState{1}, asked);
  const EventId lost = run.send(proposer(2), acceptor(1), Prepare{{1, 2}});
  run.local(proposer(2), Kind::timer, Timer::inquiry);
  for (const auto& node : {acceptor(1), acceptor(2)}) {
    const EventId heard = run.pass(proposer(1), node, Prepare{{1, 1}}, asked);
    run.local(node, Kind::promised, Ballot{1, 1}, heard);
    run.pass(node, proposer(1), Promise{{1, 1}, {}}, heard);
  }
  EventId last = lost;
  for (const auto& node : {acceptor(1), acceptor(2)}) {
    const EventId heard = run.pass(proposer(1), node, Accept{proposal});
    run.local(node, Kind::accepted, proposal, heard);
    last = run.pass(node, proposer(1), Accepted{proposal}, heard);
    run.pass(node, learner(1), Accepted{proposal}, heard);
  }
  run.local(proposer(1), Kind::chosen, proposal.value, last);
  const EventId late = run.pass(proposer(2), acceptor(2), Prepare{{2, 2}});
  run.pass(acceptor(2), proposer(2), Promise{{2, 2}, proposal}, late);
}

}  // namespace net::trace
