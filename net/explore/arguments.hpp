// The command line of `explore`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/explore/exploration.hpp"
#include "net/explore/lamport.hpp"

namespace net::explore {

/// The states of Lamport's specification are to be counted.
struct YardstickQuestion {
  YardstickSize size;
  std::string mutant;  ///< or empty
  Limits limits;
};

struct Arguments {
  bool help = false;
  std::optional<YardstickQuestion> yardstick;
  Question question;  ///< if neither is asked for
};

/// `arguments` are those after the program's name. Throws UsageError, TraceError, or
/// boost::program_options::error.
Arguments read_arguments(const std::vector<std::string>& arguments);

std::string help();

}  // namespace net::explore
