// What must hold of the outcome in each slot: the three requirements of PMS §2.1.

#include <algorithm>
#include <map>
#include <set>

#include "paxos/multi/invariants.hpp"

namespace paxos::multi {
namespace {

std::string quoted(const Value& value) {
  return value.size() == 0 ? "the no-op" : "'" + to_string(value) + "'";
}

/// Whether the bytes are some of the batches, one behind the other.
bool is_made_of(std::string_view bytes, const std::set<Value>& batches) {
  // ends[i]: the first i bytes are.
  std::vector<bool> ends(bytes.size() + 1);
  ends[0] = true;
  for (std::size_t begin = 0; begin < bytes.size(); ++begin) {
    if (!ends[begin]) continue;
    const std::string_view rest = bytes.substr(begin);
    // Those that begin the rest stand below it in the order. Where another stands between, all that
    // are below that one have no more in common with the rest than that one has.
    auto batch = batches.upper_bound(Value(std::string(rest)));
    while (batch != batches.begin()) {
      const std::string_view candidate = (--batch)->bytes();
      if (candidate.empty()) break;
      const auto [end, ignored] = std::ranges::mismatch(candidate, rest);
      const auto common = static_cast<std::size_t>(end - candidate.begin());
      if (common == candidate.size()) {
        ends[begin + common] = true;
      } else {
        batch = batches.upper_bound(Value(std::string(rest.substr(0, common))));
      }
    }
  }
  return ends.back();
}

}  // namespace

std::optional<Violation> chosen_stays(Slot slot, const SlotHistory& history,
                                      const QuorumSystem& quorums) {
  const auto chosen = chosen_proposals(history.accepted, quorums);
  if (chosen.empty()) return std::nullopt;
  const auto& [first, by] = *chosen.begin();
  for (const auto& [node, proposals] : history.accepted) {
    for (const auto& proposal : proposals) {
      if (proposal.ballot <= first.ballot || proposal.value == first.value) continue;
      return Violation{"A5", in(slot) + to_string(first) + " is chosen by acceptors " +
                                 to_string(by) + ", but " + to_string(node) + " accepted " +
                                 to_string(proposal)};
    }
  }
  return std::nullopt;
}

std::optional<Violation> agreement(Slot slot, const SlotHistory& history,
                                   const QuorumSystem& quorums) {
  const auto why = disagreement(history.accepted, history.learned, quorums);
  return why ? std::optional(Violation{"agreement", in(slot) + *why}) : std::nullopt;
}

std::optional<Violation> validity(Slot slot, const History& history) {
  const SlotHistory& here = history.slots.at(slot);
  for (const auto& proposal : here.issued) {
    if (is_made_of(proposal.value.bytes(), history.proposed)) continue;
    return Violation{"validity", in(slot) + to_string(proposal) +
                                     " was issued, which is not made of what clients proposed"};
  }
  for (const auto& [node, proposals] : here.accepted) {
    for (const auto& proposal : proposals) {
      if (here.issued.contains(proposal)) continue;
      return Violation{"validity", in(slot) + to_string(node) + " accepted " + to_string(proposal) +
                                       ", which no proposer issued"};
    }
  }
  return std::nullopt;
}

std::optional<Violation> learned_is_chosen(Slot slot, const SlotHistory& history,
                                           const QuorumSystem& quorums) {
  const std::set<Value> chosen = chosen_values(history.accepted, quorums);
  for (const auto& [node, values] : history.learned) {
    for (const auto& value : values) {
      if (chosen.contains(value)) continue;
      return Violation{"learned is chosen", in(slot) + to_string(node) + " learned " +
                                                quoted(value) +
                                                ", which no quorum has accepted at one ballot"};
    }
  }
  return std::nullopt;
}

std::optional<Violation> forgotten_is_covered(const History& history,
                                              const Configuration& configuration) {
  const Slot forgotten = history.highest_forgotten();
  if (forgotten == history.first) return std::nullopt;
  const auto covers = [forgotten](const auto& entry) { return entry.second >= forgotten; };
  const auto those = std::ranges::count_if(history.covered, covers);
  const std::uint32_t all = configuration.proposers + configuration.learners;
  if (static_cast<std::uint32_t>(those) > all / 2) return std::nullopt;
  return Violation{"nothing is lost", "what is below slot " + to_string(forgotten) +
                                          " is forgotten by an acceptor, and in the snapshots of " +
                                          std::to_string(those) + " of " + std::to_string(all) +
                                          " proposers and learners only"};
}

std::optional<Violation> forgotten_is_chosen(Slot slot, const History& history,
                                             const QuorumSystem& quorums) {
  if (slot < history.first || slot >= history.highest_forgotten()) return std::nullopt;
  if (!chosen_values(history.slots.at(slot).accepted, quorums).empty()) return std::nullopt;
  return Violation{"nothing is lost", in(slot) + "nothing is chosen, and an acceptor forgets it"};
}

}  // namespace paxos::multi
