// Clients of single-decree Paxos: they ask for a value, and want to know which is chosen.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/sim/clients.hpp"
#include "net/sim/run.hpp"
#include "paxos/print.hpp"
#include "paxos/single/synod.hpp"

namespace net::sim {

template <class System>
class Askers {
 public:
  explicit Askers(Stage& stage) : stage_(stage) {}

  void ask(const Request& request, Time later) {
    const std::size_t number = requests_.size();
    requests_.push_back({System::request(number, request.text)});
    stage_.queue.push({.at = stage_.now + later,
                       .process = stage_.nodes.index(request.proposer),
                       .item = static_cast<std::uint32_t>(number),
                       .what = What::request});
  }

  void happen(const Event&) {}

  std::optional<typename System::Request> arrives(const Event& event, paxos::NodeId node) {
    auto& [request, taken] = requests_[event.item];
    stage_.tell([&] {
      return "a client asks " + to_string(node) + " for '" + paxos::print(request) + "'";
    });
    taken = stage_.demands_changed = true;
    knowledge_[node].unanswered.push_back(event.item);
    return request;
  }

  void arrives_in_vain(const Event&, paxos::NodeId node) {
    stage_.tell([&] { return to_string(node) + " is down, the client goes away"; });
  }

  void starts(paxos::NodeId node, const auto&) {
    if (node.role != paxos::Role::acceptor) knowledge_.try_emplace(node);
  }

  void learned(paxos::NodeId node, const typename System::Learned& learned) {
    stage_.tell(
        [&] { return to_string(node) + " knows that '" + paxos::print(learned) + "' is chosen"; });
    auto& knowledge = knowledge_[node];
    knowledge.learned.push_back(learned);
    std::erase_if(knowledge.unanswered, [&](std::uint32_t number) {
      return System::answers(learned, requests_[number].request);
    });
    stage_.demands_changed = true;
    (node.role == paxos::Role::learner ? stage_.tally.learned : stage_.tally.answers) += 1;
  }

  void goes_down(paxos::NodeId node) {
    const auto found = knowledge_.find(node);
    if (found == knowledge_.end()) return;
    for (const auto number : found->second.unanswered) requests_[number].taken = false;
    found->second = {};
    stage_.demands_changed = true;
  }

  /// PMS §2.1: a proposer owes an answer to whoever asked it since it started, and a learner must
  /// learn what came of all that anybody asked.
  [[nodiscard]] std::string unmet(const Excused& excused) const {
    std::string nodes;
    for (const auto& [node, knowledge] : knowledge_) {
      if (excused(node) || satisfied(node, knowledge)) continue;
      nodes += (nodes.empty() ? "" : ", ") + to_string(node);
    }
    return nodes.empty() ? "" : nodes + " still did not know what is chosen";
  }

  [[nodiscard]] std::optional<paxos::Violation> violated() const { return std::nullopt; }

 private:
  struct Asked {
    typename System::Request request;
    /// A proposer has taken it, and has not crashed before it answered: all must learn of it. Of
    /// any other nobody can know what came of it.
    bool taken = false;
  };
  /// Of a process since it started.
  struct Knowledge {
    std::vector<std::uint32_t> unanswered;  // requests that it has taken
    std::vector<typename System::Learned> learned;
  };

  [[nodiscard]] bool satisfied(paxos::NodeId node, const Knowledge& knowledge) const {
    if (node.role != paxos::Role::learner) return knowledge.unanswered.empty();
    return std::ranges::all_of(requests_, [&](const Asked& asked) {
      return !asked.taken || std::ranges::any_of(knowledge.learned, [&](const auto& learned) {
        return System::answers(learned, asked.request);
      });
    });
  }

  Stage& stage_;
  std::vector<Asked> requests_;
  std::map<paxos::NodeId, Knowledge> knowledge_;
};
static_assert(IsClientsOf<Askers<paxos::single::Synod>, paxos::single::Synod>);

template <std::derived_from<paxos::single::Synod> System>
struct ClientsOf<System> {
  using type = Askers<System>;
};

}  // namespace net::sim
