#include "net/tcp/commands.hpp"

#include <utility>
#include <vector>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/predicate.hpp>

#include "paxos/value.hpp"

namespace net::tcp {
namespace {

using wire::Reply;
using wire::Request;

}  // namespace

Commands::Commands(std::string server, std::size_t max_request)
    : server_(std::move(server)), max_request_(max_request) {
  add("PING [message]", 0, 1, [](const Request& request, const Responder& respond) {
    respond(request.words.size() > 1 ? Reply::bulk(request.words[1]) : Reply::simple("PONG"));
  });
  add("HELLO [2]", 0, any_number,
      [this](const Request& request, const Responder& respond) { respond(hello(request)); });
  add("ECHO message", 1, 1, [](const Request& request, const Responder& respond) {
    respond(Reply::bulk(request.words[1]));
  });
  add("SELECT 0", 1, 1, [](const Request& request, const Responder& respond) {
    respond(request.words[1] == "0" ? Reply::ok() : Reply::error("ERR there is only database 0"));
  });
  // Client libraries and benchmarks send these when they connect, and want no more than an answer.
  add("COMMAND [...]", 0, any_number,
      [](const Request&, const Responder& respond) { respond(Reply::array({})); });
  add("CLIENT [...]", 0, any_number,
      [](const Request&, const Responder& respond) { respond(Reply::ok()); });
  add("CONFIG GET name", 2, 2, [](const Request& request, const Responder& respond) {
    if (!boost::iequals(request.words[1], "GET")) {
      return respond(Reply::error("ERR nothing can be set; the cluster file configures a cluster"));
    }
    respond(Reply::array({request.words[2], ""}));
  });
}

void Commands::add(const std::string& usage, std::size_t least, std::size_t most, Handler handler) {
  const std::string name = usage.substr(0, usage.find(' '));
  commands_.insert_or_assign(name, Command{usage, least, most, std::move(handler)});
}

void Commands::execute(const Request& request, const Responder& respond) const {
  if (request.too_large) {
    return respond(Reply::error("ERR request is over the limit of " + std::to_string(max_request_) +
                                " bytes"));
  }
  const std::string& word = request.words.front();
  const auto found = commands_.find(boost::to_upper_copy(word));
  if (found == commands_.end()) {
    std::string known;
    for (const auto& [name, command] : commands_) known += (known.empty() ? "" : ", ") + name;
    return respond(Reply::error("ERR unknown command '" + to_string(paxos::Value(word)) +
                                "'; known: " + known));
  }
  const auto& [name, command] = *found;
  const std::size_t given = request.words.size() - 1;
  if (given < command.least || given > command.most) {
    return respond(Reply::error("ERR wrong number of arguments; write " + command.usage));
  }
  command.handler(request, respond);
}

Reply Commands::hello(const Request& request) const {
  if (request.words.size() > 1 && request.words[1] != "2") {
    return Reply::error("NOPROTO this server speaks protocol version 2 only");
  }
  return Reply::array({"server", server_, "version", "1", "proto", "2"});
}

}  // namespace net::tcp
