// Multi-Paxos and its mutants, to be explored.
#pragma once

#include <memory>
#include <string_view>

#include "net/explore/cast.hpp"
#include "net/explore/setting.hpp"

namespace net::explore {

/// Throws UsageError for a mutant that is unknown.
std::unique_ptr<Cast> make_parliament_cast(std::string_view mutant, const Setting& setting);

}  // namespace net::explore
