// learner: runs one learner as a process, of the protocol that the cluster file names.

#include "cmd/learner/protocols.hpp"

int main(int argc, char** argv) {
  return net::tcp::run_guarded("learner", [&] {
    const auto options = net::tcp::parse_role_options(argc, argv, paxos::Role::learner);
    if (!options) return 0;
    return options->cluster.protocol == "multi" ? run_multi(*options) : run_single(*options);
  });
}
