// Clients of the replicated store: each works through commands of its own, one after the other, and
// asks again, or gives up, when no answer comes.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "net/clients/replica.hpp"
#include "net/random.hpp"
#include "net/sim/clients.hpp"
#include "net/sim/run.hpp"
#include "paxos/machine/linearizability.hpp"
#include "paxos/multi/parliament.hpp"

namespace net::sim {

/// A client with a session asks until it is answered, wherever: PMS §3 leaves to the state machine
/// that a command that is chosen twice is executed once. One without a session proposes a command
/// once, and may never know what came of it.
class StoreClients {
 public:
  using Learned = paxos::multi::Learned;

  static constexpr std::uint32_t clients = 3;
  /// A request of the plan is so many commands of one client.
  static constexpr std::uint64_t commands = 5;

  explicit StoreClients(Stage& stage);

  void ask(const Request& request, Time later);
  void happen(const Event& event);
  std::optional<paxos::Value> arrives(const Event& event, paxos::NodeId node);
  void arrives_in_vain(const Event& event, paxos::NodeId node);

  template <class State>
  void starts(paxos::NodeId node, const State& state) {
    const auto page = state.chosen.page(state.chosen.begin(), whole_log);
    begin(node, state.snapshots.own, {page.from, page.values});
  }
  void learned(paxos::NodeId node, const Learned& learned);
  void goes_down(paxos::NodeId node);
  /// The state of a process as bytes; and a process goes on from such bytes of another's.
  [[nodiscard]] paxos::multi::SnapshotCopy snapshot(paxos::NodeId node) const;
  void restore(paxos::NodeId node, const paxos::multi::SnapshotCopy& snapshot);

  [[nodiscard]] std::string unmet(const Excused& excused) const;
  /// PMS §3, state machine: all replicas that have executed as many slots are in the same state;
  /// and what clients were told is linearizable.
  [[nodiscard]] std::optional<paxos::Violation> violated() const;

 private:
  struct Wish {
    paxos::NodeId proposer;
    std::uint64_t number = 0;  // decides what it is
  };

  /// What one client is about.
  struct Client {
    std::deque<Wish> wishes = {};
    bool has_session = false;  // or is to open one
    std::optional<std::int64_t> session = {};
    std::uint64_t sequence = 0;  // of the last command in the session
    paxos::NodeId proposer = {};
    std::optional<paxos::machine::Operation> operation = {};  // under way
    std::vector<std::string> words = {};                      // that ask for it
    std::optional<std::uint32_t> attempt = {};                // that it waits for, in attempts_
    std::uint64_t rolls = 0;
  };

  /// One time that a client asked.
  struct Attempt {
    std::uint32_t client = 0;
    std::vector<std::string> words;
    std::optional<paxos::machine::Reply> reply = {};
  };

  /// A process that executes the log.
  struct Executor {
    clients::Replica replica;
    std::map<std::uint64_t, std::uint32_t> attempts = {};  // by the number that each has taken
    bool up = true;
    /// Executed.
    [[nodiscard]] std::uint64_t slots() const { return replica.state().end.number - 1; }
  };

  static constexpr std::size_t whole_log = std::size_t{1} << 40;

  void begin(paxos::NodeId node, const paxos::multi::SnapshotCopy& snapshot, const Learned& log);
  void execute(Executor& executor, const Learned& learned);
  void answer(std::uint32_t attempt, paxos::machine::Reply reply);
  bool answered_at_once(const Executor& executor, std::uint32_t attempt);
  void next(std::uint32_t number);
  void send(std::uint32_t number);
  void told(std::uint32_t number, const paxos::machine::Reply& reply);
  void end(Client& client, std::optional<bool> ok, std::optional<std::string> output);
  void finish(Client& client, const paxos::machine::Reply& reply);
  void lose_patience(std::uint32_t number);
  void look_for_another(Client& client, Random& dice);
  Random roll_for(std::uint32_t number);
  [[nodiscard]] bool is_lost(Random& dice) const;

  Stage& stage_;
  std::vector<Client> clients_;
  std::vector<Attempt> attempts_;
  std::map<paxos::NodeId, Executor> executors_;
  std::uint64_t lives_ = 0;
  std::vector<paxos::machine::Operation> history_;
};
static_assert(IsClientsOf<StoreClients, paxos::multi::Parliament>);

template <>
struct ClientsOf<paxos::multi::Parliament> {
  using type = StoreClients;
};

}  // namespace net::sim
