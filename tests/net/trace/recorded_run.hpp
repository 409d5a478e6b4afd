// A cluster of real roles that records what it does, as the processes of net/tcp do.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/trace/milestones.hpp"
#include "net/trace/reader.hpp"
#include "paxos/effects.hpp"
#include "paxos/single/synod.hpp"
#include "tests/net/trace/run.hpp"

namespace net::trace {

/// One process. It gathers steps, and performs them in one batch.
template <class Role>
class RecordedProcess {
 public:
  using State = typename Role::State;
  using Effects = typename Role::Effects;

  State durable = {};
  std::optional<Role> role = {};
  std::vector<paxos::Step<EventId, Effects>> steps = {};
  std::map<EventId, Role> after = {};  ///< the role after each input
};

/// Three acceptors, two proposers and a learner, and the messages between them.
class RecordedRun {
 public:
  using Message = paxos::single::Message;
  struct Flight {
    EventId sent;
    paxos::NodeId to;
    Message message;
  };

  static inline const paxos::Configuration configuration{2, 1, paxos::QuorumSystem::majority(3)};

  RecordedRun() {
    for (const auto role : {paxos::Role::acceptor, paxos::Role::proposer, paxos::Role::learner}) {
      for (const auto node : configuration.all(role)) start(node);
    }
  }

  /// Starts, or starts again after a kill: steps not performed are lost.
  void start(paxos::NodeId node) {
    with(node, [&](auto& process) {
      using Process = std::remove_reference_t<decltype(process)>;
      process.steps.clear();
      process.role.emplace(node, configuration, process.durable);
      const Restart<typename Process::State> detail{configuration, process.durable};
      take(process, run_.local(node, Kind::restart, detail), process.role->start());
    });
  }

  void crash(paxos::NodeId node) { run_.local(node, Kind::crash, boost::json::value(nullptr)); }

  void ask(std::uint32_t number, const std::string& value) {
    auto& process = proposers_[paxos::proposer(number)];
    const EventId asked = run_.local(paxos::proposer(number), Kind::request, paxos::Value(value));
    take(process, asked, process.role->propose(paxos::Value(value)));
  }

  void fire(paxos::NodeId node, paxos::single::Timer timer, std::optional<EventId> cause = {}) {
    with(node, [&](auto& process) {
      take(process, run_.local(node, Kind::timer, timer, cause), process.role->on_timer(timer));
    });
  }

  /// Delivers what is under way to `to`, and what that leads to if `to` is among its receivers.
  void deliver(const std::set<paxos::NodeId>& to) {
    const auto next = [&] {
      return std::ranges::find_if(flights, [&](const auto& each) { return to.contains(each.to); });
    };
    for (auto found = next(); found != flights.end(); found = next()) {
      const Flight flight = *found;
      flights.erase(found);
      const EventId received = run_.receive(flight.to, flight.sent, flight.message);
      with(flight.to, [&](auto& process) {
        std::visit([&](const auto& m) { handle(process, received, flight.sent.node, m); },
                   flight.message);
      });
    }
  }
  void deliver_all() {
    deliver({paxos::acceptor(1), paxos::acceptor(2), paxos::acceptor(3), paxos::proposer(1),
             paxos::proposer(2), paxos::learner(1)});
  }

  /// Until perform(), the steps of this process are one batch.
  void hold(paxos::NodeId node) { held_.insert(node); }
  void perform(paxos::NodeId node) {
    held_.erase(node);
    with(node, [&](auto& process) { perform(process, node); });
  }
  /// What a kill in the middle of a commit leaves, if the commit has reached the disk.
  void persist_unseen(paxos::NodeId node) {
    with(node, [](auto& process) {
      for (const auto& step : process.steps) {
        if (step.effects.persist) process.durable = *step.effects.persist;
      }
    });
  }

  /// Ends the recording. Returns the folder of the traces.
  [[nodiscard]] const Folder& end() {
    run_.end();
    return folder_;
  }
  [[nodiscard]] Trace trace() { return read_traces(trace_files({end().path()})); }

  [[nodiscard]] auto& acceptors() { return acceptors_; }
  [[nodiscard]] auto& proposers() { return proposers_; }
  [[nodiscard]] auto& learners() { return learners_; }

  std::deque<Flight> flights;  ///< messages sent and not delivered; a test may lose or repeat them
  std::vector<Flight> sent;    ///< all messages

 private:
  /// What paxos::perform() needs.
  template <class Role>
  struct World {
    using State = typename Role::State;

    RecordedRun& run;
    RecordedProcess<Role>& process;
    paxos::NodeId self;
    std::vector<std::pair<EventId, State>> put_states = {};

    void put(const EventId& cause, const State& state) { put_states.emplace_back(cause, state); }
    void commit() {
      for (const auto& [cause, state] : put_states) {
        const EventId persisted = run.run_.local(self, Kind::persist, state, cause);
        record_milestone(run.run_.recorder(self), persisted, process.durable, state);
        process.durable = state;
      }
    }
    void send(const EventId& cause, const paxos::Send<Message>& send) {
      const auto time = run.run_.recorder(self).record_send(cause, send.to, send.message);
      for (const auto to : send.to) {
        run.flights.push_back({{self, time}, to, send.message});
        run.sent.push_back(run.flights.back());
      }
    }
    void set_timer(const EventId&, const paxos::TimerChange<paxos::single::Timer>&) {}
    void learned(const EventId& cause, const paxos::Value& value) {
      run.run_.local(self, kind_of_learning(self), value, cause);
    }
  };

  template <class Role>
  void take(RecordedProcess<Role>& process, const EventId& cause, typename Role::Effects effects) {
    process.after.insert_or_assign(cause, *process.role);
    process.steps.push_back({cause, std::move(effects)});
    if (!held_.contains(cause.node)) perform(process, cause.node);
  }

  template <class Role>
  void perform(RecordedProcess<Role>& process, paxos::NodeId self) {
    const auto steps = std::exchange(process.steps, {});
    World<Role> world{*this, process, self};
    paxos::perform(world, std::span(steps));
  }

  template <class Role, class OneMessage>
  void handle(RecordedProcess<Role>& process, const EventId& received, paxos::NodeId from,
              const OneMessage& message) {
    if constexpr (boost::mp11::mp_contains<typename Role::Incoming, OneMessage>::value) {
      take(process, received, process.role->handle(from, message));
    }
  }

  template <class Visit>
  void with(paxos::NodeId node, Visit visit) {
    if (node.role == paxos::Role::acceptor) return visit(acceptors_[node]);
    if (node.role == paxos::Role::proposer) return visit(proposers_[node]);
    return visit(learners_[node]);
  }

  Folder folder_;
  HandMadeRun run_{folder_};
  std::set<paxos::NodeId> held_;
  std::map<paxos::NodeId, RecordedProcess<paxos::single::Acceptor>> acceptors_;
  std::map<paxos::NodeId, RecordedProcess<paxos::single::Proposer>> proposers_;
  std::map<paxos::NodeId, RecordedProcess<paxos::single::Learner>> learners_;
};

}  // namespace net::trace
