#include "net/sim/plan.hpp"

#include <algorithm>
#include <array>

#include "net/sim/dice.hpp"

namespace net::sim {
namespace {

using paxos::Configuration;
using paxos::NodeId;
using paxos::Role;

constexpr Time microseconds_per_millisecond = 1000;
// Above the numbers of the requests of the plan.
constexpr std::uint64_t first_again = 1'000'000;
constexpr std::uint64_t first_last = 2 * first_again;

/// Draws the entries of one kind, from numbers of their own.
class Planner {
 public:
  Planner(const Configuration& configuration, const Knobs& knobs, std::uint64_t seed,
          std::uint64_t index)
      : configuration_(configuration),
        knobs_(knobs),
        end_(calm_from(knobs)),
        random_(roll(seed, Purpose::plan, index)) {}

  Fault request(std::uint64_t seed, std::uint64_t index) {
    const NodeId node{Role::proposer, any(configuration_.proposers)};
    // In lockstep the clients come one after the other, a round trip apart.
    if (knobs_.lockstep != 0) {
      const auto number = static_cast<std::uint32_t>(index % configuration_.proposers) + 1;
      return {std::min(end_, 2 * knobs_.delay * static_cast<Time>(index)),
              Request{paxos::proposer(number), request_text(seed, index), index}};
    }
    return {early(), Request{node, request_text(seed, index), index}};
  }

  Fault crash(std::uint64_t seed, std::uint64_t index) {
    // Each role as often as the others, though acceptors are more.
    constexpr std::array roles{Role::acceptor, Role::proposer, Role::learner};
    const Role role = roles[random_.below(roles.size())];
    Crash crash{{role, any(configuration_.count(role))}, 0, random_.below(3) == 0, std::nullopt};
    const Time at = early();
    crash.lasts = early() / 2;
    // Often the client is back as soon as its proposer is, while old messages are on their way.
    const bool again = random_.below(2) == 0;
    if (role == Role::proposer && again && !crash.in_commit) {
      const std::uint64_t number = first_again + index;
      crash.again = Request{crash.node, request_text(seed, number), number};
    }
    return {at, std::move(crash)};
  }

  Fault partition() {
    const Nodes nodes(configuration_);
    const auto shape = static_cast<Partition::Shape>(random_.below(5));
    const NodeId node = nodes[any(nodes.size()) - 1];
    const NodeId other = peer_of(node, nodes);
    const std::uint64_t sides = random_.next();
    const Time at = early();
    return {at, Partition{shape, node, other, sides, early() / 2}};
  }

  /// As many acceptors as the quorums can do without, or fewer.
  void gone(std::vector<Fault>& plan) {
    const auto& quorums = configuration_.quorums;
    const auto spare = quorums.acceptors - std::max(quorums.phase1, quorums.phase2);
    auto mortal = configuration_.all(Role::acceptor);
    for (auto count = random_.below(spare + 1); count > 0; --count) {
      const auto chosen =
          mortal.begin() + static_cast<std::ptrdiff_t>(random_.below(mortal.size()));
      plan.push_back({end_ + 1, Gone{*chosen}});
      mortal.erase(chosen);
    }
  }

 private:
  /// One that may have something to say to `node`: in no protocol have acceptors anything to say to
  /// one another, and only those that lead, or want to, have it among the proposers.
  NodeId peer_of(NodeId node, const Nodes& nodes) {
    std::vector<NodeId> peers;
    for (std::uint32_t index = 0; index < nodes.size(); ++index) {
      const NodeId peer = nodes[index];
      const bool both_propose = peer.role == Role::proposer && peer != node;
      if (peer.role != node.role || both_propose) peers.push_back(peer);
    }
    return peers[any(static_cast<std::uint32_t>(peers.size())) - 1];
  }

  std::uint32_t any(std::uint32_t count) {
    return static_cast<std::uint32_t>(random_.below(count)) + 1;
  }

  /// Mostly soon: what matters most is what happens before a value is chosen.
  Time early() {
    Time most = end_;
    for (int i = 0; i < 2; ++i) most = random_.between(0, most);
    return most;
  }

