// A cluster of single-decree Paxos that a test drives by hand.
#pragma once

#include "paxos/single/synod.hpp"
#include "tests/paxos/cluster.hpp"

namespace paxos::single::test {

using Cluster = paxos::test::Cluster<Synod>;
using InFlight = Cluster::InFlight;
using paxos::test::PowerFails;
using paxos::test::Which;

}  // namespace paxos::single::test
