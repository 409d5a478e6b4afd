// What the store's operations mean when one is executed after the other.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>

#include <boost/container_hash/hash.hpp>

#include "paxos/machine/client_history.hpp"

namespace paxos::machine {

/// State{} is where all begins. step() is the state after an operation, or nothing if the operation
/// cannot have had the answer that it had; one of unknown outcome takes effect. held() is what a
/// key holds.
template <class M>
concept Model =
    std::regular<typename M::State> &&
    requires(const typename M::State& state, const Operation& operation, const std::string& key) {
      boost::hash<typename M::State>{}(state);
      { M::step(state, operation) } -> std::same_as<std::optional<typename M::State>>;
      { M::held(state, key) } -> std::same_as<std::optional<std::string>>;
    };

/// One key, and operations that name no other.
struct OneKey {
  using State = std::optional<std::string>;
  static std::optional<State> step(const State& state, const Operation& operation);
  static std::optional<std::string> held(const State& state, const std::string&) { return state; }
};
static_assert(Model<OneKey>);

/// A whole store, and any operations.
struct ManyKeys {
  using State = std::map<std::string, std::string>;
  static std::optional<State> step(const State& state, const Operation& operation);
  static std::optional<std::string> held(const State& state, const std::string& key);
};
static_assert(Model<ManyKeys>);

}  // namespace paxos::machine
