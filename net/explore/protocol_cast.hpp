// The processes of a protocol, with roles of whatever types.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <boost/mp11.hpp>

#include "net/explore/cast.hpp"
#include "net/explore/role_table.hpp"
#include "net/explore/setting.hpp"
#include "net/explore/tables.hpp"

namespace net::explore {

template <class System>
class ProtocolCast final : public Cast {
 public:
  /// A table for each role.
  struct RoleTables {
    std::unique_ptr<RoleTable<System>> proposers, acceptors, learners;
  };

  /// `make` is given the setting and the tables, and returns the RoleTables.
  template <class Make>
  ProtocolCast(Setting setting, Make make)
      : setting_(std::move(setting)),
        tables_(setting_.configuration, permutations(setting_)),
        roles_(make(setting_, tables_)) {}

  [[nodiscard]] const std::vector<paxos::NodeId>& nodes() const override { return tables_.nodes(); }

  [[nodiscard]] LocalId initial(std::uint32_t place) override {
    const std::lock_guard lock(mutex_);
    return table(place).initial(nodes()[place]);
  }
  [[nodiscard]] LocalId spent(const Spent& spent) override {
    const std::lock_guard lock(mutex_);
    return tables_.add_spent(spent);
  }
  [[nodiscard]] std::vector<MessageId> sent_before() override {
    return {sent_before_.begin(), sent_before_.end()};
  }
  /// That a message is in the network from the start.
  void was_sent(const Flight<typename System::Message>& flight) {
    const std::lock_guard lock(mutex_);
    sent_before_.insert(tables_.message(flight));
  }
  [[nodiscard]] std::uint32_t receiver(MessageId message) override {
    const std::lock_guard lock(mutex_);
    return tables_.receiver(message);
  }
  [[nodiscard]] std::uint32_t number_at_receiver(MessageId message) override {
    const std::lock_guard lock(mutex_);
    return tables_.number_at_receiver(message);
  }

  [[nodiscard]] const Transition* deliver(LocalId local, MessageId message) override {
    const std::lock_guard lock(mutex_);
    const auto [known, is_new] =
        delivered_.try_emplace(std::uint64_t{local} << 32 | message, std::nullopt);
    if (is_new) {
      const auto [place, index, history, broken] = tables_.local(local);
      known->second = table(place).deliver(index, tables_.flight(message));
    }
    return known->second ? &*known->second : nullptr;
  }

  [[nodiscard]] const std::vector<Move>* moves(LocalId local) override {
    const std::lock_guard lock(mutex_);
    const auto [known, is_new] = moves_.try_emplace(local);
    if (is_new) {
      const auto [place, index, history, broken] = tables_.local(local);
      known->second = table(place).moves(index);
    }
    return &known->second;
  }

  [[nodiscard]] bool ignores(LocalId local, MessageId message) override {
    const std::lock_guard lock(mutex_);
    const auto [place, index, history, broken] = tables_.local(local);
    return table(place).ignores(index, tables_.flight(message));
  }

  [[nodiscard]] HistoryId history(LocalId local) override {
    const std::lock_guard lock(mutex_);
    return tables_.local(local).history;
  }
  [[nodiscard]] std::optional<paxos::Violation> broken(LocalId local) override {
    const std::lock_guard lock(mutex_);
    return tables_.local(local).broken;
  }
  [[nodiscard]] std::optional<paxos::Violation> violated(
      std::span<const HistoryId> histories) override {
    const std::lock_guard lock(mutex_);
    typename System::History whole;
    for (const HistoryId history : histories) whole += tables_.history(history);
    return System::violated(whole, setting_.configuration, setting_.invariant);
  }

  void tell_start(std::uint32_t place, Telling& telling) override {
    const std::lock_guard lock(mutex_);
    table(place).tell_start(nodes()[place], telling);
  }
  void tell(LocalId local, const Action& action, Telling& telling) override {
    const std::lock_guard lock(mutex_);
    const bool delivers = action.kind == Action::deliver;
    table(action.place)
        .tell(tables_.local(local).index, action,
              delivers ? &tables_.flight(action.message) : nullptr, telling);
  }

  [[nodiscard]] std::vector<std::string> fields() override {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto* table : tables_of_roles()) {
      for (auto& name : table->fields()) names.push_back(std::move(name));
    }
    boost::mp11::mp_for_each<typename System::Message>(
        [&]<class M>(const M&) { names.push_back(paxos::short_name<M>() + " messages"); });
    return names;
  }

  [[nodiscard]] std::vector<Fingerprint> local_keys_without(LocalId local) override {
    const std::lock_guard lock(mutex_);
    const auto [place, index, history, broken] = tables_.local(local);
    std::vector<Fingerprint> keys;
    for (const auto* one : tables_of_roles()) {
      if (one == &table(place)) {
        for (const auto& key : one->keys_without(index)) keys.push_back(key);
      } else {
        keys.resize(keys.size() + one->fields().size(), tables_.local_keys()[local][0]);
      }
    }
    keys.resize(keys.size() + message_types, tables_.local_keys()[local][0]);
    return keys;
  }

  [[nodiscard]] std::vector<Fingerprint> message_keys_without(MessageId message) override {
    const std::lock_guard lock(mutex_);
    std::size_t fields = 0;
    for (const auto* one : tables_of_roles()) fields += one->fields().size();
    std::vector<Fingerprint> keys(fields + message_types, tables_.message_keys()[message][0]);
    keys[fields + tables_.flight(message).message.index()] = {};
    return keys;
  }

  [[nodiscard]] const KeyTable& local_keys() const override { return tables_.local_keys(); }
  [[nodiscard]] const KeyTable& message_keys() const override { return tables_.message_keys(); }
  [[nodiscard]] std::size_t bytes() const override {
    constexpr std::size_t bytes_a_transition = 128;  // about
    const std::lock_guard lock(mutex_);
    return tables_.bytes() + roles_.proposers->bytes() + roles_.acceptors->bytes() +
           roles_.learners->bytes() + (delivered_.size() + moves_.size()) * bytes_a_transition;
  }

 private:
  static std::vector<Permutation> permutations(const Setting& setting) {
    const std::uint32_t acceptors = setting.configuration.quorums.acceptors;
    if (setting.reductions.symmetry) return Permutation::all(acceptors);
    return {Permutation::identity(acceptors)};
  }

  static constexpr std::size_t message_types = std::variant_size_v<typename System::Message>;

  [[nodiscard]] std::array<const RoleTable<System>*, 3> tables_of_roles() const {
    return {roles_.proposers.get(), roles_.acceptors.get(), roles_.learners.get()};
  }

  RoleTable<System>& table(std::uint32_t place) {
    switch (nodes()[place].role) {
      case paxos::Role::proposer:
        return *roles_.proposers;
      case paxos::Role::acceptor:
        return *roles_.acceptors;
      case paxos::Role::learner:
        return *roles_.learners;
    }
    PAXOS_ASSERT(!"a process without a role");
  }

  Setting setting_;
  mutable std::mutex mutex_;
  Tables<System> tables_;
  RoleTables roles_;
  std::set<MessageId> sent_before_;
  std::unordered_map<std::uint64_t, std::optional<Transition>> delivered_;  // addresses are stable
  std::unordered_map<LocalId, std::vector<Move>> moves_;
};

}  // namespace net::explore
