// acceptor: runs one acceptor as a process, of the protocol that the cluster file names.

#include "cmd/acceptor/protocols.hpp"

int main(int argc, char** argv) {
  return net::tcp::run_guarded("acceptor", [&] {
    const auto options = net::tcp::parse_role_options(argc, argv, paxos::Role::acceptor);
    if (!options) return 0;
    return options->cluster.protocol == "multi" ? run_multi(*options) : run_single(*options);
  });
}
