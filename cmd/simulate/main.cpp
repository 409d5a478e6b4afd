// simulate: runs a protocol in a simulated network, with simulated disks and clocks.
#include <iostream>

#include "net/command_line.hpp"
#include "net/sim/command.hpp"

int main(int argc, char** argv) {
  return net::run_program(
      "simulate", argc, argv, [](const auto& arguments, const auto& interrupted, bool terminal) {
        return net::sim::simulate_command(arguments, {std::cout, std::cerr, terminal}, interrupted);
      });
}
