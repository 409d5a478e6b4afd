// What a command of this project prints, and how it ends, without a process of its own.
#pragma once

#include <concepts>
#include <ostream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace tests {

struct Ran {
  int status = 0;
  std::string out;
  std::string err;
};

/// Calls `command` with what it takes for standard output and standard error; it returns the exit
/// status.
template <std::invocable<std::ostream&, std::ostream&> Command>
Ran run(Command command) {
  std::ostringstream out;
  std::ostringstream err;
  const int status = command(out, err);
  return {status, out.str(), err.str()};
}

/// The one line on standard error that a mistake of the user's gets, with status 2 and nothing
/// else.
inline std::string mistake(const Ran& ran) {
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err.find('\n'), ran.err.size() - 1) << ran.err;
  return ran.err;
}

}  // namespace tests
