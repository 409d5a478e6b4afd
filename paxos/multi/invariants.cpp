#include "paxos/multi/invariants.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace paxos::multi {
namespace {

std::string text(const std::optional<Ballot>& ballot) {
  return ballot ? "ballot " + to_string(*ballot) : "none";
}

}  // namespace

std::optional<Violation> promise_stays(const std::optional<Ballot>& before,
                                       const std::optional<Ballot>& after) {
  if (after >= before) return std::nullopt;
  return Violation{"P1a", "the promise fell from " + text(before) + " to " + text(after)};
}

std::optional<Violation> p1a(const AcceptorState& before, const AcceptorChange& change) {
  if (auto violation = promise_stays(before.promised, change.promised)) return violation;
  if (!change.accepted) return std::nullopt;
  const auto& [slot, proposal] = *change.accepted;
  if (proposal.ballot < before.promised) {
    return Violation{"P1a", in(slot) + to_string(proposal) + " was accepted after a promise of " +
                                text(before.promised)};
  }
  if (proposal.ballot == change.promised) return std::nullopt;
  return Violation{"P1a", in(slot) + to_string(proposal) +
                              " was accepted and the promise left at " + text(change.promised)};
}

std::optional<Violation> rounds_rise(std::uint64_t before, std::uint64_t after) {
  if (after >= before) return std::nullopt;
  return Violation{"B1", "the highest round fell from " + std::to_string(before) + " to " +
                             std::to_string(after)};
}

std::optional<Violation> remembers(const History& history, NodeId acceptor,
                                   const AcceptorState& durable) {
  const auto found = history.told.find(acceptor);
  if (found == history.told.end()) return std::nullopt;
  const auto& [promised, accepted] = found->second;
  if (durable.promised < promised) {
    return Violation{"remembers", to_string(acceptor) + " has promised " + text(promised) +
                                      ", but its storage says " + text(durable.promised)};
  }
  for (const auto& [slot, ballot] : accepted) {
    if (slot < durable.forgotten) continue;
    const auto stored = durable.accepted.find(slot);
    if (stored != durable.accepted.end() && stored->second.ballot >= ballot) continue;
    return Violation{"remembers", to_string(acceptor) + " has told that it accepted ballot " +
                                      to_string(ballot) + " in slot " + to_string(slot) +
                                      ", but its storage does not hold it"};
  }
  return std::nullopt;
}

std::optional<Violation> one_value_a_ballot(Slot slot, const SlotHistory& history) {
  const Proposal* previous = nullptr;
  for (const auto& proposal : history.issued) {
    if (previous && previous->ballot == proposal.ballot) {
      return Violation{"C1", in(slot) + to_string(*previous) + " and " + to_string(proposal) +
                                 " were both issued"};
    }
    previous = &proposal;
  }
  return std::nullopt;
}

std::optional<Violation> p2c(Slot slot, const SlotHistory& history, const QuorumSystem& quorums) {
  for (const auto& proposal : history.issued) {
    if (safe_to_issue(proposal, history.accepted, quorums)) continue;
    return Violation{"P2c", in(slot) + to_string(proposal) +
                                " was issued, but every quorum has a member whose highest accepted "
                                "proposal below it has another value"};
  }
  return std::nullopt;
}

std::optional<Violation> within_window(Slot slot, const History& history,
                                       const Configuration& configuration) {
  const SlotHistory& here = history.slots.at(slot);
  if (here.issued.empty()) return std::nullopt;
  const auto is_chosen = [&](Slot below) {
    const auto found = history.slots.find(below);
    return found != history.slots.end() &&
           !chosen_proposals(found->second.accepted, configuration.quorums).empty();
  };
  // Where something was issued before, what is below that slot's window was looked at then.
  Slot below{configuration.first_slot};
  for (auto lower = history.slots.find(slot); lower != history.slots.begin();) {
    if ((--lower)->second.issued.empty()) continue;
    if (lower->first.number > configuration.window) {
      below = std::max(below, {lower->first.number - configuration.window + 1});
    }
    break;
  }
  while (below.number + configuration.window <= slot.number && is_chosen(below)) {
    below = below.next();
  }
  if (below.number + configuration.window > slot.number) return std::nullopt;
  return Violation{"R5", in(slot) + to_string(*here.issued.begin()) + " was issued, but slot " +
                             to_string(below) + " is not chosen, and the window is " +
                             std::to_string(configuration.window)};
}

std::optional<Violation> in_order(const History& history) {
  if (history.out_of_order.empty()) return std::nullopt;
  const auto& [node, slot] = *history.out_of_order.begin();
  return Violation{"R3",
                   to_string(node) + " learned slot " + to_string(slot) + " when another was next"};
}

std::optional<Violation> violated(const History& history, const Configuration& configuration,
                                  std::string_view only) {
  const auto wanted = [only](std::string_view name) { return only.empty() || only == name; };
  const QuorumSystem& quorums = configuration.quorums;
  std::optional<Violation> violation;
  if (wanted("R3")) violation = in_order(history);
  if (!violation && wanted("nothing is lost")) {
    violation = forgotten_is_covered(history, configuration);
  }
  for (const Slot slot : history.news) {
    const SlotHistory& here = history.slots.at(slot);
    if (!violation && wanted("C1")) violation = one_value_a_ballot(slot, here);
    if (!violation && wanted("P2c")) violation = p2c(slot, here, quorums);
    if (!violation && wanted("A5")) violation = chosen_stays(slot, here, quorums);
    if (!violation && wanted("agreement")) violation = agreement(slot, here, quorums);
    if (!violation && wanted("validity")) violation = validity(slot, history);
    if (!violation && wanted("learned is chosen")) {
      violation = learned_is_chosen(slot, here, quorums);
    }
    if (!violation && wanted("R5")) violation = within_window(slot, history, configuration);
    if (!violation && wanted("nothing is lost")) {
      violation = forgotten_is_chosen(slot, history, quorums);
    }
    if (violation) break;
  }
  return violation;
}

}  // namespace paxos::multi
