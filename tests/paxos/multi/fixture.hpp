// What the tests of the roles of Multi-Paxos share.
#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "paxos/multi/acceptor.hpp"
#include "paxos/multi/learner.hpp"
#include "paxos/multi/proposer.hpp"
#include "tests/paxos/print_to.hpp"

// Argument-dependent lookup finds PrintTo in the namespace of the type only.
namespace paxos::multi {
using paxos::PrintTo;
}

namespace paxos::multi::test {

inline const Configuration three{2, 1, QuorumSystem::majority(3)};
inline const std::vector<NodeId> acceptors{acceptor(1), acceptor(2), acceptor(3)};
inline const Value blue("blue"), green("green"), red("red"), no_op;

constexpr Slot slot(std::uint64_t number) {
  return {number};
}

/// The messages of a type that are sent, in order, one for each receiver.
template <class M, class Effects>
std::vector<std::pair<NodeId, M>> sent(const Effects& effects) {
  std::vector<std::pair<NodeId, M>> found;
  for (const auto& send : effects.send) {
    const auto* message = std::get_if<M>(&send.message);
    if (!message) continue;
    for (const auto to : send.to) found.emplace_back(to, *message);
  }
  return found;
}

/// The accept requests to acceptor 1.
inline std::vector<Accept> accepts(const Proposer::Effects& effects) {
  std::vector<Accept> found;
  for (const auto& [to, accept] : sent<Accept>(effects)) {
    if (to == acceptor(1)) found.push_back(accept);
  }
  return found;
}

/// An acceptor and its stable storage.
class AcceptorWithStorage {
 public:
  explicit AcceptorWithStorage(NodeId self, AcceptorState stored = {})
      : stored_(std::move(stored)), role_(self, three, stored_) {}

  /// What it recalls is the first that it sends.
  template <class M>
  Acceptor::Effects handle(NodeId from, const M& message) {
    Acceptor::Effects effects = role_.handle(from, message);
    if (effects.persist) make_change(*effects.persist, stored_);
    if (effects.recall) {
      effects.send.insert(effects.send.begin(), role_.recall(*effects.recall, stored_));
      effects.recall.reset();
    }
    return effects;
  }
  [[nodiscard]] const AcceptorState& stored() const { return stored_; }
  [[nodiscard]] const Acceptor& role() const { return role_; }

 private:
  AcceptorState stored_;
  Acceptor role_;
};

template <class Effects>
bool starts(const Effects& effects, Timer timer) {
  for (const auto& change : effects.timers) {
    if (change.timer == timer) return change.attempt.has_value();
  }
  return false;
}

/// Proposer 1 of three acceptors, two proposers and a learner.
class ProposerFixture : public testing::Test {
 protected:
  static constexpr Ballot mine{1, 1};

  template <class P>
  [[nodiscard]] bool in() const {
    return std::holds_alternative<P>(role.phase());
  }
  Proposer::Effects promise(std::uint32_t from, const std::map<Slot, Proposal>& accepted = {}) {
    return role.handle(acceptor(from), Promise{mine, slot(1), accepted, {}});
  }
  Proposer::Effects accepted(std::uint32_t from, std::uint64_t in_slot) {
    return role.handle(acceptor(from), Accepted{slot(in_slot), mine});
  }
  /// To ballot 1.1, in which nothing was reported.
  void lead() {
    (void)role.on_timer(Timer::election);
    (void)promise(1);
    (void)promise(2);
  }

  Proposer role{proposer(1), three};
};

}  // namespace paxos::multi::test
