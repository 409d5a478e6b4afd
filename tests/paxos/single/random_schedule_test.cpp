// Random schedules: everything that PMS §2.1 allows to happen, in an order that a seed decides.
// First safety, with faults; then the faults cease, and every client must be answered.

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/paxos/single/cluster.hpp"

namespace paxos::single::test {
namespace {

constexpr std::uint64_t seeds_per_configuration = 500;
constexpr int faulty_steps = 250;
constexpr int fair_steps = 1500;  // the longest took 400

/// What happened over all seeds, to know that the schedules do real work.
struct Tally {
  int delivered = 0, reordered = 0, dropped = 0, duplicated = 0, timers = 0, preempted = 0;
  int acceptor_crashes = 0, proposer_crashes = 0, learner_crashes = 0, crashes_in_a_step = 0;
  int decided_by_first_ballot = 0, decided_later = 0, taken_over = 0;
};

/// The lowest ballot at which the history has a value chosen.
std::optional<Proposal> decision(const Cluster& cluster) {
  for (const auto& proposal : cluster.history.issued) {
    AcceptorSet set;
    for (const auto& [node, accepted] : cluster.history.accepted) {
      if (accepted.contains(proposal)) set.insert(node);
    }
    if (cluster.configuration.quorums.is_phase2_quorum(set)) return proposal;
  }
  return std::nullopt;
}

class RandomSchedule {
 public:
  RandomSchedule(const Configuration& configuration, std::uint64_t seed, Tally& tally)
      : cluster_(configuration), random_(seed), tally_(tally) {
    for (const auto role : {Role::acceptor, Role::proposer, Role::learner}) {
      for (const auto node : configuration.all(role)) nodes_.push_back(node);
    }
  }

