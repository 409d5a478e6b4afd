// What acceptors have accepted, and what follows from it: of one value in single-decree Paxos, of
// one slot in Multi-Paxos.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "paxos/quorum.hpp"
#include "paxos/value.hpp"

namespace paxos {

/// By each acceptor, everything that it has ever accepted.
using Acceptances = std::map<NodeId, std::set<Proposal>>;

/// The proposals that are chosen, and who has accepted them. PMS §2.2, chosen: a proposal is chosen
/// when a majority has accepted it.
std::map<Proposal, AcceptorSet> chosen_proposals(const Acceptances& accepted,
                                                 const QuorumSystem& quorums);

/// PMS §2.1, agreement: at most one value is chosen or learned. If two are, this says how, and in
/// which acceptors their quorums meet. PMS §2.2, chosen: any two majorities have one in common.
std::optional<std::string> disagreement(const Acceptances& accepted,
                                        const std::map<NodeId, std::set<Value>>& learned,
                                        const QuorumSystem& quorums);

/// The values that are chosen. PMS §2.2, chosen: those of proposals that a majority has accepted.
std::set<Value> chosen_values(const Acceptances& accepted, const QuorumSystem& quorums);

/// The highest-numbered proposal below `ballot` that one acceptor has accepted.
std::optional<Proposal> highest_below(const std::set<Proposal>& accepted, const Ballot& ballot);

/// PMS §2.2, P2c, for one proposal, given that no ballot is used for two values: some phase-1
/// quorum has accepted nothing below its ballot, or its value with the highest number below.
bool safe_to_issue(const Proposal& issued, const Acceptances& accepted,
                   const QuorumSystem& quorums);

}  // namespace paxos
