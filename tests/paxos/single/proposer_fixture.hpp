// What the tests of the proposer share: its effects by name, and a proposer to tell things to.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "paxos/single/proposer.hpp"
#include "tests/paxos/print_to.hpp"
#include "tests/paxos/single/values.hpp"

namespace paxos::single::test {

inline const Configuration three{2, 1, QuorumSystem::majority(3)};
inline const std::vector<NodeId> all_three{acceptor(1), acceptor(2), acceptor(3)};
inline const Proposer::Effects nothing;
inline const TimerChange<Timer> stop_timeout{Timer::ballot_timeout, std::nullopt};

inline Proposer::Effects prepares(std::uint64_t round, std::uint32_t attempt) {
  return {.persist = ProposerState{round},
          .send = {{all_three, Prepare{{round, 1}}}},
          .timers = {{Timer::ballot_timeout, attempt}}};
}

inline Proposer::Effects sends_accept(std::uint64_t round, const Value& value) {
  return {.send = {{all_three, Accept{{{round, 1}, value}}}}};
}

inline Proposer::Effects backs_off(std::uint32_t attempt) {
  return {.timers = {stop_timeout, {Timer::back_off, attempt}}};
}

/// Gives up for lack of anything to do; with a value, because it is known to be chosen.
inline Proposer::Effects ends(const std::optional<Value>& learned = {}) {
  return {.timers = {stop_timeout}, .learned = learned};
}

/// Drives proposer 1 of three acceptors, one call a message.
class ProposerFixture : public testing::Test {
 protected:
  Proposer::Effects promise(std::uint32_t from, const Ballot& ballot,
                            const std::optional<Proposal>& accepted = {}) {
    return role.handle(acceptor(from), Promise{ballot, accepted});
  }
  Proposer::Effects accepted(std::uint32_t from, const Proposal& proposal) {
    return role.handle(acceptor(from), Accepted{proposal});
  }
  Proposer::Effects nack(const Ballot& ballot, const Ballot& promised) {
    return role.handle(acceptor(3), Nack{ballot, promised});
  }
  Proposer::Effects inquire() { return role.handle(learner(1), Inquire{}); }

  void propose(const Value& value) { (void)role.propose(value); }
  /// To phase 2 at ballot 1.1 with blue, its own.
  void reach_phase2() {
    propose(blue);
    (void)promise(1, {1, 1});
    (void)promise(2, {1, 1});
  }
  /// To the choice of blue at ballot 1.1.
  void reach_choice() {
    reach_phase2();
    (void)accepted(1, {{1, 1}, blue});
    (void)accepted(2, {{1, 1}, blue});
  }
  template <class P>
  bool in() const {
    return std::holds_alternative<P>(role.phase());
  }

  Proposer role{proposer(1), three};
};

}  // namespace paxos::single::test
