// What a role answers, as the events that a trace has of it.
#pragma once

#include <optional>
#include <vector>

#include "net/trace/effects_check.hpp"
#include "net/trace/json.hpp"
#include "net/trace/milestones.hpp"
#include "paxos/effects.hpp"
#include "paxos/node.hpp"

namespace net::trace {

/// The effects of `role`, which is the role of `self`, in the order in which they are performed.
/// `durable` is what it will have in its storage by then.
template <class Role>
std::vector<Effect> recorded_form(paxos::NodeId self, const Role& role,
                                  const typename Role::Effects& effects,
                                  const typename Role::State& durable) {
  ValueNames names;
  std::vector<Effect> list;
  const auto add = [&](Kind kind, std::optional<paxos::NodeId> peer, const auto& what) {
    list.push_back({kind, peer, to_json(what, names)});
  };
  const auto add_send = [&](const auto& send) {
    for (const auto& to : send.to) add(Kind::send, to, send.message);
  };
  if (effects.persist) add(Kind::persist, std::nullopt, *effects.persist);
  if constexpr (paxos::recalls<typename Role::Effects>) {
    if (effects.recall) add_send(role.recall(*effects.recall, durable));
  }
  for (const auto& send : effects.send) add_send(send);
  if (effects.learned) add(kind_of_learning(self), std::nullopt, *effects.learned);
  return list;
}

}  // namespace net::trace
