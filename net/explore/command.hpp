// The program that explores, without its process.
#pragma once

#include <atomic>
#include <iosfwd>
#include <string>
#include <vector>

namespace net::explore {

/// `arguments` are those after the program's name. Returns the exit status: 0 if no violation was
/// found, 1 if one was, 2 with one line on `err` after a mistake of the user, 130 if `interrupted`
/// was set before one was. Tells how far it is on `err` if `show_progress`.
int run_explore(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
                const std::atomic<bool>& interrupted, bool show_progress);

}  // namespace net::explore
