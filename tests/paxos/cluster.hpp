// A cluster that a test drives by hand: real roles, the messages in flight between them, the timers
// that they have set, and the stable storage of each. It chooses nothing: the test says which
// message arrives, which is lost, which timer fires and who crashes. After every step it checks the
// invariants, and a violation fails the test that caused it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "paxos/effects.hpp"
#include "paxos/print.hpp"
#include "paxos/quorum.hpp"
#include "paxos/violation.hpp"
#include "tests/paxos/in_flight.hpp"

namespace paxos::test {

/// Where in the middle of a step the power fails: what was put is lost, or it is durable and not
/// sent.
enum class PowerFails { before_commit, before_send };

struct RunningTimer {
  std::uint32_t attempt = 0;
  std::uint64_t set_at = 0;
};

template <class R>
struct Process {
  std::optional<R> role = {};  // absent while the process is down
  typename R::State durable = {};
  std::map<typename R::Effects::Timer, RunningTimer> timers = {};
};

/// `System` is a protocol as a whole, such as paxos::single::Synod.
template <class System>
class Cluster {
 public:
  using Acceptor = typename System::Acceptor;
  using Proposer = typename System::Proposer;
  using Learner = typename System::Learner;
  using Message = typename System::Message;
  using Timer = typename System::Timer;
  using InFlight = test::InFlight<Message>;

  explicit Cluster(const Configuration& c) : configuration(c) {
    for (const auto node : c.all(Role::acceptor)) processes_[node] = Process<Acceptor>{};
    for (const auto node : c.all(Role::proposer)) processes_[node] = Process<Proposer>{};
    for (const auto node : c.all(Role::learner)) processes_[node] = Process<Learner>{};
    for (const auto& [node, process] : processes_) restart(node);
    log.clear();
  }

  const Configuration configuration;
  std::vector<InFlight> in_flight;  // in the order in which they were sent
  typename System::History history;
  std::set<NodeId> answered;     // proposers that have told their clients
  std::vector<std::string> log;  // what happened, for a human
  std::uint64_t now = 0;         // goes on by one a step; a test may advance it
  bool violation = false;

  template <class R>
  [[nodiscard]] const Process<R>& at(NodeId node) const {
    return std::get<Process<R>>(processes_.at(node));
  }

  [[nodiscard]] bool up(NodeId node) const {
    return std::visit([](const auto& p) { return p.role.has_value(); }, processes_.at(node));
  }
  [[nodiscard]] const std::map<Timer, RunningTimer>& timers(NodeId node) const {
    return std::visit([](const auto& p) -> auto& { return p.timers; }, processes_.at(node));
  }

  /// A client asks a proposer that is up.
  void propose(NodeId node, const Value& value) {
    note(print(node) + " is asked for '" + print(value) + "'");
    System::asked(history, value);
    auto& process = std::get<Process<Proposer>>(processes_.at(node));
    step(node, process, {}, [&](Proposer& role) { return System::ask(role, value); });
  }

  /// Takes the messages that match out of flight; a test that means none is wrong.
  std::vector<InFlight> take(const Which& which) {
    std::vector<InFlight> taken;
    std::vector<InFlight> rest;
    for (auto& m : in_flight) (which.matches(m) ? taken : rest).push_back(m);
    if (taken.empty()) ADD_FAILURE() << "no " << which.name << " in flight matches" << recent();
    in_flight = std::move(rest);
    return taken;
  }

  void deliver(const Which& which, std::optional<PowerFails> power_fails = {}) {
    for (const auto& m : take(which)) arrive(m, power_fails);
  }
  void drop(const Which& which) {
    for (const auto& m : take(which)) note("lost: " + text(m));
  }
  void duplicate(const Which& which) {
    for (const auto& m : take(which)) {
      note("duplicated: " + text(m));
      in_flight.insert(in_flight.end(), 2, m);
    }
  }
  /// Delivers everything, the oldest first, until nothing is in flight.
  void run() {
    while (!in_flight.empty()) {
      const InFlight oldest = in_flight.front();
      in_flight.erase(in_flight.begin());
      arrive(oldest);
    }
  }

  /// Delivers a message that was taken out of flight.
  void arrive(const InFlight& m, std::optional<PowerFails> power_fails = {}) {
    if (!up(m.to)) return note("lost, as " + print(m.to) + " is down: " + text(m));
    note(text(m));
    const auto handle = [&](auto& role) {
      using Effects = typename std::remove_cvref_t<decltype(role)>::Effects;
      const auto dispatch = [&](const auto& message) -> Effects {
        if constexpr (requires { role.handle(m.from, message); }) {
          return role.handle(m.from, message);
        }
        throw std::logic_error("no role takes this: " + text(m));
      };
      return std::visit(dispatch, m.message);
    };
    std::visit([&](auto& process) { step(m.to, process, power_fails, handle); },
               processes_.at(m.to));
  }

