// The picture of papers/quorums.md, drawn from the quorums themselves.
#pragma once

#include <string>
#include <vector>

#include "paxos/quorum.hpp"

namespace paxos::papers {

/// The sets of acceptors of which every larger one is a quorum too, and no smaller one is.
struct Quorums {
  std::string name;
  std::string what;
  std::uint32_t acceptors = 0;
  std::uint32_t columns = 0;  // in which they stand
  std::vector<AcceptorSet> phase1;
  std::vector<AcceptorSet> phase2;
};

/// Of a system of QuorumSystem, which counts.
Quorums quorums_of(const std::string& name, const std::string& what, const QuorumSystem& system);
/// A row of a grid for phase 1, and a column for phase 2.
Quorums grid(const std::string& name, const std::string& what, std::uint32_t side);

[[nodiscard]] AcceptorSet common(const AcceptorSet& one, const AcceptorSet& other);

/// As SVG: of each system one quorum of either phase, and for each pair of them how many acceptors
/// they have in common.
std::string picture_of(const std::vector<Quorums>& systems);

}  // namespace paxos::papers
