#include "paxos/machine/linearizability.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "paxos/machine/linearizability_models.hpp"
#include "paxos/machine/linearizability_search.hpp"
#include "paxos/usage_error.hpp"
#include "paxos/value.hpp"

namespace paxos::machine {
namespace {

using Operations = std::vector<const Operation*>;

// What is said of operations.

std::string quoted(const std::string& text) {
  return "'" + to_string(Value(text)) + "'";
}

std::string quoted(const std::optional<std::string>& text) {
  return text ? quoted(*text) : "nothing";
}

std::string milliseconds(std::int64_t nanoseconds) {
  constexpr double nanoseconds_per_millisecond = 1e6;
  std::string text = std::to_string(static_cast<double>(nanoseconds) / nanoseconds_per_millisecond);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " ms";
}

std::string names_of(std::span<const std::string> keys) {
  constexpr std::size_t most = 3;
  std::string names = keys.size() == 1 ? "key " : "keys ";
  for (std::size_t i = 0; i < std::min(keys.size(), most); ++i) {
    names += (i == 0 ? "" : ", ") + quoted(keys[i]);
  }
  if (keys.size() > most) names += " and " + std::to_string(keys.size() - most) + " more";
  return names;
}

std::string arguments_of(const Operation& operation) {
  std::string text;
  const bool is_mset = operation.op == OperationKind::mset;
  for (std::size_t i = 0; i < operation.keys.size(); ++i) {
    text += " " + quoted(operation.keys[i]);
    if (is_mset && i < operation.values.size()) text += "=" + quoted(operation.values[i]);
  }
  if (operation.op == OperationKind::cas) text += " " + quoted(operation.expect) + " to";
  const bool has_value = operation.op == OperationKind::put || operation.op == OperationKind::cas ||
                         operation.op == OperationKind::append;
  return has_value ? text + " " + quoted(operation.value) : text;
}

std::string answer_of(const Operation& operation) {
  if (!operation.ok) return " of unknown outcome";
  if (!*operation.ok) return operation.op == OperationKind::cas ? ", not equal" : ", an error";
  switch (operation.op) {
    case OperationKind::get:
      return " → " + quoted(operation.output);
    case OperationKind::cas:
      return ", equal";
    case OperationKind::mget: {
      std::string text;
      for (const auto& value : operation.values) text += (text.empty() ? "" : ", ") + quoted(value);
      return " → " + text;
    }
    default:
      return operation.output ? " → " + to_string(Value(*operation.output)) : "";
  }
}

/// As client 2's get → 'a' (called at 12.3 ms). A single key is named elsewhere.
std::string words_of(const Operation& operation) {
  return "client " + std::to_string(operation.client) + "'s " + to_string(operation.op) +
         arguments_of(operation) + answer_of(operation) + " (called at " +
         milliseconds(operation.call) + ")";
}

template <Model M>
std::string what_is_held(const typename M::State& state, std::span<const std::string> keys) {
  std::string text;
  for (const auto& key : keys) {
    const auto held = M::held(state, key);
    text += text.empty() ? "" : " and ";
    text += (keys.size() == 1 ? "the key" : quoted(key)) + " holds " + quoted(held);
  }
  return text;
}

/// What the keys of the misfit hold after the longest order, and the operation that made it so.
template <Model M>
std::string what_is_wrong(const Search<M>& search, const Operations& operations) {
  const Operation& misfit = *operations[*search.misfit()];
  const auto keys = keys_of(misfit);
  typename M::State state{};
  const Operation* by = nullptr;
  std::size_t answered = 0;
  for (const auto index : search.longest()) {
    auto next = *M::step(state, *operations[index]);
    const bool changes = std::ranges::any_of(
        keys, [&](const auto& key) { return M::held(state, key) != M::held(next, key); });
    if (changes) by = operations[index];
    if (operations[index]->ok) ++answered;
    state = std::move(next);
  }
  const auto all = std::ranges::count_if(operations, [](auto* o) { return o->ok.has_value(); });
  return words_of(misfit) +
         " fits nowhere: " + (by ? "after " + words_of(*by) + " " : "at first ") +
         what_is_held<M>(state, keys) + " (in the longest order found, of " +
         std::to_string(answered) + " of the " + std::to_string(all) + " answered operations)";
}

// What no clients can have done.

[[noreturn]] void reject(std::span<const Operation> history, const Operation& operation,
                         const std::string& why) {
  throw UsageError("operation " + std::to_string(&operation - history.data() + 1) +
                   " of the history, " + words_of(operation) + ", " + why);
}

/// What the fields of one operation lack, if anything.
const char* mistake_in(const Operation& operation) {
  using enum OperationKind;
  const auto kind = operation.op;
  const bool is_many = kind == mget || kind == mset;
  const bool has_values = operation.values.size() == operation.keys.size();
  const bool has_nothing =
      std::ranges::any_of(operation.values, [](const auto& value) { return !value; });
  if (operation.ok.has_value() != operation.returned.has_value()) {
    return "has only one of an outcome and a return; it needs both, or neither if it is unknown";
  }
  if (operation.returned < operation.call && operation.returned) {
    return "returns before it is called";
  }
  if ((kind == put || kind == append || kind == cas) && !operation.value) return "needs a value";
  if (is_many && operation.keys.empty()) return "needs keys";
  if (!is_many && kind != erase && !operation.keys.empty()) return "takes one key, not several";
  if (kind == mget && operation.ok == true && !has_values) return "needs a value for each key";
  if (kind == mset && (!has_values || has_nothing)) return "needs a value for each key";
  return nullptr;
}

/// Throws if the history is malformed. Else gives its operations in the order of their calls, those
/// of one client in the order in which it made them.
Operations in_order(std::span<const Operation> history) {
  Operations operations;
  operations.reserve(history.size());
  for (const auto& operation : history) {
    if (const char* mistake = mistake_in(operation)) reject(history, operation, mistake);
    operations.push_back(&operation);
  }
  const auto when = [](const Operation* operation) {
    return std::pair(operation->call, operation->returned.value_or(operation->call));
  };
  std::ranges::stable_sort(operations, {}, when);
  std::map<std::uint32_t, const Operation*> answered;  // the last of each client
  for (const Operation* operation : operations) {
    const Operation*& last = answered[operation->client];
    if (last && operation->call < last->returned) {
      reject(history, *operation,
             "is called before the client has the answer to " + words_of(*last));
    }
    if (operation->ok) last = operation;
  }
  return operations;
}

/// Keys that operations name together, and what is done to them.
struct Part {
  Operations operations;
  bool names_several = false;
};

/// Herlihy & Wing 1990, locality: a history is linearizable if the part of each object is. The keys
/// that an operation names together are one object. A read of unknown outcome is left out.
std::vector<Part> parts_of(const Operations& operations) {
  std::map<std::string_view, std::size_t> numbers;
  std::vector<std::size_t> parent;  // of each key; a root's is itself
  const auto root_of = [&](const std::string& key) {
    auto number = numbers.try_emplace(key, parent.size()).first->second;
    if (number == parent.size()) parent.push_back(number);
    while (parent[number] != number) number = parent[number] = parent[parent[number]];
    return number;
  };
  for (const Operation* operation : operations) {
    const std::size_t root = root_of(keys_of(*operation).front());
    for (const auto& key : keys_of(*operation)) parent[root_of(key)] = root;
  }
  std::vector<Part> parts(parent.size());
  for (const Operation* operation : operations) {
    Part& part = parts[root_of(keys_of(*operation).front())];
    part.names_several |= !operation->keys.empty();
    if (operation->ok || !changes_nothing(*operation)) part.operations.push_back(operation);
  }
  std::erase_if(parts, [](const Part& part) { return part.operations.empty(); });
  return parts;
}

/// Whether one part is linearizable. If it is, the verdict so far stays.
template <Model M>
void check_part(const Operations& operations, std::span<const Operation> history,
                std::uint64_t most_states, Verdict& verdict) {
  Search<M> search(operations);
  const Outcome outcome = search.run(most_states);
  verdict.states += search.states();
  if (outcome == Outcome::linearizable) return;
  verdict.outcome = outcome;
  const Operation& named = *operations[search.misfit().value_or(0)];
  verdict.why = names_of(keys_of(named)) + ": ";
  if (outcome == Outcome::gave_up) {
    verdict.why += "gave up after " + std::to_string(most_states) + " states";
    if (search.misfit()) verdict.why += ", in which ";
  }
  if (search.misfit()) verdict.why += what_is_wrong(search, operations);
  const auto place = [&](std::uint32_t index) {
    return static_cast<std::size_t>(operations[index] - history.data());
  };
  verdict.longest.clear();
  for (const auto index : search.longest()) verdict.longest.push_back(place(index));
  verdict.misfit.reset();
  if (search.misfit()) verdict.misfit = place(*search.misfit());
}

}  // namespace

Verdict check_linearizable(std::span<const Operation> history, std::uint64_t most_states) {
  Verdict verdict;
  for (const auto& part : parts_of(in_order(history))) {
    const auto check = part.names_several ? check_part<ManyKeys> : check_part<OneKey>;
    check(part.operations, history, most_states, verdict);
    if (verdict.outcome == Outcome::not_linearizable) break;
  }
  return verdict;
}

}  // namespace paxos::machine
