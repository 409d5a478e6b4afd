// A violation, told as a run.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "net/explore/cast.hpp"
#include "net/explore/network.hpp"
#include "net/explore/recorded.hpp"
#include "net/explore/run.hpp"
#include "paxos/violation.hpp"

namespace net::explore {

struct Story {
  paxos::Violation violation;
  std::size_t steps = 0;
  bool is_shortest = true;  ///< or a shorter run may exist
  std::string diagram;      ///< its causal past, in text
};

/// Tells a run of a model of `cast`, whose last state violates something, with traces in `folder`.
/// It begins where `from` ends, unless that is null.
Story tell(Cast& cast, NetworkModel& model, const Run& run, const Recorded* from,
           const std::filesystem::path& folder);

}  // namespace net::explore
