// The life of a role's process, from its command line to its end.
#pragma once

#include <csignal>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "net/tcp/asio.hpp"
#include "net/tcp/commands.hpp"
#include "net/tcp/host.hpp"
#include "net/tcp/listener.hpp"
#include "net/tcp/role_options.hpp"
#include "paxos/storage/folder.hpp"

namespace net::tcp {

using StatusFields = std::vector<std::string>;  // name, value, name, value, ...

/// What a program needs to give its role commands of its own.
template <class Role>
struct RoleProcess {
  const RoleOptions& options;
  asio::io_context& context;
  Host<Role>& host;
  Commands& commands;
  std::function<void(StatusFields&)>& add_status;  ///< adds the role's own part of STATUS
};

template <class Role>
StatusFields status_of(const RoleOptions& options, Host<Role>& host, std::uint32_t clients) {
  const Peers::Counters counters = host.peers().counters();
  return {"role",     to_string(options.self.role),
          "id",       std::to_string(options.self.number),
          "cluster",  options.cluster.identity(),
          "pid",      std::to_string(::getpid()),
          "peers",    std::to_string(counters.connected),
          "clients",  std::to_string(clients),
          "sent",     std::to_string(counters.sent),
          "received", std::to_string(counters.received),
          "dropped",  std::to_string(counters.dropped),
          "commits",  std::to_string(host.commits())};
}

inline std::unique_ptr<trace::Recorder> open_trace(const RoleOptions& options) {
  if (!options.trace) return std::make_unique<trace::Recorder>(options.self);
  try {
    return std::make_unique<trace::Recorder>(options.self, *options.trace);
  } catch (const std::exception& error) {
    throw UsageError(std::string("cannot trace: ") + error.what());
  }
}

/// Runs a role until SIGINT or SIGTERM. Before there is a role, `prepare` may look at its store;
/// what it returns lives as long as the role. With that, `equip` gives the role its commands.
template <class Role, class Prepare, class Equip>
int run_role(const RoleOptions& options, Prepare prepare, Equip equip) {
  std::signal(SIGPIPE, SIG_IGN);  // Nobody need read the log.
  std::signal(SIGXFSZ, SIG_IGN);  // A file at its size limit is a failed write like any other.
  allow_descriptors(options.cluster.limits);
  const std::size_t max_request = options.cluster.max_value + wire::RequestParser::max_line;
  asio::io_context context(1);
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&context](error_code, int) { context.stop(); });

  Commands commands("paxos " + to_string(options.self.role), max_request);
  Host<Role>* running = nullptr;
  // Port and trace come first: a start that fails for want of them must not have made a store.
  Listener listener(
      context, options.cluster.address(options.self), max_request, options.cluster.limits,
      [&](Socket socket) { running->peers().adopt(std::move(socket)); },
      [&](const wire::Request& request, const Responder& respond) {
        commands.execute(request, respond);
      });

  const auto recorder = open_trace(options);
  const auto store = paxos::storage::open_store<Role>(options.store);
  const auto prepared = prepare(context, *store);
  Host<Role> host(context, options.self, options.cluster, *store, *recorder);
  running = &host;

  std::function<void(StatusFields&)> add_status = [](StatusFields&) {};
  const auto status = [&] {
    host.flush();
    StatusFields fields = status_of(options, host, listener.clients());
    add_status(fields);
    return fields;
  };
  commands.add("STATUS", 0, 0, [status](const wire::Request&, const Responder& respond) {
    respond(wire::Reply::array(status()));
  });
  // The same as text, which is what redis-cli and monitors ask for.
  commands.add("INFO [section]", 0, 1, [status](const wire::Request&, const Responder& respond) {
    const StatusFields fields = status();
    std::string text = "# Paxos\r\n";
    for (std::size_t i = 0; i < fields.size(); i += 2) {
      text += fields[i] + ":" + fields[i + 1] + "\r\n";
    }
    respond(wire::Reply::bulk(text));
  });
  equip(RoleProcess<Role>{options, context, host, commands, add_status}, prepared);

  host.start();
  listener.start();
  spdlog::info("listening at {}", to_string(options.cluster.address(options.self)));
  context.run();
  spdlog::info("stopped");
  return 0;
}

template <class Role>
int run_role(const RoleOptions& options, const std::function<void(RoleProcess<Role>)>& equip) {
  return run_role<Role>(
      options, [](asio::io_context&, const auto&) { return nullptr; },
      [&equip](const RoleProcess<Role>& process, std::nullptr_t) { equip(process); });
}

}  // namespace net::tcp
