// trace: shows what happened in a run, from the traces that its processes have written.
#include <iostream>

#include "net/trace/command.hpp"

int main(int argc, char** argv) {
  const int status = net::trace::show_traces({argv + 1, argv + argc}, std::cout, std::cerr);
  if (std::cout.flush()) return status;
  std::cerr << "trace: cannot write to standard output\n";
  return 1;
}
