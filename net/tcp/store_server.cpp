#include "net/tcp/store_server.hpp"

#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include "paxos/machine/commands.hpp"

namespace net::tcp {
namespace {

using paxos::multi::Proposer;
using wire::Reply;
using wire::Request;

/// What a batch has beside the bytes of a command's words, and beside each word.
constexpr std::size_t origin_bytes = 24;
constexpr std::size_t word_bytes = 4;

std::size_t bytes_of(const std::vector<std::string>& words) {
  std::size_t bytes = origin_bytes;
  for (const std::string& word : words) bytes += word_bytes + word.size();
  return bytes;
}

}  // namespace

StoreServer::StoreServer(asio::io_context& context, const Limits& limits, StoreReplica& store,
                         const Proposer& proposer, Propose propose)
    : context_(context),
      limits_(limits),
      store_(store),
      proposer_(proposer),
      propose_(std::move(propose)),
      deadline_(context) {}

void StoreServer::add_commands(Commands& commands) {
  for (const std::string_view name : paxos::machine::command_names()) {
    commands.add(
        std::string(name), 0, Commands::any_number,
        [this](const Request& request, const Responder& respond) { take(request, respond); });
  }
}

void StoreServer::take(const Request& request, const Responder& respond) {
  if (const auto mistake = paxos::machine::mistake_in(request.words)) {
    return respond(Reply::error(mistake->text));
  }
  const std::size_t bytes = bytes_of(request.words);
  if (bytes > most_command) {
    return respond(Reply::error("ERR a command of " + std::to_string(bytes) +
                                " bytes is over the limit of " + std::to_string(most_command)));
  }
  if (bytes_ + stuck_bytes_ + bytes > limits_.waiting) {
    return respond(Reply::error("BUSY not executed: too many commands wait already"));
  }
  auto [number, batch] = store_.replica().take(request.words);
  waiting_.push_back({respond, bytes, Clock::now() + std::chrono::milliseconds(limits_.patience)});
  bytes_ += bytes;
  await_deadline();

  gathered_.push_back(std::move(batch));
  if (gathered_.size() > 1) return;
  // Behind all requests that have come by now, which join this batch.
  asio::post(context_, [this] { propose_gathered(); });
}

/// What has come since the last wake-up, as few batches as it fits in.
void StoreServer::propose_gathered() {
  const std::vector<paxos::Value> commands = std::exchange(gathered_, {});
  std::span<const paxos::Value> rest(commands);
  while (!rest.empty()) {
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < rest.size() && (count == 0 || bytes + rest[count].size() <= most_command)) {
      bytes += rest[count++].size();
    }
    propose_(paxos::joined(rest.first(count)));
    rest = rest.subspan(count);
  }
}

void StoreServer::learned(const paxos::multi::Learned& learned) {
  for (const auto& [number, reply] : store_.execute(learned)) answer(number, reply_of(reply));
}

void StoreServer::answer(std::uint64_t number, const Reply& reply) {
  Waiting& waiting = waiting_.at(number - first_);
  bytes_ -= waiting.bytes;
  (*std::exchange(waiting.respond, std::nullopt))(reply);
  ++answered_;
  while (!waiting_.empty() && !waiting_.front().respond) {
    waiting_.pop_front();
    ++first_;
    --answered_;
  }
}

void StoreServer::give_up(std::uint64_t number, const std::string& why) {
  store_.replica().forget(number);
  answer(number, Reply::error("UNKNOWN " + why +
                              "; the outcome is unknown, and the command may yet be executed"));
}

void StoreServer::give_up_passed_on(const std::string& why) {
  const std::uint64_t passed_on = first_not_passed_on();
  for (std::uint64_t number = first_; number < passed_on; ++number) {
    if (waits(number)) give_up(number, why);
  }
}

// A command of a client may be in the slots that are not executed here, and its answer with it.
void StoreServer::restore(clients::Snapshot snapshot) {
  if (snapshot.end <= store_.replica().state().end) return;
  give_up_passed_on("this process has gone on from another's snapshot");
  store_.replica().restore(std::move(snapshot));
}

/// The number of the first command that the proposer, or this, has given to nobody yet.
std::uint64_t StoreServer::first_not_passed_on() const {
  for (const paxos::Value& batch : proposer_.waiting()) {
    if (const auto number = store_.replica().first_of_mine(batch)) return *number;
  }
  return end() - gathered_.size();
}

// PMS §3, leader: a command that the leader had when it was lost may be in no slot, or in one that
// the next leader proposes again. Nobody but a quorum of acceptors knows.
void StoreServer::watch_leader() {
  if (proposer_.waiting().empty()) stuck_bytes_ = 0;
  const auto leader = leader_of(proposer_);
  if (leader == leader_) return;
  if (leader_) give_up_passed_on("the leader was lost");
  leader_ = leader;
}

void StoreServer::await_deadline() {
  if (waiting_.empty() || std::exchange(timing_, true)) return;
  deadline_.expires_at(waiting_.front().deadline);
  deadline_.async_wait([this](error_code error) {
    if (error) return;
    timing_ = false;
    const std::uint64_t passed_on = first_not_passed_on();
    while (!waiting_.empty() && waiting_.front().deadline <= Clock::now()) {
      if (first_ >= passed_on) stuck_bytes_ += waiting_.front().bytes;
      give_up(first_, "no answer within " + std::to_string(limits_.patience) + " ms");
    }
    await_deadline();
  });
}

std::optional<paxos::Ballot> leader_of(const Proposer& proposer) {
  if (const auto* leading = std::get_if<paxos::multi::Leading>(&proposer.phase())) {
    return leading->ballot;
  }
  const auto* following = std::get_if<paxos::multi::Following>(&proposer.phase());
  return following ? following->leader : std::nullopt;
}

}  // namespace net::tcp
