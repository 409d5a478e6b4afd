// The values that tests propose.
#pragma once

#include "paxos/value.hpp"

namespace paxos::single::test {

inline const Value blue("blue"), green("green"), red("red");

}  // namespace paxos::single::test
