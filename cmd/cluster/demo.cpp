#include "cmd/cluster/demo.hpp"

#include <utility>

namespace launcher {

int demo(Plan plan) {
  if (std::filesystem::exists(plan.folder / "cluster.ini")) {
    throw paxos::UsageError(plan.folder.string() +
                            " holds a cluster already; the demo wants a new folder");
  }
  if (plan.acceptors != 3 || plan.proposers != 2 || plan.learners != 2 || plan.quorum1 ||
      plan.quorum2 || plan.store != "sqlite") {
    throw paxos::UsageError(
        "the story has 3 acceptors, 2 proposers, 2 learners, majorities and "
        "SQLite stores; 'cluster up' takes others");
  }
  plan.trace = true;
  return plan.protocol == "multi" ? demo_multi(std::move(plan)) : demo_single(std::move(plan));
}

}  // namespace launcher
