#include <csignal>
#include <future>

#include "cmd/cluster/demo.hpp"
#include "cmd/cluster/story.hpp"
#include "net/trace/diagram.hpp"
#include "net/trace/history.hpp"
#include "net/trace/reader.hpp"
#include "paxos/single/invariants.hpp"
#include "paxos/storage/folder.hpp"

namespace launcher {
namespace {

using paxos::acceptor;
using paxos::learner;
using paxos::NodeId;
using paxos::proposer;
using paxos::Role;

constexpr std::size_t diagram_width = 100;
constexpr const char* patience = "15000";  // ms

class Demo : private Story {
 public:
  using Story::Story;

  int run() {
    start();
    const std::string chosen = two_clients_and_a_crash();
    restart_the_acceptor();
    a_third_value(chosen);
    ask_the_learners(chosen);
    end_all();
    show_the_decision();
    check_the_trace();
    return verdict();
  }

 private:
  std::string propose(NodeId node, const std::string& value) {
    return cluster_.connect(node).request_one({"PROPOSE", value, patience}).value();
  }

  /// What the store of an acceptor that does not run holds.
  paxos::single::AcceptorState stored(NodeId node) {
    return paxos::storage::open_store<paxos::single::Acceptor>(
               {.folder = cluster_.folder(node),
                .identity = {cluster_.file().identity(), cluster_.file().protocol, node,
                             cluster_.file().configuration.quorums}})
        ->load();
  }

  void start() {
    const auto& [proposers, learners, quorums, window, page, first_slot] =
        cluster_.file().configuration;
    cluster_.start_all();
    cluster_.wait_all_ready();
    say("Running " + std::to_string(quorums.acceptors) + " acceptors, " +
        std::to_string(proposers) + " proposers and " + std::to_string(learners) +
        " learners, each a process of its own on 127.0.0.1.");
  }

  std::string two_clients_and_a_crash() {
    say("\n1. Two clients propose at the same time: 'red' to proposer 1, 'blue' to proposer 2.");
    auto red = std::async(std::launch::async, [this] { return propose(proposer(1), "red"); });
    auto blue = std::async(std::launch::async, [this] { return propose(proposer(2), "blue"); });
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (status(acceptor(2), "ballot") == "none" && std::chrono::steady_clock::now() < deadline) {
    }
    cluster_.end(acceptor(2), SIGKILL);
    say("   Once it has promised, acceptor 2 is killed with SIGKILL.");
    const std::string first = red.get();
    const std::string second = blue.get();
    say("   Proposer 1 answers '" + first + "', proposer 2 answers '" + second + "'.");
    check(first == second, "both clients are told the same value");
    check(first == "red" || first == "blue", "it is a value that one of them proposed");
    return first;
  }

  void restart_the_acceptor() {
    const auto state = stored(acceptor(2));
    say("\n2. Its store holds: promised " + paxos::print(state.promised) + ", accepted " +
        (state.accepted
             ? "'" + to_string(state.accepted->value) + "' at " + to_string(state.accepted->ballot)
             : "nothing") +
        ". It starts again.");
    const auto history =
        net::trace::history_of(net::trace::read_traces({cluster_.trace(acceptor(2))}));
    check(state.promised && !paxos::single::remembers(history, acceptor(2), state),
          "it holds every promise and acceptance that acceptor 2 has sent to anybody");
    cluster_.start(acceptor(2));
    cluster_.wait_ready(acceptor(2));
    cluster_.end(acceptor(1), SIGKILL);
    say("   Now acceptor 1 is killed: from here on every quorum needs acceptor 2.");
  }

  void a_third_value(const std::string& chosen) {
    for (const NodeId node : {proposer(1), learner(2)}) {
      cluster_.end(node, SIGKILL);
      cluster_.start(node);
      cluster_.wait_ready(node);
    }
    say("\n3. Proposer 1 and learner 2 are killed and start again.");
    say("   What they knew of the chosen value is forgotten. A third client proposes 'green' to "
        "proposer 1.");
    const std::string answer = propose(proposer(1), "green");
    say("   Proposer 1 runs ballot " + status(proposer(1), "ballot") + " and answers '" + answer +
        "'.");
    check(answer == chosen, "the old value comes back: what is chosen stays chosen");
  }

  void ask_the_learners(const std::string& chosen) {
    say("\n4. What do the learners say?");
    for (const NodeId node : cluster_.file().configuration.all(Role::learner)) {
      const auto learned = cluster_.connect(node).request_one({"WAIT-CHOSEN", patience});
      say("   " + to_string(node) + ": '" + learned.value_or("nothing") + "'");
      check(learned == chosen, to_string(node) + " has learned the chosen value");
    }
  }

  void show_the_decision() {
    trace_ = net::trace::read_traces(net::trace::trace_files({plan_.folder}));
    say("\nHow it was decided: the ballot at which the value was first seen to be chosen.\n");
    say(net::trace::as_text(net::trace::make_diagram(trace_, net::trace::Deciding{}),
                            diagram_width));
    for (const auto& note : trace_.notes) say("Note: " + note + ".");
  }

  void check_the_trace() {
    auto violation = paxos::single::violated(net::trace::history_of(trace_),
                                             cluster_.file().configuration.quorums);
    if (!violation) violation = net::trace::p1a_along(trace_);
    if (violation) say("   " + violation->invariant + " is violated: " + violation->why);
    check(!violation, "over all " + std::to_string(trace_.events.size()) +
                          " recorded events: P1a, unique ballots, P2c, agreement, validity,\n"
                          "           and nothing learned that is not chosen");
  }

  net::trace::Trace trace_;
};

}  // namespace

int demo_single(Plan plan) {
  return Demo(std::move(plan)).run();
}

}  // namespace launcher
