#include "net/tcp/store_commands.hpp"

#include <charconv>
#include <utility>
#include <variant>

#include <spdlog/spdlog.h>

#include "net/clients/batch.hpp"
#include "paxos/assert.hpp"
#include "paxos/machine/commands.hpp"

namespace net::tcp {
namespace {

using paxos::machine::Bulk;
using paxos::multi::Proposer;
using paxos::multi::Slot;
using wire::Reply;
using wire::Request;

/// What LOG answers at most, in slots, and an answer of many bytes.
constexpr std::uint64_t most_slots = 1000;
constexpr std::size_t most_answer = std::size_t{1} << 20;
/// What a batch has beside the bytes of a command's words, and beside each word.
constexpr std::size_t origin_bytes = 24;
constexpr std::size_t word_bytes = 4;

Reply reply_of(const paxos::machine::Reply& reply) {
  struct Convert {
    Reply operator()(const paxos::machine::Status& status) { return Reply::simple(status.text); }
    Reply operator()(const paxos::machine::Error& error) { return Reply::error(error.text); }
    Reply operator()(std::int64_t number) { return Reply::integer(number); }
    Reply operator()(const Bulk& bulk) { return bulk ? Reply::bulk(*bulk) : Reply::nil(); }
    Reply operator()(const std::vector<Bulk>& bulks) { return Reply::bulks(bulks); }
  };
  return std::visit(Convert{}, reply);
}

/// A positive number, or nothing.
std::optional<std::uint64_t> number_in(const std::string& text) {
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

std::optional<Slot> slot_in(const std::string& text) {
  const Slot slot{number_in(text).value_or(0)};
  return slot.valid() ? std::optional(slot) : std::nullopt;
}

Reply no_slot() {
  return Reply::error("ERR slots are counted from 1");
}

Reply no_more(Slot begin) {
  return Reply::error("ERR a snapshot stands for that slot; the log begins at slot " +
                      to_string(begin));
}

std::size_t bytes_of(const std::vector<std::string>& words) {
  std::size_t bytes = origin_bytes;
  for (const std::string& word : words) bytes += word_bytes + word.size();
  return bytes;
}

}  // namespace

StoreReplica::StoreReplica(asio::io_context& context, const RoleOptions& options,
                           std::uint64_t life)
    : snapshots_(context, options.store.folder, options.cluster),
      replica_(options.self, life, snapshots_.read()) {
  const auto& restored = options.cluster.restored;
  if (!restored || replica_.state().end.number > restored->slots) return;
  spdlog::warn(
      "it has nothing of the backup that the cluster begins with, {}; it waits for one "
      "that was started with --restore",
      to_string(*restored));
}

void StoreReplica::begin(const paxos::multi::Ledger& ledger) {
  ledger_ = &ledger;
  for (Slot slot = log().begin(); slot < log().first_unchosen(); slot = slot.next()) {
    static_cast<void>(replica_.execute({slot, {log()[slot]}}));
  }
}

std::vector<clients::Answer> StoreReplica::execute(const paxos::multi::Learned& learned) {
  PAXOS_ASSERT(learned.from <= replica_.state().end);
  auto answers = replica_.execute(learned);
  snapshots_.executed(learned, replica_.state());
  return answers;
}

void StoreReplica::add_log(Commands& commands) {
  commands.add("LOG from count", 2, 2, [this](const Request& request, const Responder& respond) {
    answer_log(request, respond);
  });
  commands.add("CHOSEN slot", 1, 1, [this](const Request& request, const Responder& respond) {
    const auto slot = slot_in(request.words[1]);
    if (!slot) return respond(no_slot());
    if (*slot < log().begin()) return respond(no_more(log().begin()));
    respond(*slot < log().first_unchosen() ? Reply::bulk(clients::text_of(log()[*slot]))
                                           : Reply::nil());
  });
}

void StoreReplica::answer_log(const Request& request, const Responder& respond) const {
  const auto from = slot_in(request.words[1]);
  const auto count = number_in(request.words[2]);
  if (!from) return respond(no_slot());
  if (!count || *count > most_slots) {
    return respond(Reply::error("ERR count must be 1 to " + std::to_string(most_slots)));
  }
  if (*from < log().begin()) return respond(no_more(log().begin()));
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  for (Slot slot = *from; slot < log().first_unchosen() && slot < from->next(*count);
       slot = slot.next()) {
    std::string text = clients::text_of(log()[slot]);
    bytes += text.size();
    if (bytes > most_answer && !lines.empty()) break;
    lines.push_back(to_string(slot));
    lines.push_back(std::move(text));
  }
  respond(Reply::array(lines));
}

void StoreReplica::add_reads(Commands& commands) {
  for (const std::string_view name : paxos::machine::command_names()) {
    const bool reads = paxos::machine::only_reads(std::vector{std::string(name)});
    commands.add(std::string(name), 0, Commands::any_number,
                 [this, reads](const Request& request, const Responder& respond) {
                   if (const auto mistake = paxos::machine::mistake_in(request.words)) {
                     return respond(Reply::error(mistake->text));
                   }
                   if (!reads) {
                     return respond(Reply::error("ERR a learner only reads; ask a proposer"));
                   }
                   respond(reply_of(*replica_.machine().store().read(request.words)));
                 });
  }
}

void StoreReplica::add_snapshot(Commands& commands, RecallPiece recall) {
  commands.add("SNAPSHOT", 0, 0, [this](const Request&, const Responder& respond) {
    snapshots_.ask(replica_.state(), respond);
  });
  commands.add(
      "PIECE end size offset", 3, 3,
      [this, recall = std::move(recall)](const Request& request, const Responder& respond) {
        if (ledger_->snapshots().own.of.size == 0) {
          return respond(Reply::error("ERR there is no snapshot; SNAPSHOT makes one"));
        }
        const auto number = [&](std::size_t word) {
          return number_in(request.words[word]).value_or(0);
        };
        const auto sent = recall(
            {.to = {}, .of = {{number(1)}, number(2)}, .offset = number(3), .bytes = most_answer});
        const auto& piece = std::get<paxos::multi::Piece>(sent.message);
        respond(Reply::array({to_string(piece.of.end), std::to_string(piece.of.size),
                              std::to_string(piece.offset), std::string(piece.bytes.bytes())}));
      });
}

void StoreReplica::add_status(std::vector<std::string>& fields) const {
  fields.insert(fields.end(), {"log_begin", to_string(log().begin()), "first_unchosen",
                               to_string(log().first_unchosen()), "executed",
                               std::to_string(replica_.machine().executed())});
  snapshots_.add_status(fields);
  const auto& download = ledger_->snapshots().download;
  fields.insert(fields.end(), {"download", std::to_string(download.received), "download_of",
                               std::to_string(download.of.size)});
}

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

// PMS §3: a command that the leader had when it was lost may be in no slot, or in one that the next
// leader proposes again. Nobody but a quorum of acceptors knows.
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
