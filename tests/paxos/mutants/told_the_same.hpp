// What the tests of mutants share: a role of a mutant, or the right one, and short ways to tell it
// something.
#pragma once

#include <cstdint>
#include <optional>

#include <gtest/gtest.h>

#include "paxos/mutants/single.hpp"
#include "tests/paxos/print_to.hpp"
#include "tests/paxos/single/values.hpp"

namespace paxos::single::mutants::test {

using single::test::blue, single::test::green, single::test::red;

inline const Configuration three{2, 1, QuorumSystem::majority(3)};
inline const Configuration four{2, 1, QuorumSystem::majority(4)};
inline const Configuration five{2, 1, QuorumSystem::majority(5)};
inline const Ballot low{1, 1}, high{1, 2};

template <class Roles>
auto acceptor_of() {
  return typename Roles::Acceptor(acceptor(1), three);
}
/// Its next ballot is 5.1.
template <class Roles>
auto proposer_of(const Configuration& configuration = three) {
  return typename Roles::Proposer(proposer(1), configuration, {4});
}
template <class Roles>
auto learner_of(const Configuration& configuration = three) {
  return typename Roles::Learner(learner(1), configuration);
}

Acceptor::Effects prepare(auto& role, const Ballot& ballot) {
  return role.handle(proposer(ballot.proposer), Prepare{ballot});
}
Acceptor::Effects accept(auto& role, const Proposal& proposal) {
  return role.handle(proposer(proposal.ballot.proposer), Accept{proposal});
}
Proposer::Effects promise(auto& role, std::uint32_t from,
                          const std::optional<Proposal>& accepted = {}) {
  return role.handle(acceptor(from), Promise{{5, 1}, accepted});
}
Learner::Effects accepted(auto& role, std::uint32_t from, const Proposal& proposal) {
  return role.handle(acceptor(from), Accepted{proposal});
}

/// The one message of a step.
Message told(const auto& effects) {
  if (effects.send.size() == 1) return effects.send.front().message;
  ADD_FAILURE() << "not one message but " << effects.send.size();
  return Inquire{};
}

}  // namespace paxos::single::mutants::test
