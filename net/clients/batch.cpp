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

std::string text_of(const paxos::Value& batch) {
  std::string text;
  for (const paxos::machine::Command& command : commands_in(batch)) {
    std::string_view between = text.empty() ? "" : "; ";
    for (const std::string& word : command.words) {
      text += between;
      text += word.empty() ? "''" : to_string(paxos::Value(word));
      between = " ";
    }
  }
  return text.empty() ? "no-op" : text;
}

}  // namespace net::clients
