#include "net/clients/batch.hpp"

#include "net/wire/codec.hpp"

namespace net::clients {

paxos::Value batch_of(const paxos::machine::Command& command) {
  return paxos::Value(wire::encode(command));
}

std::vector<paxos::machine::Command> commands_in(const paxos::Value& batch) {
  std::vector<paxos::machine::Command> commands;
  for (wire::Decoder decoder(batch.bytes()); !decoder.done();) decoder(commands.emplace_back());
  return commands;
}

}  // namespace net::clients