  /// Fires a timer, which must be running.
  void fire(NodeId node, Timer timer) {
    note(print(node) + ": " + print(timer) + " fires");
    const auto fire_in = [&](auto& process) {
      if (process.timers.erase(timer) == 0) throw std::logic_error("that timer is not set");
      step(node, process, {}, [&](auto& role) { return role.on_timer(timer); });
    };
    std::visit(fire_in, processes_.at(node));
  }

  void crash(NodeId node) {
    note(print(node) + " crashes");
    std::visit([&](auto& process) { stop(process); }, processes_.at(node));
  }

  /// Starts a process that is down from what its stable storage holds.
  void restart(NodeId node) {
    const auto restart_in = [&]<class R>(Process<R>& process) {
      note(print(node) + " restarts with " + print(process.durable));
      System::starts(history, node, process.durable);
      process.role.emplace(node, configuration, process.durable);
      step(node, process, {}, [](R& role) { return role.start(); });
    };
    std::visit(restart_in, processes_.at(node));
  }

  /// The end of the log, for a failure.
  [[nodiscard]] std::string recent(std::size_t lines = 40) const {
    std::string text = "\nThe last steps:";
    const auto skipped = log.size() - std::min(lines, log.size());
    for (auto i = skipped; i < log.size(); ++i) text += "\n" + log[i];
    return text;
  }

 private:
  struct PowerFailure {};

  /// The world that perform() acts on, for one step of one process.
  template <class R>
  struct World {
    Cluster& cluster;
    NodeId self;
    Process<R>& process;
    std::optional<PowerFails> power_fails;
    typename R::State put_so_far = process.durable;

    void put(NodeId, const typename R::Effects::Change& change) {
      cluster.note("  persist " + print(change));
      cluster.check(System::violated_by_step(put_so_far, change));
      make_change(change, put_so_far);
      if (power_fails != PowerFails::before_commit) {
        System::persisted(cluster.history, self, change);
      }
    }
    Send<Message> recall(const typename R::Effects::Recall& recall) const {
      return process.role->recall(recall, put_so_far);
    }
    void commit() {
      if (power_fails == PowerFails::before_commit) throw PowerFailure{};
      process.durable = put_so_far;
    }
    void send(NodeId, const Send<Message>& send) {
      if (power_fails) throw PowerFailure{};
      std::string to;
      for (const auto node : send.to) {
        if (!may_send(self, send.message, node)) ADD_FAILURE() << "this may not be sent";
        cluster.in_flight.push_back({self, node, send.message});
        to += (to.empty() ? "" : ", ") + print(node);
      }
      cluster.note("  send " + print(send.message) + " to " + to);
      cluster.history.sent(self, send.message);
    }
    void set_timer(NodeId, const TimerChange<Timer>& change) {
      process.timers.erase(change.timer);
      if (change.attempt) process.timers[change.timer] = {*change.attempt, cluster.now};
      const std::string name = print(change.timer);
      cluster.note(change.attempt ? "  start " + name + ", attempt " + print(*change.attempt)
                                  : "  stop " + name);
    }
    void learned(NodeId, const typename System::Learned& learned) {
      cluster.note("  learned " + words_of(learned));
      cluster.history.knows(self, learned);
      System::keep(process.durable, learned);
      if (self.role == Role::proposer) cluster.answered.insert(self);
    }
  };

  template <class R, class Act>
  void step(NodeId self, Process<R>& process, std::optional<PowerFails> power_fails, Act act) {
    ++now;
    const Step<NodeId, typename R::Effects> step{self, act(*process.role)};
    if (step.effects == typename R::Effects{}) note("  nothing");
    World<R> world{*this, self, process, power_fails};
    try {
      perform(world, std::span(&step, 1));
    } catch (const PowerFailure&) {  // NOLINT(bugprone-empty-catch): below, by `power_fails`
    }
    if (power_fails) {
      const bool lost = power_fails == PowerFails::before_commit;
      note(lost ? "  the power fails before the commit"
                : "  the power fails before anything is sent");
      stop(process);
    }
    check(System::violated_by_store(history, self, process.durable));
    check(System::violated(history, configuration));
  }

  template <class R>
  void stop(Process<R>& process) {
    process.role.reset();
    process.timers.clear();
  }

  void check(const std::optional<Violation>& found) {
    if (!found || violation) return;
    violation = true;
    ADD_FAILURE() << found->invariant << " is violated: " << found->why << recent();
  }

  static std::string words_of(const Value& value) { return "'" + print(value) + "'"; }
  template <class Log>
  static std::string words_of(const Log& learned) {
    std::string words;
    for (const Value& value : learned.values)
      words += (words.empty() ? "" : ", ") + words_of(value);
    return words + ", from slot " + print(learned.from) + " on";
  }

  void note(const std::string& line) { log.push_back(line); }

  std::map<NodeId, std::variant<Process<Acceptor>, Process<Proposer>, Process<Learner>>> processes_;
};

}  // namespace paxos::test
