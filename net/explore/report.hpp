// Verdicts in words. A verdict says what was looked at and what was not.
#pragma once

#include <string>

#include "net/explore/exploration.hpp"
#include "net/explore/lamport.hpp"

namespace net::explore {

/// What is about to be searched, a line or two.
std::string describe(const Question& question);
/// The lines of a verdict, the last of which is the verdict proper.
std::string report(const Question& question, const Verdict& verdict);
/// Of the yardstick; the last line is `n distinct states, depth d`.
std::string report(const YardstickSize& size, const std::string& mutant, const Result& result);
/// How far a search is, without a line end.
std::string report(const Progress& progress);

}  // namespace net::explore
