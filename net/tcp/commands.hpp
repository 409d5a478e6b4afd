// The commands that a role answers to clients.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <string>

#include "net/tcp/client_session.hpp"
#include "net/wire/resp.hpp"

namespace net::tcp {

class Commands {
 public:
  using Handler = std::function<void(const wire::Request&, Responder)>;
  static constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

  /// Those that every role answers: PING, ECHO, and what client libraries send. `server` is what
  /// HELLO calls this process; `max_request` is named in the error for a request that is too large,
  /// in bytes.
  Commands(std::string server, std::size_t max_request);

  /// `usage` is the command as a user writes it, its name first; it takes `least` to `most` words
  /// after its name.
  void add(const std::string& usage, std::size_t least, std::size_t most, Handler handler);

  /// Looks the command up and checks its arity; a mistake is answered with one error.
  void execute(const wire::Request& request, const Responder& respond) const;

 private:
  struct Command {
    std::string usage;
    std::size_t least;
    std::size_t most;
    Handler handler;
  };

  [[nodiscard]] wire::Reply hello(const wire::Request& request) const;

  std::string server_;
  std::size_t max_request_;
  std::map<std::string, Command> commands_;
};

}  // namespace net::tcp
