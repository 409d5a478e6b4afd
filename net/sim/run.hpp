// What the processes of one run of a protocol share.
#pragma once

#include "net/sim/stage.hpp"

namespace net::sim {

/// The clients of a protocol: a specialisation for each says who asks for what, and what they are
/// owed. clients.hpp says what it must have.
template <class System>
struct ClientsOf;

template <class System>
struct Run : Stage {
  using Stage::Stage;

  typename System::History history;
  bool history_told = false;  // of anything, since it was last checked
  typename ClientsOf<System>::type clients{*this};
};

}  // namespace net::sim
