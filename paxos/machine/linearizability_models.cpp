#include "paxos/machine/linearizability_models.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "paxos/assert.hpp"

namespace paxos::machine {
namespace {

/// The number after the one that a key holds, for an absent key counts as 0. None if the key holds
/// what is not written as such a number is, or the last of 64 bits.
std::optional<std::string> incremented(const std::optional<std::string>& text) {
  if (!text) return "1";
  std::int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto error = std::from_chars(text->data(), end, number).ec;
  if (error != std::errc{} || std::to_string(number) != *text) return std::nullopt;
  if (number == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return std::to_string(number + 1);
}

/// Whether it can have failed. A cas and an incr fail because of what the key holds; for the others
/// the model knows no reason, and takes any.
bool may_fail(const std::optional<std::string>& held, const Operation& operation) {
  if (operation.op == OperationKind::cas) return held != operation.expect;
  if (operation.op == OperationKind::incr) return !incremented(held);
  return true;
}

/// Whether it was answered with that, as far as is known.
bool may_answer(const Operation& operation, const std::string& answer) {
  return !operation.ok || !operation.output || *operation.output == answer;
}

void put(ManyKeys::State& state, const std::string& key, std::optional<std::string> value) {
  if (value) {
    state[key] = *std::move(value);
  } else {
    state.erase(key);
  }
}

std::optional<ManyKeys::State> without(ManyKeys::State state, const Operation& operation) {
  std::size_t removed = 0;
  for (const auto& key : operation.keys) removed += state.erase(key);
  if (!may_answer(operation, std::to_string(removed))) return std::nullopt;
  return state;
}

std::optional<ManyKeys::State> step_of_many(const ManyKeys::State& state,
                                            const Operation& operation) {
  if (operation.ok == false) return state;
  if (operation.op == OperationKind::erase) return without(state, operation);
  if (operation.op == OperationKind::mget) {
    for (std::size_t i = 0; operation.ok && i < operation.keys.size(); ++i) {
      if (ManyKeys::held(state, operation.keys[i]) != operation.values.at(i)) return std::nullopt;
    }
    return state;
  }
  ManyKeys::State next = state;
  for (std::size_t i = 0; i < operation.keys.size(); ++i) {
    put(next, operation.keys[i], operation.values.at(i));
  }
  return next;
}

}  // namespace

std::optional<OneKey::State> OneKey::step(const State& state, const Operation& operation) {
  PAXOS_ASSERT(operation.keys.empty());
  using Next = std::optional<State>;
  if (operation.ok == false) return may_fail(state, operation) ? Next(state) : std::nullopt;
  switch (operation.op) {
    case OperationKind::put:
      return Next(operation.value);
    case OperationKind::get:
      return !operation.ok || state == operation.output ? Next(state) : std::nullopt;
    case OperationKind::append: {
      State next = state.value_or("") + *operation.value;
      return may_answer(operation, std::to_string(next->size())) ? Next(next) : std::nullopt;
    }
    case OperationKind::cas:
      return state == operation.expect ? Next(operation.value) : std::nullopt;
    case OperationKind::erase:
      return may_answer(operation, state ? "1" : "0") ? Next(State()) : std::nullopt;
    case OperationKind::incr: {
      State next = incremented(state);
      return next && may_answer(operation, *next) ? Next(next) : std::nullopt;
    }
    case OperationKind::mget:
    case OperationKind::mset:
      break;
  }
  return std::nullopt;
}

std::optional<std::string> ManyKeys::held(const State& state, const std::string& key) {
  const auto found = state.find(key);
  return found == state.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ManyKeys::State> ManyKeys::step(const State& state, const Operation& operation) {
  if (!operation.keys.empty()) return step_of_many(state, operation);
  auto held_then = OneKey::step(held(state, operation.key), operation);
  if (!held_then) return std::nullopt;
  State next = state;
  put(next, operation.key, *std::move(held_then));
  return next;
}

}  // namespace paxos::machine
