// A run: all processes of a cluster, in virtual time, under the plan of a seed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/sim/extent.hpp"
#include "net/sim/outcome.hpp"
#include "net/sim/plan.hpp"
#include "net/sim/process.hpp"
#include "net/sim/role_process.hpp"
#include "net/sim/run.hpp"

namespace net::sim {

/// `System` says what the protocol is, for example paxos::single::Synod, and net/timing.hpp how
/// long its timers run; the roles that run are those that it is populated with.
template <class System>
class Simulation {
 public:
  Simulation(const Options& options, std::uint64_t seed, const Watch& watch)
      : run_(options, seed, watch), plan_(make_plan(options.configuration, run_.knobs, seed)) {
    if (options.keep) keep(*options.keep);
  }

  template <class Roles>
  void populate() {
    processes_.reserve(run_.nodes.size());
    add<typename Roles::Acceptor>(paxos::Role::acceptor);
    add<typename Roles::Proposer>(paxos::Role::proposer);
    add<typename Roles::Learner>(paxos::Role::learner);
  }

  /// Runs it to its end.
  Outcome run();

 private:
  template <class Role>
  void add(paxos::Role role) {
    for (std::uint32_t number = 1; number <= run_.options.configuration.count(role); ++number) {
      processes_.push_back(
          std::make_unique<RoleProcess<System, Role>>(run_, paxos::NodeId{role, number}));
    }
  }

  void keep(const std::vector<std::uint32_t>& indices);
  void schedule();
  void happen(const Event& event);
  void strike(const Fault& fault, std::uint32_t index);
  void strike(const Request& request, std::uint32_t);
  void strike(const Crash& crash, std::uint32_t);
  void strike(const Gone& gone, std::uint32_t) { process(gone.node).crash(std::nullopt); }
  void strike(const Partition& partition, std::uint32_t index);
  void heal(const Partition& partition);
  void cease();
  void check();
  [[nodiscard]] bool interrupted() const {
    return run_.watch.interrupted && *run_.watch.interrupted;
  }
  [[nodiscard]] bool satisfied();
  [[nodiscard]] bool proposers_left() const;
  [[nodiscard]] std::string unmet() const;
  Outcome outcome();

  Process<System>& process(paxos::NodeId node) { return *processes_[run_.nodes.index(node)]; }

  Run<System> run_;
  std::vector<Fault> plan_;
  std::vector<std::unique_ptr<Process<System>>> processes_;
  News<typename System::History> news_;
  bool satisfied_ = false;
};

}  // namespace net::sim
