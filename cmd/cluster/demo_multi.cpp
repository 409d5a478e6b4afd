#include <algorithm>
#include <atomic>
#include <csignal>
#include <functional>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "cmd/cluster/demo.hpp"
#include "cmd/cluster/story.hpp"
#include "net/tcp/store_client.hpp"
#include "net/trace/event_name.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/replay.hpp"
#include "paxos/multi/parliament.hpp"

namespace launcher {
namespace {

using paxos::acceptor;
using paxos::learner;
using paxos::NodeId;
using paxos::proposer;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{15};
constexpr milliseconds poll{2};

std::string in_ms(Clock::duration duration) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(duration).count()) + " ms";
}

/// A client that appends 1, 2, 3, ... to a key, each once the last is acknowledged.
class Writer {
 public:
  static constexpr const char* key = "numbers";

  explicit Writer(const net::tcp::ClusterFile& cluster)
      : client_(cluster), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }
  /// Ends it. What it then tells stands still.
  void end() {
    thread_.request_stop();
    thread_.join();
  }
  /// What the key must hold, if no outcome is unknown.
  [[nodiscard]] const std::string& written() const { return written_; }
  [[nodiscard]] std::size_t unknown() const { return unknown_; }
  [[nodiscard]] Clock::duration longest_pause() const { return longest_; }

 private:
  void run(const std::stop_token& stop) {
    auto last = Clock::now();
    for (std::size_t number = 1; !stop.stop_requested(); ++number) {
      const std::string item = std::to_string(number) + " ";
      try {
        client_.execute({"APPEND", key, item}, patience);
        written_ += item;
        ++acknowledged_;
      } catch (const std::runtime_error&) {
        ++unknown_;
      }
      const auto now = Clock::now();
      longest_ = std::max(longest_, now - last);
      last = now;
      std::this_thread::sleep_for(poll);
    }
  }

  net::tcp::StoreClient client_;
  std::atomic<std::size_t> acknowledged_ = 0;
  std::string written_;
  std::size_t unknown_ = 0;
  Clock::duration longest_{};
  std::jthread thread_;
};

class Demo : private Story {
 public:
  using Story::Story;

  int run() {
    start();
    writer_.emplace(cluster_.file());
    kill_the_leader();
    kill_an_acceptor();
    a_learner_joins();
    look_at_the_log();
    end_all();
    check_the_trace();
    return verdict();
  }

 private:
  void start() {
    for (const NodeId node : cluster_.nodes()) {
      if (node == learner(2)) continue;
      cluster_.start(node);
      cluster_.wait_ready(node);
    }
    wait(leads_);
    say("Running 3 acceptors, 2 proposers and 1 learner, each a process of its own on 127.0.0.1.\n"
        "They replicate a key-value store, led by " +
        to_string(leader_) + " with ballot " + status(leader_, "ballot") + ".");
  }

  /// Waits until something is so, or gives up, which some check will then show.
  static void wait(const std::function<bool()>& holds) {
    const auto deadline = Clock::now() + patience;
    while (!holds() && Clock::now() < deadline) std::this_thread::sleep_for(poll);
  }

  void wait_writes(std::size_t more) {
    wait([&, end = writer_->acknowledged() + more] { return writer_->acknowledged() >= end; });
  }

  void restart(NodeId node) {
    cluster_.start(node);
    cluster_.wait_ready(node);
  }

  void kill_the_leader() {
    say("\n1. A client appends 1, 2, 3, ... to the key 'numbers', each once the last is "
        "acknowledged.");
    wait_writes(200);
    const NodeId old = leader_;
    cluster_.end(old, SIGKILL);
    const std::size_t before = writer_->acknowledged();
    const auto begin = Clock::now();
    say("   After " + std::to_string(before) + " writes the leader, " + to_string(old) +
        ", is killed with SIGKILL.");
    wait([&] { return writer_->acknowledged() > before + 1; });
    const auto pause = Clock::now() - begin;
    wait(leads_);
    say("   " + in_ms(pause) + " later the client goes on: now " + to_string(leader_) +
        " leads, with ballot " + status(leader_, "ballot") + ".");
    check(leader_ != old && writer_->acknowledged() > before,
          "the store goes on without its leader");
    restart(old);
    wait_writes(100);
    say("   The old leader has started again, and follows.");
  }

