#include "paxos/machine/store.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <utility>
#include <variant>

#include "paxos/machine/arguments.hpp"

namespace paxos::machine {
namespace {

Bulk bulk_of(const std::string* value) {
  return value ? Bulk(*value) : std::nullopt;
}

template <std::integral T>
Reply integer(T number) {
  return static_cast<std::int64_t>(number);
}

Reply ok() {
  return Status{"OK"};
}

// The functions of the table. They are given arguments that have been checked.

Reply get(const Entries& entries, Words arguments) {
  return bulk_of(entries.find(arguments[0]));
}

Reply exists(const Entries& entries, Words keys) {
  return integer(
      std::ranges::count_if(keys, [&](const auto& key) { return entries.contains(key); }));
}

Reply strlen(const Entries& entries, Words arguments) {
  const std::string* value = entries.find(arguments[0]);
  return integer(value ? value->size() : 0);
}

Reply mget(const Entries& entries, Words keys) {
  std::vector<Bulk> values;
  values.reserve(keys.size());
  std::size_t bytes = 0;
  for (const auto& key : keys) {
    const std::string* held = entries.find(key);
    bytes += held ? held->size() : 0;
    if (bytes > max_answer_size) {
      return Error{"ERR the values are over the limit of an answer, " +
                   std::to_string(max_answer_size) + " bytes; ask for fewer keys"};
    }
    values.push_back(bulk_of(held));
  }
  return values;
}

Reply set(Entries& entries, Words arguments) {
  const std::string& key = arguments[0];
  const std::string& value = arguments[1];
  const SetOptions options = set_options(arguments.subspan(2));
  std::string* held = entries.edit(key);
  Bulk old = options.answers_old ? bulk_of(held) : std::nullopt;

  const bool is_refused = held ? options.if_absent : options.if_present;
  if (!is_refused && held) *held = value;
  if (!is_refused && !held) entries.set(key, value);
  if (is_refused || options.answers_old) return old;
  return ok();
}

Reply mset(Entries& entries, Words arguments) {
  for (; !arguments.empty(); arguments = arguments.subspan(2)) {
    entries.set(arguments[0], arguments[1]);
  }
  return ok();
}

Reply del(Entries& entries, Words keys) {
  std::size_t removed = 0;
  for (const auto& key : keys) removed += entries.erase(key);
  return integer(removed);
}

Reply append(Entries& entries, Words arguments) {
  std::string* held = entries.edit(arguments[0]);
  const std::size_t size = (held ? held->size() : 0) + arguments[1].size();
  if (auto error = oversized_value(size)) return *std::move(error);
  if (held) {
    held->append(arguments[1]);
  } else {
    entries.set(arguments[0], arguments[1]);
  }
  return integer(size);
}

// A key that holds nothing never equals: NX of SET is for that.
Reply cas(Entries& entries, Words arguments) {
  std::string* held = entries.edit(arguments[0]);
  if (!held || *held != arguments[1]) return integer(0);
  *held = arguments[2];
  return integer(1);
}

Reply add(Entries& entries, const std::string& key, std::int64_t increment) {
  using Limits = std::numeric_limits<std::int64_t>;
  std::string* held = entries.edit(key);
  const auto number = held ? integer_in(*held) : 0;
  if (!number) return no_integer();
  if (increment > 0 ? *number > Limits::max() - increment : *number < Limits::min() - increment) {
    return Error{"ERR increment or decrement would overflow"};
  }
  const std::int64_t sum = *number + increment;
  if (held) {
    *held = std::to_string(sum);
  } else {
    entries.set(key, std::to_string(sum));
  }
  return integer(sum);
}

Reply incr(Entries& entries, Words arguments) {
  return add(entries, arguments[0], 1);
}

Reply incrby(Entries& entries, Words arguments) {
  return add(entries, arguments[0], *integer_in(arguments[1]));
}

using Read = Reply (*)(const Entries&, Words arguments);
using Write = Reply (*)(Entries&, Words arguments);

/// A command that only reads is one whose function cannot do else.
struct StoreCommand {
  Syntax syntax;
  std::optional<Error> (*check)(const Syntax&, Words arguments);
  std::variant<Read, Write> function;
};

constexpr std::size_t any = Syntax::any_number;

// What is asked most stands first, for a command is looked up from the top.
constexpr std::array commands{
    StoreCommand{{"GET", "GET key", 1, 1}, check_keys, get},
    StoreCommand{{"SET", "SET key value [NX|XX] [GET]", 2, 4}, check_set, set},
    StoreCommand{{"INCR", "INCR key", 1, 1}, check_keys, incr},
    StoreCommand{{"INCRBY", "INCRBY key n", 2, 2}, check_key_and_integer, incrby},
    StoreCommand{{"DEL", "DEL key [key...]", 1, any}, check_keys, del},
    StoreCommand{{"EXISTS", "EXISTS key [key...]", 1, any}, check_keys, exists},
    StoreCommand{{"APPEND", "APPEND key value", 2, 2}, check_key_and_values, append},
    StoreCommand{{"STRLEN", "STRLEN key", 1, 1}, check_keys, strlen},
    StoreCommand{{"MGET", "MGET key [key...]", 1, any}, check_keys, mget},
    StoreCommand{{"MSET", "MSET key value [key value...]", 2, any}, check_pairs, mset},
    StoreCommand{{"CAS", "CAS key expected new", 3, 3}, check_key_and_values, cas},
};

const StoreCommand* command_in(Words words) {
  const auto* found = std::ranges::find_if(
      commands, [&](const StoreCommand& command) { return is_command(words, command.syntax); });
  return found == commands.end() ? nullptr : found;
}

std::optional<Error> mistake_of(const StoreCommand* command, Words words) {
  if (!command) return unknown_command(words);
  if (auto error = miscounted(command->syntax, words)) return error;
  return command->check(command->syntax, words.subspan(1));
}

}  // namespace

std::optional<Error> Store::mistake_in(Words words) {
  return mistake_of(command_in(words), words);
}

bool Store::only_reads(Words words) {
  const StoreCommand* command = command_in(words);
  return command && std::holds_alternative<Read>(command->function);
}

std::vector<std::string_view> Store::command_names() {
  std::vector<std::string_view> names;
  for (const auto& command : commands) names.push_back(command.syntax.name);
  return names;
}

Reply Store::execute(Words words) {
  const StoreCommand* command = command_in(words);
  if (auto mistake = mistake_of(command, words)) return *std::move(mistake);
  return std::visit([&](auto function) { return function(entries_, words.subspan(1)); },
                    command->function);
}

std::optional<Reply> Store::read(Words words) const {
  const StoreCommand* command = command_in(words);
  const Read* function = command ? std::get_if<Read>(&command->function) : nullptr;
  if (!function) return std::nullopt;
  if (auto mistake = mistake_of(command, words)) return *std::move(mistake);
  return (*function)(entries_, words.subspan(1));
}

}  // namespace paxos::machine
