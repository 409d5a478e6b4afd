// Wrong counting: roles with quorums of a wrong size, and one acceptor that passes for two.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include <boost/describe.hpp>

#include "paxos/quorum.hpp"

namespace paxos::single::mutants {

/// An acceptor that has not been heard, which is counted when `from` is heard again; `from` itself
/// if all have been.
template <class T>
NodeId another(const Configuration& configuration, const std::map<NodeId, T>& heard, NodeId from) {
  for (const NodeId other : configuration.all(Role::acceptor)) {
    if (!heard.contains(other)) return other;
  }
  return from;
}

constexpr std::uint32_t half_rounded_down(std::uint32_t acceptors) {
  return std::max(acceptors / 2, 1U);
}
constexpr std::uint32_t third_rounded_up(std::uint32_t acceptors) {
  return (acceptors + 2) / 3;
}
constexpr std::uint32_t all(std::uint32_t acceptors) {
  return acceptors;
}

/// Any role, with quorums of another size.
template <class R, std::uint32_t (*quorum_of)(std::uint32_t acceptors)>
class Miscounts : public R {
 public:
  Miscounts(NodeId self, const Configuration& configuration, typename R::State recovered = {})
      : R(self, wrong(configuration), std::move(recovered)) {}

 private:
  static Configuration wrong(Configuration configuration) {
    QuorumSystem& quorums = configuration.quorums;
    quorums.phase1 = quorums.phase2 = quorum_of(quorums.acceptors);
    return configuration;
  }
  BOOST_DESCRIBE_CLASS(Miscounts, (R), (), (), ())
};

}  // namespace paxos::single::mutants