  void run() {
    for (int i = 0; i < faulty_steps && !cluster_.violation; ++i) faulty_step();
    if (cluster_.violation) return;
    recover();
    int i = 0;
    while (!done() && i < fair_steps && !cluster_.violation && fair_step()) ++i;
    EXPECT_TRUE(done() || cluster_.violation)
        << "not every client is answered and every learner told after " << i << " fair steps"
        << cluster_.recent();
    count();
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  Value any_value() { return Value(std::string(1, static_cast<char>('a' + below(4)))); }
  NodeId any_of(const std::vector<NodeId>& nodes) { return nodes[below(nodes.size())]; }

  void faulty_step() {
    const auto dice = below(100);
    if (dice < 4) return ask();
    if (dice < 8) return crash();
    if (dice < 15) return restart();
    if (dice < 27) return fire();
    if (cluster_.in_flight.empty()) return;
    // Half the time any message, so that some arrive very late; else one of the newest, so that
    // ballots get somewhere.
    const std::size_t in_flight = cluster_.in_flight.size();
    const std::size_t newest = std::min<std::size_t>(in_flight, 6);
    const std::size_t index = below(2) == 0 ? below(in_flight) : in_flight - 1 - below(newest);
    if (dice < 37) return duplicate(index);
    const InFlight message = take(index);
    if (dice < 43) {
      ++tally_.dropped;
    } else {
      deliver(message, index > 0);
    }
  }

  InFlight take(std::size_t index) {
    const InFlight message = cluster_.in_flight[index];
    cluster_.in_flight.erase(cluster_.in_flight.begin() + static_cast<std::ptrdiff_t>(index));
    return message;
  }

  void duplicate(std::size_t index) {
    ++tally_.duplicated;
    cluster_.in_flight.push_back(InFlight{cluster_.in_flight[index]});
  }

  void deliver(const InFlight& message, bool overtakes) {
    ++tally_.delivered;
    tally_.reordered += overtakes;
    std::optional<PowerFails> power_fails;
    if (cluster_.up(message.to) && below(40) == 0) {
      power_fails = below(2) == 0 ? PowerFails::before_commit : PowerFails::before_send;
      ++tally_.crashes_in_a_step;
    }
    const bool was_backing_off = backs_off(message.to);
    cluster_.arrive(message, power_fails);
    tally_.preempted += !was_backing_off && backs_off(message.to);
  }

  bool backs_off(NodeId node) const {
    if (node.role != Role::proposer || !cluster_.up(node)) return false;
    return std::holds_alternative<BackingOff>(cluster_.at<Proposer>(node).role->phase());
  }

  void ask() {
    const NodeId node = any_of(cluster_.configuration.all(Role::proposer));
    if (cluster_.up(node)) cluster_.propose(node, any_value());
  }

  void crash() {
    // Each role as often as the others, though acceptors are more.
    constexpr Role roles[] = {Role::acceptor, Role::proposer, Role::learner};
    const NodeId node = any_of(cluster_.configuration.all(roles[below(3)]));
    if (!cluster_.up(node)) return;
    tally_.acceptor_crashes += node.role == Role::acceptor;
    tally_.proposer_crashes += node.role == Role::proposer;
    tally_.learner_crashes += node.role == Role::learner;
    cluster_.crash(node);
  }

  void restart() {
    const auto down =
        std::find_if(nodes_.begin(), nodes_.end(), [&](NodeId node) { return !cluster_.up(node); });
    if (down == nodes_.end()) return;
    cluster_.restart(*down);
    // Often a client is back at once, with another value, while old messages are in flight.
    if (down->role == Role::proposer && below(2) == 0) cluster_.propose(*down, any_value());
  }

  void fire() {
    const NodeId node = any_of(nodes_);
    const auto& timers = cluster_.timers(node);
    if (timers.empty()) return;
    ++tally_.timers;
    cluster_.fire(
        node, std::next(timers.begin(), static_cast<std::ptrdiff_t>(below(timers.size())))->first);
  }

  /// The faults cease: everybody is up but as many acceptors as the quorums can do without, and
  /// at each proposer a client asks.
  void recover() {
    for (const auto node : nodes_) {
      if (!cluster_.up(node)) cluster_.restart(node);
    }
    const auto& quorums = cluster_.configuration.quorums;
    const auto spare = quorums.acceptors - std::max(quorums.phase1, quorums.phase2);
    auto mortal = cluster_.configuration.all(Role::acceptor);
    std::shuffle(mortal.begin(), mortal.end(), random_);
    mortal.resize(below(spare + 1));
    for (const auto node : mortal) cluster_.crash(node);
    cluster_.answered.clear();
    for (const auto node : cluster_.configuration.all(Role::proposer)) {
      cluster_.propose(node, any_value());
    }
  }

  /// Fair: a timer that is due fires, else the oldest message arrives. A step takes one unit of
  /// time; when nothing is in flight, time leaps to the next timer.
  /// False if nobody waits for anything any more.
  bool fair_step() {
    const auto next = next_timer();
    if (!cluster_.in_flight.empty() && (!next || next->at > cluster_.now)) {
      cluster_.arrive(take(0));
      return true;
    }
    if (!next) return false;
    cluster_.now = std::max(cluster_.now, next->at);
    cluster_.fire(next->node, next->timer);
    return true;
  }

  struct Due {
    std::uint64_t at;
    NodeId node;
    Timer timer;
  };

  std::optional<Due> next_timer() const {
    std::optional<Due> next;
    for (const auto node : nodes_) {
      for (const auto& [timer, running] : cluster_.timers(node)) {
        // PMS §2.4: longer with every attempt, and different for each proposer.
        const auto duration = (std::uint64_t{10} + 3 * node.number)
                              << std::min<std::uint32_t>(running.attempt, 8);
        const auto at = running.set_at + duration;
        if (!next || at < next->at) next = Due{at, node, timer};
      }
    }
    return next;
  }

  /// Whether every client that asked since the faults ceased is answered, and every learner that
  /// now runs knows: what was learned before a crash does not count.
  bool done() const {
    const auto& configuration = cluster_.configuration;
    const auto proposers = configuration.all(Role::proposer);
    const auto learners = configuration.all(Role::learner);
    const auto answered = [&](NodeId node) { return cluster_.answered.contains(node); };
    const auto knows = [&](NodeId node) {
      return cluster_.at<Learner>(node).role->learned().has_value();
    };
    return std::all_of(proposers.begin(), proposers.end(), answered) &&
           std::all_of(learners.begin(), learners.end(), knows);
  }

  void count() {
    const auto decided = decision(cluster_);
    if (!decided) return;
    (decided->ballot.round == 1 ? tally_.decided_by_first_ballot : tally_.decided_later) += 1;
    tally_.taken_over += std::any_of(
        cluster_.history.issued.begin(), cluster_.history.issued.end(), [&](const auto& issued) {
          return issued.ballot < decided->ballot && issued.value == decided->value;
        });
  }

  Cluster cluster_;
  std::mt19937_64 random_;
  Tally& tally_;
  std::vector<NodeId> nodes_;
};

const std::vector<Configuration> configurations{
    {2, 2, QuorumSystem::majority(3)},
    {3, 1, QuorumSystem::majority(3)},
    {2, 1, QuorumSystem::majority(5)},
    {3, 2, QuorumSystem::majority(5)},
    {2, 1, {3, 3, 1}},
    {2, 1, {5, 4, 2}},
    {3, 1, {5, 2, 4}},
};

TEST(RandomSchedule, IsSafeUnderFaultsAndLiveWithoutThem) {
  Tally tally;
  for (const auto& configuration : configurations) {
    for (std::uint64_t seed = 1; seed <= seeds_per_configuration; ++seed) {
      SCOPED_TRACE(print(configuration) + " seed " + std::to_string(seed));
      RandomSchedule(configuration, seed, tally).run();
      if (HasFailure()) return;
    }
  }
  // Each bound is about a third of what was counted when it was written; below it the schedules no
  // longer test what they are for.
  EXPECT_GT(tally.delivered, 100'000);
  EXPECT_GT(tally.reordered, 100'000);
  EXPECT_GT(tally.dropped, 12'000);
  EXPECT_GT(tally.duplicated, 20'000);
  EXPECT_GT(tally.timers, 8'000);
  EXPECT_GT(tally.preempted, 2'000);
  EXPECT_GT(tally.acceptor_crashes, 3'000);
  EXPECT_GT(tally.proposer_crashes, 3'000);
  EXPECT_GT(tally.learner_crashes, 3'000);
  EXPECT_GT(tally.crashes_in_a_step, 2'500);
  EXPECT_GT(tally.decided_by_first_ballot, 500);
  EXPECT_GT(tally.decided_later, 600);
  EXPECT_GT(tally.taken_over, 250);
}

}  // namespace
}  // namespace paxos::single::test
