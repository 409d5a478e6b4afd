// trace: shows what happened in a run, from the traces that its processes have written.
#include <iostream>

#include "net/trace/command.hpp"

int main(int argc, char** argv) {
  return net::trace::show_traces({argv + 1, argv + argc}, std::cout, std::cerr);
}
