// A learner of single-decree Paxos. Clients ask it: CHOSEN, WAIT-CHOSEN ms.
#include <memory>

#include "cmd/learner/protocols.hpp"
#include "net/tcp/role_process.hpp"
#include "net/tcp/waiting.hpp"
#include "paxos/single/learner.hpp"

namespace {

using net::tcp::Responder;
using net::wire::Reply;
using net::wire::Request;
using paxos::single::Learner;

Reply chosen(const Learner& learner) {
  return learner.learned() ? Reply::bulk(learner.learned()->bytes()) : Reply::nil();
}

void equip(const net::tcp::RoleProcess<Learner>& process) {
  auto& host = process.host;
  auto waiting = std::make_shared<net::tcp::WaitingClients>(process.context);

  host.on_learned = [waiting](const paxos::Value& value) {
    waiting->answer_all(Reply::bulk(value.bytes()));
  };
  process.commands.add("CHOSEN", 0, 0, [&host](const Request&, const Responder& respond) {
    respond(chosen(host.role()));
  });
  process.commands.add("WAIT-CHOSEN ms", 1, 1,
                       [&host, waiting](const Request& request, const Responder& respond) {
                         const auto wait = net::tcp::parse_wait(request.words[1]);
                         if (!wait) return respond(net::tcp::bad_wait());
                         if (host.role().learned()) return respond(chosen(host.role()));
                         waiting->add(respond, *wait, Reply::nil());
                       });
  process.add_status = [&host](net::tcp::StatusFields& fields) {
    fields.insert(fields.end(), {"value", paxos::print(host.role().learned())});
  };
}

}  // namespace

int run_single(const net::tcp::RoleOptions& options) {
  return net::tcp::run_role<Learner>(options, equip);
}
