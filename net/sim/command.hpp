// The program that simulates, without its process.
#pragma once

#include <atomic>
#include <iosfwd>
#include <string>
#include <vector>

namespace net::sim {

/// Where it writes to.
struct Console {
  std::ostream& out;  // the same for the same arguments, on every machine
  std::ostream& err;
  bool progress = false;  // whether a line on `err` may be written over and over
};

/// `arguments` are those after the program's name. Returns the exit status: 0 if no run failed, 1
/// if one did, 2 after a mistake of the user, with one line on `err`, and 130 if interrupted.
int simulate_command(const std::vector<std::string>& arguments, const Console& console,
                     const std::atomic<bool>& interrupted);

}  // namespace net::sim
