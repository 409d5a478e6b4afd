// simulate: runs a protocol in a simulated network, with simulated disks and clocks.
#include <atomic>
#include <csignal>
#include <exception>
#include <iostream>
#include <unistd.h>

#include "net/sim/command.hpp"

namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, [](int) { interrupted = true; });
  const net::sim::Console console{std::cout, std::cerr, ::isatty(STDERR_FILENO) != 0};
  try {
    const int status = net::sim::simulate_command({argv + 1, argv + argc}, console, interrupted);
    if (std::cout.flush()) return status;
    std::cerr << "simulate: cannot write to standard output\n";
  } catch (const std::exception& error) {
    std::cerr << "simulate: " << error.what() << '\n';
  }
  return 1;
}
