// explore: tries every order of events within bounds.
#include <iostream>

#include "net/command_line.hpp"
#include "net/explore/command.hpp"

int main(int argc, char** argv) {
  return net::run_program(
      "explore", argc, argv, [](const auto& arguments, const auto& interrupted, bool terminal) {
        return net::explore::run_explore(arguments, std::cout, std::cerr, interrupted, terminal);
      });
}
