// What a proposer does until it leads: it follows, and campaigns. leader.cpp and commands.cpp have
// the rest.
#include "paxos/multi/proposer.hpp"

#include <algorithm>
#include <utility>

namespace paxos::multi {

void apply(const ProposerChange& change, ProposerState& state) {
  state.highest_round = change.highest_round;
  if (change.piece) apply(*change.piece, state);
}

void report(Reported& reported, const std::map<Slot, Proposal>& accepted) {
  for (const auto& [slot, proposal] : accepted) {
    const auto [known, is_new] = reported.try_emplace(slot, proposal);
    if (!is_new && proposal.ballot > known->second.ballot) known->second = proposal;
  }
}

Proposer::Proposer(NodeId self, const Configuration& configuration, const State& recovered)
    : self_(self),
      configuration_(configuration),
      ledger_(self, configuration, recovered),
      highest_round_(recovered.highest_round),
      forgotten_{configuration.first_slot} {}

// A proposer that starts waits whether somebody leads.
Proposer::Effects Proposer::start() {
  return {.timers = {start_timer(Timer::election, attempt_)}};
}

// PMS §3, phase 1 for all: a new leader runs phase 1 for all slots of which it does not know what
// is chosen.
Proposer::Effects Proposer::campaign() {
  const std::uint64_t above = std::get<Following>(phase_).round;
  // PMS §2.5, highest number: the number is in stable storage before it is used, so that no restart
  // uses it again.
  highest_round_ = round_above(std::max(above, highest_round_));
  const Ballot ballot{highest_round_, self_.number};
  const Slot from = ledger_.first_unchosen();
  phase_ = Campaigning{ballot, from, {}, {}, {}};
  // What others know to be chosen need not be proposed again.
  return {.persist = ProposerChange{highest_round_, {}},
          .send = {{configuration_.all(Role::acceptor), Prepare{ballot, from}},
                   {others(), ledger_.next()}},
          .timers = {start_timer(Timer::election, attempt_++)}};
}

// PMS §3, one answer: one promise speaks for all slots. It counts when all of its pages are there,
// for a slot that is left out looks like one in which nothing was accepted.
Proposer::Effects Proposer::handle(NodeId from, const Promise& message) {
  auto* campaign = std::get_if<Campaigning>(&phase_);
  if (!campaign || message.ballot != campaign->ballot) return {};
  if (campaign->promised.contains(from)) return {};
  // PMMC §4.2, the bound: what is chosen in those slots, acceptors do not know any more.
  forgotten_ = std::max(forgotten_, message.forgotten);
  if (forgotten_ > ledger_.first_unchosen()) return catch_up();

  Slot& awaited = campaign->next_page.try_emplace(from, campaign->from).first->second;
  if (message.from != awaited) return {};  // A page that came twice.
  report(campaign->reported, message.accepted);
  if (message.next) {
    awaited = *message.next;
    return {.send = {{{from}, More{message.ballot, awaited}}},
            .timers = {start_timer(Timer::election, attempt_)}};
  }
  campaign->next_page.erase(from);
  campaign->promised.insert(from);
  if (!configuration_.quorums.is_phase1_quorum(campaign->promised)) return {};
  return lead(std::move(*campaign));
}

// A proposer that knows less than the acceptors have forgotten asks one after the other of those
// who remember, and leaves it to others to lead meanwhile.
Proposer::Effects Proposer::catch_up() {
  Effects effects;
  if (const auto* campaign = std::get_if<Campaigning>(&phase_)) {
    effects = follow({std::nullopt, campaign->ballot.round});
  } else {
    effects.timers.push_back(start_timer(Timer::election, attempt_));
  }
  const std::vector<NodeId> all = others();
  if (!all.empty()) effects.send.push_back({{all[attempt_ % all.size()]}, ledger_.next()});
  ++attempt_;
  return effects;
}

// PMS §2.2, abandoning: a proposer may abandon its proposals at any time, if it never uses the
// ballot again.
Proposer::Effects Proposer::handle(NodeId, const Nack& message) {
  // A late Nack of an older ballot says nothing of this one; and one whose promise is our own
  // ballot only says that a request came twice.
  if (std::holds_alternative<Following>(phase_)) return {};
  if (message.ballot != current_ballot() || message.promised <= message.ballot) return {};
  return follow({std::nullopt, message.promised.round});
}

// PMS §2.4, distinguished proposer: with one distinguished proposer, that none of higher ballot
// disturbs, there is progress.
Proposer::Effects Proposer::handle(NodeId from, const Heartbeat& message) {
  if (message.ballot < current_ballot()) return {};

  const auto* following = std::get_if<Following>(&phase_);
  const std::uint64_t round = std::max(following ? following->round : 0, message.ballot.round);
  attempt_ = 0;
  Effects effects = follow({message.ballot, round});
  pass_on(from, effects);
  std::ranges::move(ledger_.handle(from, message).send, std::back_inserter(effects.send));
  return effects;
}

std::optional<Ballot> Proposer::current_ballot() const {
  if (const auto* campaign = std::get_if<Campaigning>(&phase_)) return campaign->ballot;
  if (const auto* leading = std::get_if<Leading>(&phase_)) return leading->ballot;
  return std::get<Following>(phase_).leader;
}

/// The other processes that know what is chosen.
std::vector<NodeId> Proposer::others() const {
  std::vector<NodeId> others = configuration_.all(Role::proposer);
  std::erase(others, self_);
  const auto learners = configuration_.all(Role::learner);
  others.insert(others.end(), learners.begin(), learners.end());
  return others;
}

}  // namespace paxos::multi
