// What the clients of a protocol must be able to do in a run.
#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <string>

#include "net/sim/plan.hpp"
#include "net/sim/queue.hpp"
#include "paxos/node.hpp"
#include "paxos/violation.hpp"

namespace net::sim {

/// Whether a process need not do anything any more.
using Excused = std::function<bool(paxos::NodeId)>;

template <class C, class System>
concept IsClientsOf =
    requires(C clients, const C& fixed, const Request& request, Time later, const Event& event,
             paxos::NodeId node, const typename System::Proposer::State& state,
             const typename System::Learned& learned, const Excused& excused) {
      /// Has a client ask, `later` than now.
      clients.ask(request, later);
      /// Something happens to a client.
      clients.happen(event);
      /// A client's request comes to a process that runs: what its role is asked.
      { clients.arrives(event, node) } -> std::same_as<std::optional<typename System::Request>>;
      /// The same, but the process is down.
      clients.arrives_in_vain(event, node);
      /// A process starts with what its store holds, learns, and goes down.
      clients.starts(node, state);
      clients.learned(node, learned);
      clients.goes_down(node);
      /// Who is still owed what, in words; empty if nobody is.
      { fixed.unmet(excused) } -> std::same_as<std::string>;
      /// What is wrong in what clients have been told.
      { fixed.violated() } -> std::same_as<std::optional<paxos::Violation>>;
    };

}  // namespace net::sim
