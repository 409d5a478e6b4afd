#include "net/clients/batch.hpp"

#include "net/wire/codec.hpp"

namespace net::clients {
namespace {

/// A word that could be taken for something else stands in quotes.
std::string quoted(const std::string& word) {
  constexpr std::string_view special = " ;'\"\\";
  std::string text = to_string(paxos::Value(word));
  if (!text.empty() && text.find_first_of(special) == text.npos) return text;
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += '\\';
    result += c;
  }
  return result + "'";
}

}  // namespace

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
      text += quoted(word);
      between = " ";
    }
  }
  return text.empty() ? "no-op" : text;
}

}  // namespace net::clients
