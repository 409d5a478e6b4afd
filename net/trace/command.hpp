// The program that shows traces, without its process.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace net::trace {

/// `arguments` are those after the program's name. Returns the exit status: 2, with one line on
/// `err`, after a mistake of the user.
int show_traces(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

}  // namespace net::trace
