#include "net/sim/store_clients.hpp"

#include <algorithm>
#include <utility>

#include "net/clients/operations.hpp"
#include "net/command_line.hpp"
#include "net/sim/dice.hpp"
#include "net/sim/wishes.hpp"
#include "net/wire/codec.hpp"
#include "paxos/print.hpp"

namespace net::sim {
namespace {

using paxos::machine::Bulk;
using paxos::machine::Error;
using paxos::machine::Operation;
using paxos::machine::OperationKind;
using paxos::machine::Reply;
using paxos::machine::Status;

/// Longer than it mostly takes until there is a leader.
constexpr Time patience = 1'000'000;
constexpr Time nanoseconds_per_microsecond = 1000;

std::string name_of(std::uint32_t client) {
  return "client " + std::to_string(client + 1);
}

std::string line_of(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

struct ReplyWords {
  std::string operator()(const Status& status) const { return status.text; }
  std::string operator()(const Error& error) const { return error.text; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const Bulk& bulk) const { return bulk ? "'" + *bulk + "'" : "nil"; }
  std::string operator()(const std::vector<Bulk>&) const { return "an array"; }
};

bool begins_with(const Reply& reply, std::string_view code) {
  const auto* error = std::get_if<Error>(&reply);
  return error && error->text.starts_with(code);
}

clients::Snapshot state_of(const paxos::multi::SnapshotCopy& snapshot) {
  if (!snapshot.is_whole()) return {};
  return {snapshot.of.end, clients::machine_of(snapshot.bytes)};
}

}  // namespace

StoreClients::StoreClients(Stage& stage) : stage_(stage), clients_(clients) {
  for (std::uint32_t number = 0; number < clients; ++number) {
    clients_[number].has_session = roll_for(number).below(3) != 0;
  }
}

Random StoreClients::roll_for(std::uint32_t number) {
  return roll(stage_.seed, Purpose::client, number, ++clients_[number].rolls);
}

bool StoreClients::is_lost(Random& dice) const {
  constexpr std::uint64_t thousand = 1000;
  return !stage_.calm && std::cmp_less(dice.below(thousand), stage_.knobs.drop);
}

void StoreClients::ask(const Request& request, Time) {
  const auto number = static_cast<std::uint32_t>(request.number % clients);
  auto& client = clients_[number];
  for (std::uint64_t i = 0; i < commands; ++i) {
    client.wishes.push_back({request.proposer, request.number * commands + i});
  }
  stage_.demands_changed = true;
  if (!client.operation) next(number);
}

/// A client has nothing under way.
void StoreClients::next(std::uint32_t number) {
  auto& client = clients_[number];
  if (client.wishes.empty()) {
    stage_.demands_changed = true;
    return;
  }
  const Wish wish = client.wishes.front();
  client.wishes.pop_front();
  client.proposer = wish.proposer;
  client.operation =
      invented(number, wish.number, roll(stage_.seed, Purpose::client, clients, wish.number));
  client.operation->call = stage_.now * nanoseconds_per_microsecond;
  client.words = clients::words_of(*client.operation);
  ++client.sequence;
  send(number);
}

/// Asks for what it is about, or for the session that it needs for that.
void StoreClients::send(std::uint32_t number) {
  auto& client = clients_[number];
  std::vector<std::string> words = client.words;
  if (client.has_session && !client.session) {
    words = {"SESSION"};
  } else if (client.has_session) {
    words.insert(words.begin(),
                 {"ONCE", std::to_string(*client.session), std::to_string(client.sequence)});
  }
  stage_.tell([&] {
    return name_of(number) + " asks " + to_string(client.proposer) + ": " + line_of(words);
  });
  const auto attempt = static_cast<std::uint32_t>(attempts_.size());
  attempts_.push_back({number, std::move(words)});
  client.attempt = attempt;
  auto dice = roll_for(number);
  const Time spread = dice.between(0, patience / 2);
  const Time delay = stage_.knobs.delay + dice.between(0, stage_.knobs.jitter);
  stage_.queue.push(
      {.at = stage_.now + patience + spread, .item = attempt, .what = What::patience});
  if (is_lost(dice)) return;
  stage_.queue.push({.at = stage_.now + delay,
                     .process = stage_.nodes.index(client.proposer),
                     .item = attempt,
                     .what = What::request});
}

std::optional<paxos::Value> StoreClients::arrives(const Event& event, paxos::NodeId node) {
  auto& executor = executors_.at(node);
  if (stage_.options.local_reads && answered_at_once(executor, event.item)) return std::nullopt;
  auto [number, batch] = executor.replica.take(attempts_[event.item].words);
  executor.attempts.emplace(number, event.item);
  return batch;
}

void StoreClients::arrives_in_vain(const Event& event, paxos::NodeId node) {
  stage_.tell([&] {
    return name_of(attempts_[event.item].client) + " finds that " + to_string(node) + " is down";
  });
}

void StoreClients::happen(const Event& event) {
  const Attempt& attempt = attempts_[event.item];
  // An answer that comes late has been given up.
  if (clients_[attempt.client].attempt != event.item) return;
  if (event.what == What::patience) return lose_patience(attempt.client);
  told(attempt.client, *attempt.reply);
}

void StoreClients::lose_patience(std::uint32_t number) {
  auto& client = clients_[number];
  auto dice = roll_for(number);
  look_for_another(client, dice);
  if (client.has_session || stage_.options.plain_retries) {
    ++stage_.tally.asked_again;
    return send(number);
  }
  stage_.tell([&] { return name_of(number) + " gives up"; });
  ++stage_.tally.unknown;
  end(client, std::nullopt, std::nullopt);
  next(number);
}

void StoreClients::look_for_another(Client& client, Random& dice) {
  const auto proposers = stage_.options.configuration.all(paxos::Role::proposer);
  client.proposer = proposers[dice.below(proposers.size())];
}

void StoreClients::told(std::uint32_t number, const Reply& reply) {
  auto& client = clients_[number];
  stage_.tell([&] { return name_of(number) + " is told " + std::visit(ReplyWords{}, reply); });
  if (begins_with(reply, "TRYAGAIN")) {
    ++stage_.tally.asked_again;
    return send(number);
  }
  if (client.has_session && !client.session) {
    client.session = std::get<std::int64_t>(reply);
    client.sequence = 1;
    return send(number);
  }
  finish(client, reply);
  next(number);
}

/// PMS §3: the answer of the state machine is the outcome of the operation.
void StoreClients::finish(Client& client, const Reply& reply) {
  ++stage_.tally.answers;
  const bool is_cas = client.operation->op == OperationKind::cas;
  if (std::holds_alternative<Error>(reply)) {
    end(client, false, std::nullopt);
  } else if (const auto* integer = std::get_if<std::int64_t>(&reply)) {
    is_cas ? end(client, *integer == 1, std::nullopt) : end(client, true, std::to_string(*integer));
  } else if (const auto* bulk = std::get_if<Bulk>(&reply)) {
    end(client, true, *bulk);
  } else {
    end(client, true, std::nullopt);
  }
}

void StoreClients::end(Client& client, std::optional<bool> ok, std::optional<std::string> output) {
  Operation& operation = *client.operation;
  operation.ok = ok;
  operation.output = std::move(output);
  if (ok) operation.returned = stage_.now * nanoseconds_per_microsecond;
  history_.push_back(std::move(operation));
  client.operation.reset();
  client.attempt.reset();
}

void StoreClients::begin(paxos::NodeId node, const paxos::multi::SnapshotCopy& snapshot,
                         const Learned& log) {
  const auto [executor, is_new] = executors_.insert_or_assign(
      node, Executor{clients::Replica(node, ++lives_, state_of(snapshot))});
  execute(executor->second, log);
}

paxos::multi::SnapshotCopy StoreClients::snapshot(paxos::NodeId node) const {
  clients::Snapshot state = executors_.at(node).replica.state();
  if (stage_.options.snapshots_without_sessions) {
    state.machine = {state.machine.store().entries(), {}};
  }
  const paxos::Value bytes = clients::bytes_of(state.machine);
  return {{state.end, bytes.size()}, bytes.size(), bytes};
}

void StoreClients::restore(paxos::NodeId node, const paxos::multi::SnapshotCopy& snapshot) {
  auto& executor = executors_.at(node);
  if (snapshot.of.end <= executor.replica.state().end) return;
  stage_.demands_changed = true;
  // What clients wait for may be in the slots that are not executed here.
  executor.attempts.clear();
  executor.replica.restore(state_of(snapshot));
}

void StoreClients::learned(paxos::NodeId node, const Learned& learned) {
  stage_.tell([&] {
    return to_string(node) + " knows what is chosen in slot " + to_string(learned.from) +
           (learned.values.size() == 1
                ? ""
                : " to " + to_string(learned.from.next(learned.values.size() - 1)));
  });
  stage_.tally.learned += node.role == paxos::Role::learner ? learned.values.size() : 0;
  execute(executors_.at(node), learned);
}

void StoreClients::execute(Executor& executor, const Learned& learned) {
  stage_.demands_changed = true;
  for (auto& [number, reply] : executor.replica.execute(learned)) {
    const auto found = executor.attempts.find(number);
    if (found == executor.attempts.end()) continue;
    const std::uint32_t item = found->second;
    executor.attempts.erase(found);
    answer(item, std::move(reply));
  }
}

/// On its way to the client, an answer may be lost.
void StoreClients::answer(std::uint32_t attempt, Reply reply) {
  attempts_[attempt].reply = std::move(reply);
  auto dice = roll_for(attempts_[attempt].client);
  const Time delay = stage_.knobs.delay + dice.between(0, stage_.knobs.jitter);
  if (is_lost(dice)) return;
  stage_.queue.push({.at = stage_.now + delay, .item = attempt, .what = What::answer});
}

/// Mutant B27: a read that is not in a session is answered from what is executed here.
bool StoreClients::answered_at_once(const Executor& executor, std::uint32_t attempt) {
  auto reply = executor.replica.machine().store().read(attempts_[attempt].words);
  if (!reply) return false;
  answer(attempt, *std::move(reply));
  return true;
}

void StoreClients::goes_down(paxos::NodeId node) {
  const auto found = executors_.find(node);
  if (found == executors_.end()) return;
  found->second.up = false;
  found->second.attempts.clear();
  stage_.demands_changed = true;
}

std::string StoreClients::unmet(const Excused& excused) const {
  std::string unmet;
  const auto add = [&unmet](const std::string& text) {
    unmet += (unmet.empty() ? "" : ", ") + text;
  };
  for (std::uint32_t number = 0; number < clients; ++number) {
    if (clients_[number].operation) add(name_of(number) + " still waited for an answer");
  }
  std::uint64_t most = 0;
  for (const auto& [node, executor] : executors_) most = std::max(most, executor.slots());
  for (const auto& [node, executor] : executors_) {
    if (excused(node) || executor.slots() == most) continue;
    add(to_string(node) + " had executed " + std::to_string(executor.slots()) + " of " +
        counted(most, "slot"));
  }
  return unmet;
}

std::optional<paxos::Violation> StoreClients::violated() const {
  for (const auto& [one, executor] : executors_) {
    for (const auto& [other, second] : executors_) {
      if (executor.slots() != second.slots()) continue;
      if (executor.replica.machine() == second.replica.machine()) continue;
      return paxos::Violation{
          "one state", to_string(one) + " and " + to_string(other) + " have executed the same " +
                           counted(executor.slots(), "slot") + ", and their stores differ"};
    }
  }
  std::vector<Operation> history = history_;
  for (const auto& client : clients_) {
    if (client.operation) history.push_back(*client.operation);
  }
  const auto verdict = paxos::machine::check_linearizable(history);
  if (verdict.holds()) return std::nullopt;
  return paxos::Violation{"linearizability", verdict.why};
}

}  // namespace net::sim
