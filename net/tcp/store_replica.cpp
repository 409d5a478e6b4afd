#include "net/tcp/store_replica.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include <spdlog/spdlog.h>

#include "net/clients/batch.hpp"
#include "net/number.hpp"
#include "paxos/assert.hpp"
#include "paxos/machine/commands.hpp"

namespace net::tcp {
namespace {

using paxos::machine::Bulk;
using paxos::multi::Slot;
using wire::Reply;
using wire::Request;

/// What LOG answers at most, in slots, and an answer of many bytes.
constexpr std::uint64_t most_slots = 1000;
constexpr std::size_t most_answer = std::size_t{1} << 20;

std::optional<Slot> slot_in(const std::string& text) {
  const Slot slot{read_number(text).value_or(0)};
  return slot.valid() ? std::optional(slot) : std::nullopt;
}

Reply no_slot() {
  return Reply::error("ERR slots are counted from 1");
}

Reply no_more(Slot begin) {
  return Reply::error("ERR a snapshot stands for that slot; the log begins at slot " +
                      to_string(begin));
}

}  // namespace

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
  // What it executes again counts for the next snapshot, or one that restarts often would take
  // none.
  for (Slot slot = replica_.state().end; slot < log().first_unchosen(); slot = slot.next()) {
    static_cast<void>(execute({slot, {log()[slot]}}));
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
  const auto count = read_number(request.words[2]);
  if (!from) return respond(no_slot());
  if (!count || *count < 1 || *count > most_slots) {
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
          return read_number(request.words[word]).value_or(0);
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

}  // namespace net::tcp
