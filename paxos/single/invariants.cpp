#include "paxos/single/invariants.hpp"

#include <map>
#include <set>

namespace paxos::single {
namespace {

std::string text(const std::optional<Ballot>& ballot) {
  return ballot ? "ballot " + to_string(*ballot) : "none";
}

/// Who stands against a proposal: the acceptors whose latest acceptance below its ballot is of
/// another value, and those of them that promised its ballot or a higher one.
std::string who_objects(const Proposal& issued, const History& history) {
  AcceptorSet objecting;
  AcceptorSet promised;
  for (const auto& [node, proposals] : history.accepted) {
    const auto last = highest_below(proposals, issued.ballot);
    if (!last || last->value == issued.value) continue;
    objecting.insert(node);
    const auto told = history.told.find(node);
    if (told != history.told.end() && told->second.promised >= issued.ballot) promised.insert(node);
  }
  std::string text = to_string(objecting) + " accepted another value before";
  if (promised.size() > 0) text += ", and " + to_string(promised) + " of them promised the ballot";
  return text;
}

}  // namespace

std::optional<Violation> p1a(const AcceptorState& before, const AcceptorState& after) {
  if (after.promised < before.promised) {
    return Violation{
        "P1a", "the promise fell from " + text(before.promised) + " to " + text(after.promised)};
  }
  if (ballot_of(after.accepted) < ballot_of(before.accepted)) {
    return Violation{"P1a", "the last accepted proposal fell from " + to_string(*before.accepted) +
                                " to " + text(ballot_of(after.accepted))};
  }
  if (after.accepted != before.accepted && ballot_of(after.accepted) < before.promised) {
    return Violation{"P1a", to_string(*after.accepted) + " was accepted after a promise of " +
                                text(before.promised)};
  }
  if (ballot_of(after.accepted) > after.promised) {
    return Violation{"P1a", to_string(*after.accepted) + " was accepted and the promise left at " +
                                text(after.promised)};
  }
  return std::nullopt;
}

std::optional<Violation> rounds_rise(const ProposerState& before, const ProposerState& after) {
  if (after.highest_round >= before.highest_round) return std::nullopt;
  return Violation{"B1", "the highest round fell from " + std::to_string(before.highest_round) +
                             " to " + std::to_string(after.highest_round)};
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
  if (ballot_of(durable.accepted) < ballot_of(accepted)) {
    return Violation{"remembers", to_string(acceptor) + " has told that it accepted " +
                                      to_string(*accepted) + ", but its storage says " +
                                      text(ballot_of(durable.accepted))};
  }
  return std::nullopt;
}

std::optional<Violation> unique_ballots(const History& history) {
  const Proposal* previous = nullptr;
  for (const auto& proposal : history.issued) {
    if (previous && previous->ballot == proposal.ballot) {
      return Violation{"B1",
                       to_string(*previous) + " and " + to_string(proposal) + " were both issued"};
    }
    previous = &proposal;
  }
  return std::nullopt;
}

std::optional<Violation> p2c(const History& history, const QuorumSystem& quorums) {
  for (const auto& proposal : history.issued) {
    if (safe_to_issue(proposal, history.accepted, quorums)) continue;
    return Violation{"P2c", to_string(proposal) +
                                " was issued, but every quorum has a member whose highest accepted "
                                "proposal below it has another value: " +
                                who_objects(proposal, history)};
  }
  return std::nullopt;
}

}  // namespace paxos::single