  void kill_an_acceptor() {
    cluster_.end(acceptor(1), SIGKILL);
    const std::size_t before = writer_->acknowledged();
    wait_writes(200);
    say("\n2. Acceptor 1 is killed. " + std::to_string(writer_->acknowledged() - before) +
        " writes later it starts again, and acceptor 2 is killed.");
    restart(acceptor(1));
    cluster_.end(acceptor(2), SIGKILL);
    const std::size_t without = writer_->acknowledged();
    wait_writes(200);
    check(writer_->acknowledged() >= without + 200, "any two of three acceptors suffice");
    restart(acceptor(2));
  }

  void a_learner_joins() {
    const auto begin = Clock::now();
    restart(learner(2));
    const std::string slots = status(leader_, "first_unchosen");
    wait([&] { return std::stoull(status(learner(2), "first_unchosen")) >= std::stoull(slots); });
    say("\n3. Learner 2 joins now. " + in_ms(Clock::now() - begin) +
        " after its start it knows all " + std::to_string(std::stoull(slots) - 1) +
        " slots that were chosen before it came.");
  }

  void look_at_the_log() {
    writer_->end();
    const auto numbers =
        net::tcp::StoreClient(cluster_.file()).execute({"GET", Writer::key}, patience).value_or("");
    say("\n4. The client ends. " + std::to_string(writer_->acknowledged()) +
        " writes were acknowledged, and the outcome of " + std::to_string(writer_->unknown()) +
        " is unknown. The longest pause was " + in_ms(writer_->longest_pause()) + ".");
    if (writer_->unknown() == 0) {
      check(numbers == writer_->written(),
            "every acknowledged write is there once, in order, and nothing else");
    } else {
      check(holds_each_once(numbers),
            "every acknowledged write is there once, none is there twice");
    }
    const auto log = log_of(leader_);
    for (const NodeId node : {learner(1), learner(2)}) {
      wait([&] { return log_of(node).size() >= log.size(); });
      check(log_of(node) == log, to_string(node) + " has the same log as the leader, " +
                                     std::to_string(log.size() / 2) + " slots");
    }
  }

  /// Whether the numbers hold what was acknowledged, and no number twice.
  [[nodiscard]] bool holds_each_once(const std::string& numbers) const {
    const auto words = [](const std::string& text) {
      std::istringstream stream(text);
      return std::vector<std::string>(std::istream_iterator<std::string>(stream), {});
    };
    auto held = words(numbers);
    auto acknowledged = words(writer_->written());
    std::ranges::sort(held);
    std::ranges::sort(acknowledged);
    return std::ranges::adjacent_find(held) == held.end() &&
           std::ranges::includes(held, acknowledged);
  }

  /// Slots and what is chosen there, in turn.
  std::vector<std::string> log_of(NodeId node) {
    constexpr std::size_t piece = 500;  // slots
    auto connection = cluster_.connect(node);
    std::vector<std::string> log;
    while (true) {
      const auto more =
          connection.request({"LOG", std::to_string(log.size() / 2 + 1), std::to_string(piece)});
      if (more.empty()) return log;
      log.insert(log.end(), more.begin(), more.end());
    }
  }

  void check_the_trace() {
    const auto trace = net::trace::read_traces(net::trace::trace_files({plan_.folder}));
    const auto replayed = net::trace::replay<paxos::multi::Parliament>(trace);
    for (const auto& [event, what] : replayed.findings) {
      say("   " + net::trace::to_string(event) + ": " + what);
    }
    if (replayed.violation) say("   " + replayed.violation->second.why);
    say("\nWhat the processes did, by the " + std::to_string(trace.events.size()) +
        " events that they recorded.");
    check(replayed.findings.empty(),
          "each of " + std::to_string(replayed.steps) + " steps is what the roles do");
    check(!replayed.violation,
          "in every slot: P1a, unique ballots, P2c, agreement, validity; and all learn in order");
  }

  NodeId leader_ = proposer(1);
  std::function<bool()> leads_ = [this] {
    for (const NodeId node : {proposer(1), proposer(2)}) {
      if (!cluster_.running(node) || status(node, "leading") != "1") continue;
      leader_ = node;
      return true;
    }
    return false;
  };
  std::optional<Writer> writer_;
};

}  // namespace

int demo_multi(Plan plan) {
  return Demo(std::move(plan)).run();
}

}  // namespace launcher
