// A proposer of single-decree Paxos. Clients tell it: PROPOSE value [ms].
#include <chrono>
#include <memory>

#include "cmd/proposer/protocols.hpp"
#include "net/tcp/role_process.hpp"
#include "net/tcp/waiting.hpp"
#include "paxos/single/proposer.hpp"

namespace {

using net::tcp::Responder;
using net::wire::Reply;
using net::wire::Request;
using paxos::Value;
using paxos::single::Proposer;

constexpr std::chrono::milliseconds default_wait{10000};

/// The ballot that it tries or tried last.
std::string current_ballot(const Proposer& proposer, std::uint32_t id) {
  if (proposer.state().highest_round == 0) return "none";
  return to_string(paxos::Ballot{proposer.state().highest_round, id});
}

std::string phase_name(const Proposer& proposer) {
  return std::visit(
      [](const auto& phase) { return paxos::short_name<std::decay_t<decltype(phase)>>(); },
      proposer.phase());
}

void equip(const net::tcp::RoleProcess<Proposer>& process) {
  auto& host = process.host;
  const std::size_t max_value = process.options.cluster.max_value;
  auto waiting = std::make_shared<net::tcp::WaitingClients>(process.context);

  host.on_learned = [waiting](const Value& chosen) {
    waiting->answer_all(Reply::bulk(chosen.bytes()));
  };
  process.commands.add(
      "PROPOSE value [ms]", 1, 2,
      [&host, waiting, max_value](const Request& request, const Responder& respond) {
        const auto wait =
            request.words.size() > 2 ? net::tcp::parse_wait(request.words[2]) : default_wait;
        if (!wait) return respond(net::tcp::bad_wait());
        const Value value(request.words[1]);
        if (value.size() > max_value) {
          return respond(Reply::error("ERR a value of " + std::to_string(value.size()) +
                                      " bytes is over the limit of " + std::to_string(max_value)));
        }
        waiting->add(
            respond, *wait,
            Reply::error("TIMEOUT nothing was chosen within " + std::to_string(wait->count()) +
                         " ms; the outcome is unknown, and this value may yet be chosen"));
        host.request(value, [&](Proposer& proposer) { return proposer.propose(value); });
      });
  process.add_status = [&host, id = process.options.self.number](net::tcp::StatusFields& fields) {
    fields.insert(fields.end(),
                  {"ballot", current_ballot(host.role(), id), "phase", phase_name(host.role()),
                   "value", paxos::print(host.role().learned())});
  };
}

}  // namespace

int run_single(const net::tcp::RoleOptions& options) {
  return net::tcp::run_role<Proposer>(options, equip);
}
