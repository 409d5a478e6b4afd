// Quorums. PMS §2.2, chosen: a majority, because any two majorities share an acceptor. What the
// proof needs is only that each phase-1 quorum meets each phase-2 quorum (Flexible Paxos), and that
// is what is checked here.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "paxos/assert.hpp"
#include "paxos/node.hpp"

namespace paxos {

/// A set of acceptors, numbered 1 to 64. Counting goes through it, so that an acceptor heard twice
/// counts once.
class AcceptorSet {
 public:
  static constexpr std::uint32_t max_acceptors = 64;

  constexpr void insert(NodeId acceptor) { members_ |= bit(acceptor); }
  [[nodiscard]] constexpr bool contains(NodeId acceptor) const { return members_ & bit(acceptor); }
  [[nodiscard]] constexpr std::uint32_t size() const {
    return static_cast<std::uint32_t>(std::popcount(members_));
  }

  auto operator<=>(const AcceptorSet&) const = default;

 private:
  static constexpr std::uint64_t bit(NodeId acceptor) {
    PAXOS_ASSERT(acceptor.role == Role::acceptor);
    PAXOS_ASSERT(acceptor.number >= 1 && acceptor.number <= max_acceptors);
    return std::uint64_t{1} << (acceptor.number - 1);
  }

  std::uint64_t members_ = 0;
  BOOST_DESCRIBE_CLASS(AcceptorSet, (), (), (), (members_))
};

/// As the numbers of its members: {1,3}.
std::string to_string(const AcceptorSet& set);

/// Which sets of acceptors are quorums: any set of at least so many, for each phase.
struct QuorumSystem {
  std::uint32_t acceptors = 0;
  std::uint32_t phase1 = 0;
  std::uint32_t phase2 = 0;

  auto operator<=>(const QuorumSystem&) const = default;

  static constexpr QuorumSystem majority(std::uint32_t acceptors) {
    return {acceptors, acceptors / 2 + 1, acceptors / 2 + 1};
  }

  /// Whether every phase-1 quorum meets every phase-2 quorum. A cluster without it is refused.
  [[nodiscard]] constexpr bool intersects() const {
    return phase1 >= 1 && phase2 >= 1 && phase1 <= acceptors && phase2 <= acceptors &&
           phase1 > acceptors - phase2;
  }

  [[nodiscard]] constexpr bool is_phase1_quorum(const AcceptorSet& set) const {
    return set.size() >= phase1;
  }
  [[nodiscard]] constexpr bool is_phase2_quorum(const AcceptorSet& set) const {
    return set.size() >= phase2;
  }
};
BOOST_DESCRIBE_STRUCT(QuorumSystem, (), (acceptors, phase1, phase2))

/// Who takes part: how many processes of each role, numbered from 1, and the quorums. It is fixed.
struct Configuration {
  std::uint32_t proposers = 0;
  std::uint32_t learners = 0;
  QuorumSystem quorums;
  /// PMS §3, alpha: from the first slot that a leader does not know to be chosen on, in so many it
  /// may propose. Of Multi-Paxos only. At least 1.
  std::uint32_t window = 64;
  /// Of Multi-Paxos only: what is told of many slots is told in pages of so many bytes, or of one
  /// slot.
  std::uint64_t page = std::uint64_t{1} << 20;
  /// Of Multi-Paxos only: where the log begins. What came before is in a snapshot that the cluster
  /// was restored from, and no acceptor has ever accepted anything there. At least 1.
  std::uint64_t first_slot = 1;

  auto operator<=>(const Configuration&) const = default;

  [[nodiscard]] std::uint32_t count(Role role) const;
  /// All processes of a role, in the order of their numbers.
  [[nodiscard]] std::vector<NodeId> all(Role role) const;
  [[nodiscard]] bool contains(NodeId node) const;
};
BOOST_DESCRIBE_STRUCT(Configuration, (), (proposers, learners, quorums, window, page, first_slot))

}  // namespace paxos
