// The numbers of messages, histories and local states.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/explore/cast.hpp"
#include "net/explore/fingerprint.hpp"
#include "net/explore/keys.hpp"
#include "net/explore/local.hpp"
#include "net/explore/permutation.hpp"
#include "net/wire/codec.hpp"

namespace net::explore {

/// Gives equal things equal numbers, from 0 on. They are known by their bytes.
template <class T>
class Numbered {
 public:
  /// The number, and whether it is new.
  std::pair<std::uint32_t, bool> number(const T& thing) {
    const auto next = static_cast<std::uint32_t>(things_.size());
    const auto [entry, is_new] = numbers_.try_emplace(wire::encode(thing), next);
    if (is_new) {
      things_.push_back(thing);
      bytes_ += 2 * entry->first.size() + sizeof(T) + 64;
    }
    return {entry->second, is_new};
  }
  [[nodiscard]] const T& operator[](std::uint32_t number) const { return things_[number]; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }  // about

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::deque<T> things_;
  std::size_t bytes_ = 0;
};

/// What all processes share. One thread at a time.
template <class System>
class Tables {
 public:
  using Message = typename System::Message;
  using History = typename System::History;

  Tables(const paxos::Configuration& configuration, std::vector<Permutation> permutations)
      : permutations_(std::move(permutations)),
        local_keys_(permutations_.size()),
        message_keys_(permutations_.size()) {
    for (const auto role : {paxos::Role::proposer, paxos::Role::acceptor, paxos::Role::learner}) {
      for (const auto node : configuration.all(role)) nodes_.push_back(node);
    }
    received_at_.resize(nodes_.size());
  }

  /// The processes, each in its place.
  [[nodiscard]] const std::vector<paxos::NodeId>& nodes() const { return nodes_; }
  [[nodiscard]] const KeyTable& local_keys() const { return local_keys_; }
  [[nodiscard]] const KeyTable& message_keys() const { return message_keys_; }

  [[nodiscard]] std::uint32_t place_of(paxos::NodeId node) const {
    return static_cast<std::uint32_t>(std::ranges::find(nodes_, node) - nodes_.begin());
  }

  MessageId message(const Flight<Message>& flight) {
    const auto [id, is_new] = messages_.number(flight);
    if (is_new) {
      message_keys_.add(keys_of("message", flight));
      const std::uint32_t place = place_of(flight.to);
      ends_.push_back({place, received_at_[place]++});
    }
    return id;
  }
  [[nodiscard]] const Flight<Message>& flight(MessageId id) const { return messages_[id]; }
  [[nodiscard]] std::uint32_t receiver(MessageId id) const { return ends_[id].place; }
  [[nodiscard]] std::uint32_t number_at_receiver(MessageId id) const { return ends_[id].number; }

  HistoryId history(const History& known) { return histories_.number(known).first; }
  [[nodiscard]] const History& history(HistoryId id) const { return histories_[id]; }

  /// A new local state of a process, numbered `index` among those of its role.
  template <class R>
  LocalId add_local(const Local<System, R>& local, std::uint32_t index) {
    local_keys_.add(keys_of("local", local));
    locals_.push_back({place_of(local.node), index, history(local.known), local.broken});
    return static_cast<LocalId>(locals_.size() - 1);
  }

  LocalId add_spent(const Spent& spent) {
    local_keys_.add(keys_of("spent", spent));
    locals_.push_back({static_cast<std::uint32_t>(nodes_.size()), 0, 0, std::nullopt});
    return static_cast<LocalId>(locals_.size() - 1);
  }

  struct LocalEntry {
    std::uint32_t place;
    std::uint32_t index;  // among those of its role
    HistoryId history;
    std::optional<paxos::Violation> broken;
  };
  [[nodiscard]] const LocalEntry& local(LocalId id) const { return locals_[id]; }

  [[nodiscard]] std::size_t bytes() const {
    return messages_.bytes() + histories_.bytes() + locals_.size() * sizeof(LocalEntry) +
           local_keys_.bytes() + message_keys_.bytes();
  }

 private:
  struct End {
    std::uint32_t place;
    std::uint32_t number;
  };

  template <class T>
  std::vector<Fingerprint> keys_of(const std::string& kind, const T& thing) const {
    std::vector<Fingerprint> keys;
    for (const auto& permutation : permutations_) {
      keys.push_back(key_of(kind + wire::encode(permutation(thing))));
    }
    return keys;
  }

  std::vector<Permutation> permutations_;
  std::vector<paxos::NodeId> nodes_;
  KeyTable local_keys_;
  KeyTable message_keys_;
  Numbered<Flight<Message>> messages_;
  std::vector<End> ends_;
  std::vector<std::uint32_t> received_at_;  // messages to each place so far
  Numbered<History> histories_;
  std::deque<LocalEntry> locals_;
};

}  // namespace net::explore
