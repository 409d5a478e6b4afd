#include "net/explore/lamport.hpp"

#include <algorithm>
#include <string>

#include "net/explore/lamport_expander.hpp"

namespace net::explore {

using paxos::single::Accept;
using paxos::single::Accepted;
using paxos::single::Prepare;
using paxos::single::Promise;

LamportModel::LamportModel(SpecRoles& roles, const YardstickSize& size)
    : roles_(roles), size_(size) {}

State LamportModel::initial() {
  State state;
  for (std::uint32_t number = 1; number <= size_.acceptors; ++number) {
    state.locals.push_back(roles_.initial(paxos::acceptor(number)));
  }
  return state;
}

std::unique_ptr<Expander> LamportModel::expander() {
  return std::make_unique<LamportExpander>(*this);
}

std::size_t LamportModel::bytes() const {
  return message_keys_.bytes() + roles_.keys().bytes();
}

/// The specification's messages name no receiver, and 1a and 2a no sender.
MessageId LamportModel::number(const SpecMessage& message) {
  const auto [id, is_new] = messages_.number(message);
  if (is_new) {
    const Fingerprint key = key_of("message" + wire::encode(message));
    message_keys_.add(Keys(&key, 1));
  }
  return id;
}

MessageId LamportModel::phase1a(std::uint32_t ballot) {
  const std::lock_guard lock(mutex_);
  return number({{}, {}, Prepare{ballot_of_spec(ballot)}});
}

SpecMessage LamportModel::message(MessageId id) {
  const std::lock_guard lock(mutex_);
  return messages_[id];
}

paxos::single::AcceptorState LamportModel::variables(LocalId local) {
  const std::lock_guard lock(mutex_);
  return roles_.variables(local);
}

const LamportModel::Answer* LamportModel::answer(LocalId local, MessageId message) {
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = answers_.try_emplace({local, message});
  if (!is_new) return &known->second;
  const auto taken = roles_.take(local, messages_[message].message);
  known->second.next = taken.next;
  for (const auto& sent : taken.sent) {
    // The specification has no messages but these; a Nack is an optimisation.
    const bool is_in_spec =
        std::holds_alternative<Promise>(sent) || std::holds_alternative<Accepted>(sent);
    if (is_in_spec) known->second.sent.push_back(number({roles_.node(local), {}, sent}));
  }
  return &known->second;
}

const std::vector<MessageId>* LamportModel::phase2a(std::uint32_t ballot,
                                                    const std::vector<MessageId>& promises) {
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = choices_.try_emplace({ballot, promises});
  if (!is_new) return &known->second;
  std::set<MessageId> allowed;
  std::vector<MessageId> order = promises;
  std::ranges::sort(order);
  do {
    SpecRoles::Arrivals arrivals;
    for (const MessageId id : order) {
      arrivals.emplace_back(messages_[id].from, std::get<Promise>(messages_[id].message));
    }
    for (std::uint32_t value = 0; value < size_.values; ++value) {
      const paxos::Value wanted(std::string(1, static_cast<char>('a' + value)));
      const auto proposal = roles_.issued(ballot, arrivals, wanted);
      if (proposal) allowed.insert(number({{}, {}, Accept{*proposal}}));
    }
  } while (std::ranges::next_permutation(order).found);
  known->second.assign(allowed.begin(), allowed.end());
  return &known->second;
}

}  // namespace net::explore
