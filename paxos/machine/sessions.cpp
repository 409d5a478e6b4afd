#include "paxos/machine/sessions.hpp"

#include <string>
#include <utility>
#include <variant>

#include "paxos/assert.hpp"

namespace paxos::machine {
namespace {

constexpr Syntax session_syntax{"SESSION", "SESSION", 0, 0};
constexpr Syntax once_syntax{"ONCE", "ONCE id seq COMMAND...", 3, Syntax::any_number};

/// The command within ONCE id seq COMMAND...
Words within(Words once) {
  return once.subspan(3);
}

std::optional<Error> mistake_in_once(Words words) {
  for (const auto& number : words.subspan(1, 2)) {
    if (integer_in(number).value_or(0) < 1) {
      return misuse(once_syntax, "id and seq are integers from 1 on");
    }
  }
  const Words command = within(words);
  for (const auto* syntax : {&session_syntax, &once_syntax}) {
    if (!is_command(command, *syntax)) continue;
    return Error{"ERR " + std::string(syntax->name) + " cannot stand within ONCE"};
  }
  return Store::mistake_in(command);
}

/// What a value counts beside its bytes. All replicas must count alike, so it is no size of a type.
constexpr std::size_t bytes_of_a_value = 32;

/// What there is of an answer beside small and fixed parts.
std::size_t bytes_of(const Reply& reply) {
  struct Size {
    std::size_t operator()(const Status& status) const { return status.text.size(); }
    std::size_t operator()(const Error& error) const { return error.text.size(); }
    std::size_t operator()(std::int64_t) const { return 0; }
    std::size_t operator()(const Bulk& bulk) const {
      return bytes_of_a_value + (bulk ? bulk->size() : 0);
    }
    std::size_t operator()(const std::vector<Bulk>& bulks) const {
      std::size_t bytes = 0;
      for (const Bulk& bulk : bulks) bytes += (*this)(bulk);
      return bytes;
    }
  };
  return std::visit(Size{}, reply);
}

Error no_session(std::int64_t id) {
  return {"NOSESSION session " + std::to_string(id) + " has expired or never was; open another"};
}

Error out_of_turn(std::int64_t id, std::int64_t last, std::int64_t seq) {
  return {"ERR session " + std::to_string(id) + " is at " + std::to_string(last) + ": seq " +
          std::to_string(seq) + " is neither the last nor the next"};
}

}  // namespace

Sessions::Sessions(const Limits& limits) {
  set_limits(limits);
}

void Sessions::set_limits(const Limits& limits) {
  PAXOS_ASSERT(limits.sessions >= 1);
  limits_ = limits;
}

bool Sessions::has_command(Words words) {
  return is_command(words, session_syntax) || is_command(words, once_syntax);
}

std::vector<std::string_view> Sessions::command_names() {
  return {session_syntax.name, once_syntax.name};
}

std::optional<Error> Sessions::mistake_in(Words words) {
  if (is_command(words, session_syntax)) return miscounted(session_syntax, words);
  if (!is_command(words, once_syntax)) return unknown_command(words);
  if (auto error = miscounted(once_syntax, words)) return error;
  return mistake_in_once(words);
}

Reply Sessions::execute(Words words, Store& store) {
  if (auto mistake = mistake_in(words)) return *std::move(mistake);
  if (is_command(words, session_syntax)) return open();
  return once(*integer_in(words[1]), *integer_in(words[2]), within(words), store);
}

bool Sessions::is_sound() const {
  std::size_t bytes = 0;
  for (const auto& [id, session] : open_) {
    bytes += bytes_of(*session.reply);
    const auto use = by_use_.find(session.used);
    const bool known = use != by_use_.end() && use->second == id;
    if (!known || id > opened_ || session.used > uses_) return false;
  }
  return by_use_.size() == open_.size() && bytes == bytes_ && limits_.sessions >= 1;
}

Reply Sessions::open() {
  while (open_.size() >= limits_.sessions) expire_least_recent();
  const std::int64_t id = ++opened_;
  const auto [session, is_new] = open_.try_emplace(id);
  session->second.used = ++uses_;
  by_use_.emplace(uses_, id);
  return id;
}

Reply Sessions::once(std::int64_t id, std::int64_t seq, Words command, Store& store) {
  const auto found = open_.find(id);
  if (found == open_.end()) return no_session(id);
  Session& session = found->second;

  if (seq == session.last) {
    use(session);
    return *session.reply;
  }
  if (seq - 1 != session.last) return out_of_turn(id, session.last, seq);
  use(session);
  bytes_ -= bytes_of(*session.reply);
  session.reply = std::make_shared<const Reply>(store.execute(command));
  bytes_ += bytes_of(*session.reply);
  session.last = seq;
  // This session, which was used last, expires last.
  while (bytes_ > limits_.bytes && open_.size() > 1) expire_least_recent();
  return *session.reply;
}

void Sessions::expire_least_recent() {
  const auto least_recent = by_use_.begin();
  const auto session = open_.find(least_recent->second);
  bytes_ -= bytes_of(*session->second.reply);
  open_.erase(session);
  by_use_.erase(least_recent);
}

void Sessions::use(Session& session) {
  auto place = by_use_.extract(session.used);
  session.used = ++uses_;
  place.key() = session.used;
  by_use_.insert(by_use_.end(), std::move(place));
}

}  // namespace paxos::machine
