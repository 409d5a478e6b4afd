// The role contract: what every world may rely on, and all that a role must be.
#pragma once

#include <concepts>

#include "paxos/node.hpp"
#include "paxos/quorum.hpp"

namespace paxos {

/// A role is a regular value: copied, compared, and constructed from who it is, who takes part, and
/// the state that its stable storage holds. PMS §2.1, failures: so does a process begin again that
/// has stopped. It has besides, for each message M of its variant
/// Incoming, `Effects handle(NodeId from, const M&)`; that each is there, dispatching shows.
///
/// It is told what happened and answers with Effects. It never blocks, and has no clock, thread,
/// socket, random number or log; so one role runs unchanged under every world.
template <class R>
concept IsRole = std::copyable<R> && std::equality_comparable<R> &&
                 std::constructible_from<R, NodeId, const Configuration&, typename R::State> &&
                 requires(R role, typename R::Effects::Timer timer) {
                   typename R::Incoming;
                   { role.start() } -> std::same_as<typename R::Effects>;
                   { role.on_timer(timer) } -> std::same_as<typename R::Effects>;
                 };

}  // namespace paxos
