// Makes GoogleTest print what the project can print, rather than its bytes.
#pragma once

#include <ostream>

#include "paxos/effects.hpp"
#include "paxos/print.hpp"

namespace paxos {

template <Described T>
void PrintTo(const T& object, std::ostream* out) {
  *out << print(object);
}

inline void PrintTo(const Value& value, std::ostream* out) {
  *out << "'" << print(value) << "'";
}

template <class Protocol, class State>
void PrintTo(const Effects<Protocol, State>& effects, std::ostream* out) {
  if (effects == Effects<Protocol, State>{}) *out << "nothing";
  if (effects.persist) *out << "\n  persist " << print(*effects.persist);
  for (const auto& send : effects.send) {
    *out << "\n  send " << print(send.message) << " to";
    for (const auto& node : send.to) *out << " " << print(node);
  }
  for (const auto& change : effects.timers) {
    *out << "\n  timer " << print(change.timer) << " attempt=" << print(change.attempt);
  }
  if (effects.learned) *out << "\n  learned " << print(*effects.learned);
}

}  // namespace paxos

// Argument-dependent lookup finds PrintTo in the namespace of the type only.
namespace paxos::single {
using paxos::PrintTo;
}
