#include "net/clients/replica.hpp"

#include <utility>

#include "net/clients/batch.hpp"

namespace net::clients {

using paxos::machine::Command;
using paxos::machine::Error;
using paxos::machine::Reply;

Replica::Taken Replica::take(std::vector<std::string> words) {
  waiting_.insert(++taken_);
  return {taken_, batch_of(Command{{self_.number, life_, taken_}, std::move(words)})};
}

std::vector<Answer> Replica::execute(const paxos::multi::Learned& learned) {
  std::vector<Answer> answers;
  paxos::multi::Slot slot = learned.from;
  for (const paxos::Value& batch : learned.values) {
    if (slot >= state_.end) {
      execute(batch, answers);
      state_.end = slot.next();
    }
    slot = slot.next();
  }
  return answers;
}

void Replica::execute(const paxos::Value& batch, std::vector<Answer>& answers) {
  const auto answer = [&answers](std::uint64_t number) -> Reply& {
    answers.emplace_back().number = number;
    return answers.back().reply;
  };
  for (const Command& command : commands_in(batch)) {
    std::optional<Reply> reply = state_.machine.execute(command);
    // A command that stands in two slots is executed in the first.
    if (!reply || !is_mine(command.origin)) continue;
    // One that was overtaken on its way to the leader is skipped wherever it comes to stand.
    while (!waiting_.empty() && *waiting_.begin() < command.origin.number) {
      answer(*waiting_.begin()) = Error{not_executed};
      waiting_.erase(waiting_.begin());
    }
    if (waiting_.erase(command.origin.number) > 0) {
      answer(command.origin.number) = *std::move(reply);
    }
  }
}

std::optional<std::uint64_t> Replica::first_of_mine(const paxos::Value& batch) const {
  for (const Command& command : commands_in(batch)) {
    if (is_mine(command.origin)) return command.origin.number;
  }
  return std::nullopt;
}

}  // namespace net::clients
