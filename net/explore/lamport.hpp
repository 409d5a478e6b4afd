// The yardstick: the real acceptor and the real choice of a value, in the setting of Lamport's
// specification in TLA+, module Paxos. There messages form a set that only grows, and no process
// owns a ballot:
//
//   Phase1a(b)     puts the message 1a of ballot b into the set, at any time
//   Phase1b(a)     acceptor a answers a 1a                       Acceptor::handle(Prepare)
//   Phase2a(b, v)  puts the message 2a of ballot b and value v into the set, once a ballot, if a
//                  quorum's 1b messages allow v                  Proposer::handle(Promise)
//   Phase2b(a)     acceptor a answers a 2a                       Acceptor::handle(Accept)
//
// The specification's variables are each acceptor's maxBal, maxVBal and maxVal, and the set of
// messages; distinct states are counted on these, whatever else an acceptor may remember. If TLC,
// the model checker for TLA+, counts others on the published module, the code does not do what the
// specification says; that the counts are equal is strong evidence that it does, and no proof.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "net/explore/keys.hpp"
#include "net/explore/state.hpp"
#include "net/explore/tables.hpp"
#include "paxos/quorum.hpp"
#include "paxos/single/messages.hpp"
#include "paxos/single/synod.hpp"

namespace net::explore {

/// The constants of the specification.
struct YardstickSize {
  std::uint32_t acceptors = 3;
  std::uint32_t ballots = 2;
  std::uint32_t values = 2;
};

using SpecMessage = Flight<paxos::single::Message>;

/// Ballot b of the specification, counted from 0, is our round b + 1 of proposer 1.
constexpr paxos::Ballot ballot_of_spec(std::uint32_t ballot) {
  return {std::uint64_t{ballot} + 1, 1};
}

/// The code under measure. One thread at a time.
class SpecRoles {
 public:
  struct Taken {
    LocalId next;
    std::vector<paxos::single::Message> sent;
  };
  /// The promises that a proposer gets, in the order of their arrival.
  using Arrivals = std::vector<std::pair<paxos::NodeId, paxos::single::Promise>>;

  SpecRoles() = default;
  SpecRoles(const SpecRoles&) = delete;
  SpecRoles& operator=(const SpecRoles&) = delete;
  virtual ~SpecRoles() = default;

  virtual LocalId initial(paxos::NodeId acceptor) = 0;
  virtual Taken take(LocalId local, const paxos::single::Message& message) = 0;
  /// What a proposer issues that wants `value`, if it issues anything.
  virtual std::optional<paxos::Proposal> issued(std::uint32_t ballot, const Arrivals& arrivals,
                                                const paxos::Value& value) = 0;
  [[nodiscard]] virtual paxos::single::AcceptorState variables(LocalId local) const = 0;
  [[nodiscard]] virtual paxos::NodeId node(LocalId local) const = 0;
  [[nodiscard]] virtual const KeyTable& keys() const = 0;
};

template <class Acceptor, class Proposer>
class SpecRolesOf final : public SpecRoles {
 public:
  explicit SpecRolesOf(std::uint32_t acceptors)
      : configuration_{1, 0, paxos::QuorumSystem::majority(acceptors)} {}

  LocalId initial(paxos::NodeId acceptor) override {
    return number(acceptor, Acceptor(acceptor, configuration_, {}));
  }

  Taken take(LocalId local, const paxos::single::Message& message) override {
    Acceptor acceptor = acceptors_[local];
    typename Acceptor::Effects effects;
    if (const auto* prepare = std::get_if<paxos::single::Prepare>(&message)) {
      effects = acceptor.handle(paxos::proposer(1), *prepare);
    } else if (const auto* accept = std::get_if<paxos::single::Accept>(&message)) {
      effects = acceptor.handle(paxos::proposer(1), *accept);
    }
    Taken taken{number(nodes_[local], acceptor), {}};
    for (auto& send : effects.send) taken.sent.push_back(std::move(send.message));
    return taken;
  }

  std::optional<paxos::Proposal> issued(std::uint32_t ballot, const Arrivals& arrivals,
                                        const paxos::Value& value) override {
    Proposer proposer(paxos::proposer(1), configuration_, {.highest_round = ballot});
    auto effects = proposer.propose(value);
    for (const auto& [from, promise] : arrivals) {
      if (const auto found = accept_in(effects)) return found;
      effects = proposer.handle(from, promise);
    }
    return accept_in(effects);
  }

  [[nodiscard]] paxos::single::AcceptorState variables(LocalId local) const override {
    return acceptors_[local].state();
  }
  [[nodiscard]] paxos::NodeId node(LocalId local) const override { return nodes_[local]; }
  [[nodiscard]] const KeyTable& keys() const override { return keys_; }

 private:
  static std::optional<paxos::Proposal> accept_in(const typename Proposer::Effects& effects) {
    for (const auto& send : effects.send) {
      const auto* accept = std::get_if<paxos::single::Accept>(&send.message);
      if (accept) return accept->proposal;
    }
    return std::nullopt;
  }

  LocalId number(paxos::NodeId node, const Acceptor& acceptor) {
    const auto [id, is_new] = acceptors_.number(acceptor);
    if (is_new) {
      nodes_.push_back(node);
      const Fingerprint key = key_of(wire::encode(node) + wire::encode(acceptor.state()));
      keys_.add(Keys(&key, 1));
    }
    return id;
  }

  paxos::Configuration configuration_;
  Numbered<Acceptor> acceptors_;
  std::vector<paxos::NodeId> nodes_;  // whose local state it is
  KeyTable keys_{1};
};

class LamportModel final : public Model {
 public:
  LamportModel(SpecRoles& roles, const YardstickSize& size);

  State initial() override;
  std::unique_ptr<Expander> expander() override;
  [[nodiscard]] const KeyTable& local_keys() const override { return roles_.keys(); }
  [[nodiscard]] const KeyTable& message_keys() const override { return message_keys_; }
  [[nodiscard]] std::size_t bytes() const override;

  // What the expanders ask; several threads may at once.

  [[nodiscard]] const YardstickSize& size() const { return size_; }
  [[nodiscard]] MessageId phase1a(std::uint32_t ballot);
  [[nodiscard]] SpecMessage message(MessageId id);
  struct Answer {
    LocalId next;
    std::vector<MessageId> sent;
  };
  [[nodiscard]] const Answer* answer(LocalId local, MessageId message);
  /// The 2a messages that the 1b messages of a quorum allow, in whatever order they arrive.
  [[nodiscard]] const std::vector<MessageId>* phase2a(std::uint32_t ballot,
                                                      const std::vector<MessageId>& promises);
  [[nodiscard]] paxos::single::AcceptorState variables(LocalId local);

 private:
  MessageId number(const SpecMessage& message);

  SpecRoles& roles_;
  YardstickSize size_;
  std::mutex mutex_;
  Numbered<SpecMessage> messages_;
  KeyTable message_keys_{1};
  std::map<std::pair<LocalId, MessageId>, Answer> answers_;
  std::map<std::pair<std::uint32_t, std::vector<MessageId>>, std::vector<MessageId>> choices_;
};

}  // namespace net::explore
