// The command line of `simulate`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "net/sim/campaign.hpp"
#include "net/sim/options.hpp"

namespace net::sim {

struct Arguments {
  Options options;
  Seeds seeds;
  std::optional<std::uint64_t> seed;  // one, to be told and traced
  unsigned jobs = 1;
  std::optional<std::filesystem::path> trace;
  bool shrink = false;
  bool help = false;
};

/// `arguments` are those after the program's name. Throws UsageError.
Arguments read_arguments(const std::vector<std::string>& arguments);

std::string help();

}  // namespace net::sim
