#include "net/explore/lamport_expander.hpp"

#include <algorithm>
#include <bit>

namespace net::explore {
namespace {

using namespace paxos::single;

std::uint32_t ballot_in_spec(const paxos::Ballot& ballot) {
  return static_cast<std::uint32_t>(ballot.round - 1);
}

/// All sets of a bare majority of the acceptors. Whatever a larger set allows, one of these does.
std::vector<std::vector<std::uint32_t>> minimal_majorities(std::uint32_t acceptors) {
  std::vector<std::vector<std::uint32_t>> quorums;
  const auto size = static_cast<int>(acceptors / 2 + 1);
  for (std::uint32_t set = 0; set < std::uint32_t{1} << acceptors; ++set) {
    if (std::popcount(set) != size) continue;
    auto& quorum = quorums.emplace_back();
    for (std::uint32_t acceptor = 0; acceptor < acceptors; ++acceptor) {
      if (set >> acceptor & 1) quorum.push_back(acceptor);
    }
  }
  return quorums;
}

}  // namespace

LamportExpander::LamportExpander(LamportModel& model)
    : model_(model),
      quorums_(minimal_majorities(model.size().acceptors)),
      promises_(model.size().ballots),
      issued_(model.size().ballots) {
  for (std::uint32_t ballot = 0; ballot < model.size().ballots; ++ballot) {
    phase1a_.push_back(model.phase1a(ballot));
    promises_[ballot].resize(model.size().acceptors);
  }
}

void LamportExpander::expand(const State& state, StepSink& sink) {
  read(state);
  phase1a(sink);
  phase1b_and_2b(state, sink);
  for (std::uint32_t ballot = 0; ballot < issued_.size(); ++ballot) {
    if (!issued_[ballot]) phase2a(ballot, sink);
  }
}

const LamportExpander::Known& LamportExpander::known(MessageId message) {
  if (message >= known_.size()) known_.resize(message + 64);
  Known& known = known_[message];
  if (known.kind != Known::unknown) return known;
  const SpecMessage spec = model_.message(message);
  if (const auto* prepare = std::get_if<Prepare>(&spec.message)) {
    known = {Known::phase1a, ballot_in_spec(prepare->ballot), 0};
  } else if (const auto* promise = std::get_if<Promise>(&spec.message)) {
    known = {Known::phase1b, ballot_in_spec(promise->ballot), spec.from.number - 1};
  } else if (const auto* accept = std::get_if<Accept>(&spec.message)) {
    known = {Known::phase2a, ballot_in_spec(accept->proposal.ballot), 0};
  } else if (const auto* accepted = std::get_if<Accepted>(&spec.message)) {
    known = {Known::phase2b, ballot_in_spec(accepted->proposal.ballot), spec.from.number - 1};
  }
  return known;
}

/// Sorts the messages of a state by what they are for.
void LamportExpander::read(const State& state) {
  ++states_;
  requests_.clear();
  issued_.assign(issued_.size(), false);
  for (auto& of_ballot : promises_) {
    for (auto& of_acceptor : of_ballot) of_acceptor.clear();
  }
  for (const MessageId message : state.messages) {
    if (message >= marks_.size()) marks_.resize(message + 64);
    marks_[message] = states_;
    const Known& about = known(message);
    if (about.kind == Known::phase1b) promises_[about.ballot][about.acceptor].push_back(message);
    if (about.kind == Known::phase2a) issued_[about.ballot] = true;
    if (about.kind == Known::phase1a || about.kind == Known::phase2a) requests_.push_back(message);
  }
}

void LamportExpander::phase1a(StepSink& sink) {
  for (const MessageId message : phase1a_) {
    if (is_there(message)) continue;
    step_ = {};
    step_.added.push_back(message);
    sink.take(step_);
  }
}

void LamportExpander::phase1b_and_2b(const State& state, StepSink& sink) {
  for (std::uint32_t place = 0; place < state.locals.size(); ++place) {
    const LocalId local = state.locals[place];
    if (local >= answers_.size()) answers_.resize(local + 64);
    auto& row = answers_[local];
    for (const MessageId message : requests_) {
      if (message >= row.size()) row.resize(message + 64);
      if (!row[message]) row[message] = model_.answer(local, message);
      const auto& [next, sent] = *row[message];
      step_.changes.clear();
      step_.added.clear();
      if (next != local) step_.changes.push_back({place, next});
      for (const MessageId answer : sent) {
        if (!is_there(answer)) step_.added.push_back(answer);
      }
      if (!step_.changes.empty() || !step_.added.empty()) sink.take(step_);
    }
  }
}

void LamportExpander::phase2a(std::uint32_t ballot, StepSink& sink) {
  offered_.clear();
  for (const auto& quorum : quorums_) {
    chosen_.clear();
    choose_promises(ballot, quorum, 0, sink);
  }
}

/// Takes one 1b message of each acceptor of a quorum from the `from`th on, in every way. A right
/// acceptor has sent one at most.
void LamportExpander::choose_promises(std::uint32_t ballot,
                                      const std::vector<std::uint32_t>& quorum, std::size_t from,
                                      StepSink& sink) {
  if (from < quorum.size()) {
    for (const MessageId promise : promises_[ballot][quorum[from]]) {
      chosen_.push_back(promise);
      choose_promises(ballot, quorum, from + 1, sink);
      chosen_.pop_back();
    }
    return;
  }
  auto& choices = choices_[{ballot, chosen_}];
  if (!choices) choices = model_.phase2a(ballot, chosen_);
  for (const MessageId message : *choices) {
    if (std::ranges::find(offered_, message) != offered_.end()) continue;
    offered_.push_back(message);
    step_ = {};
    step_.added.push_back(message);
    sink.take(step_);
  }
}

}  // namespace net::explore
