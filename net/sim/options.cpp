#include "net/sim/options.hpp"

namespace net::sim {

Faults usual_faults(const std::string& protocol) {
  return read_faults(protocol == "multi" ? "all,length=3000" : "all");
}

std::string to_string(const Options& options) {
  const Options usual;
  std::string text;
  const auto add = [&text](const std::string& name, const std::string& value) {
    text += " --" + name + " " + value;
  };
  const auto number = [&](const char* name, std::uint64_t value, std::uint64_t usually) {
    if (value != usually) add(name, std::to_string(value));
  };
  const auto& [proposers, learners, quorums, window, page, first_slot] = options.configuration;
  const auto majority = paxos::QuorumSystem::majority(quorums.acceptors);
  if (options.protocol != usual.protocol) add("protocol", options.protocol);
  if (!options.mutant.empty()) add("mutant", options.mutant);
  number("acceptors", quorums.acceptors, usual.configuration.quorums.acceptors);
  number("proposers", proposers, usual.configuration.proposers);
  number("learners", learners, usual.configuration.learners);
  number("phase1", quorums.phase1, majority.phase1);
  number("phase2", quorums.phase2, majority.phase2);
  number("first-round", options.first_round, usual.first_round);
  if (options.faults != usual_faults(options.protocol)) add("faults", to_string(options.faults));
  if (options.keep) {
    std::string kept;
    for (const auto index : *options.keep)
      kept += (kept.empty() ? "" : ",") + std::to_string(index);
    add("keep", kept.empty() ? "none" : kept);
  }
  return text;
}

}  // namespace net::sim
