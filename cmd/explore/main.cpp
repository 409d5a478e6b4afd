// explore: tries every order of events within bounds.
#include <atomic>
#include <csignal>
#include <iostream>
#include <unistd.h>

#include "net/explore/command.hpp"

namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, [](int) { interrupted = true; });
  const int status = net::explore::run_explore({argv + 1, argv + argc}, std::cout, std::cerr,
                                               interrupted, ::isatty(STDERR_FILENO) == 1);
  if (std::cout.flush()) return status;
  std::cerr << "explore: cannot write to standard output\n";
  return 1;
}