  const Configuration& configuration_;
  const Knobs& knobs_;
  Time end_;
  Random random_;
};

struct FaultWords {
  std::string operator()(const Request& request) const {
    return "a client asks " + to_string(request.proposer) + " for '" + request.text + "'";
  }
  std::string operator()(const Crash& crash) const {
    return to_string(crash.node) + " crashes" + (crash.in_commit ? " in its next commit" : "") +
           " for " + to_seconds(crash.lasts) +
           (crash.again ? ", then a client asks it for '" + crash.again->text + "'" : "");
  }
  std::string operator()(const Gone& gone) const {
    return to_string(gone.node) + " crashes for good";
  }
  std::string operator()(const Partition& partition) const {
    return to_string(partition) + ", for " + to_seconds(partition.lasts);
  }
};

bool first_side(std::uint64_t sides, NodeId node) {
  constexpr std::uint32_t roles = 3, bits = 64;
  return (sides >> ((roles * node.number + static_cast<std::uint32_t>(node.role)) % bits) & 1) != 0;
}

}  // namespace

bool Partition::cuts(NodeId from, NodeId to) const {
  switch (shape) {
    case Shape::isolated:
      return from == node || to == node;
    case Shape::deaf:
      return to == node;
    case Shape::mute:
      return from == node;
    case Shape::one_way:
      return to == node && from == other;
    case Shape::split:
      return first_side(sides, from) != first_side(sides, to);
  }
  return false;
}

Time calm_from(const Knobs& knobs) {
  return knobs.length * microseconds_per_millisecond;
}

std::vector<Fault> make_plan(const Configuration& configuration, const Knobs& knobs,
                             std::uint64_t seed) {
  std::vector<Fault> plan;
  Planner requests(configuration, knobs, seed, 0);
  for (std::int64_t i = 0; i < knobs.requests; ++i) {
    plan.push_back(requests.request(seed, static_cast<std::uint64_t>(i)));
  }
  Planner crashes(configuration, knobs, seed, 1);
  for (std::int64_t i = 0; i < knobs.crashes; ++i) {
    plan.push_back(crashes.crash(seed, static_cast<std::uint64_t>(i)));
  }
  Planner partitions(configuration, knobs, seed, 2);
  for (std::int64_t i = 0; i < knobs.partitions; ++i) plan.push_back(partitions.partition());
  if (knobs.crashes > 0) Planner(configuration, knobs, seed, 3).gone(plan);
  std::ranges::stable_sort(plan, {}, &Fault::at);
  return plan;
}

std::vector<Request> last_requests(const Configuration& configuration, std::uint64_t seed) {
  std::vector<Request> requests;
  for (const auto node : configuration.all(Role::proposer)) {
    const std::uint64_t number = first_last + node.number;
    requests.push_back({node, request_text(seed, number), number});
  }
  return requests;
}

std::string request_text(std::uint64_t seed, std::uint64_t index) {
  // Few, so that clients often ask for the same.
  constexpr std::array texts{"red", "blue", "green", "white"};
  auto dice = roll(seed, Purpose::plan, 4, index);
  return texts[dice.below(texts.size())];
}

std::string to_string(const Partition& partition) {
  const std::string node = to_string(partition.node);
  switch (partition.shape) {
    case Partition::Shape::isolated:
      return node + " is cut off";
    case Partition::Shape::deaf:
      return node + " hears nobody";
    case Partition::Shape::mute:
      return node + " is heard by nobody";
    case Partition::Shape::one_way:
      return node + " does not hear " + to_string(partition.other);
    case Partition::Shape::split:
      return "the cluster is split in two";
  }
  return {};
}

std::string to_string(const Fault& fault) {
  return std::visit(FaultWords{}, fault.what);
}

std::string to_seconds(Time time) {
  constexpr Time second = 1'000'000;
  const std::string fraction = std::to_string(second + time % second).substr(1);
  return std::to_string(time / second) + "." + fraction + " s";
}

}  // namespace net::sim
