#include "paxos/machine/commands.hpp"

#include "paxos/machine/sessions.hpp"
#include "paxos/machine/store.hpp"

namespace paxos::machine {

std::optional<Error> mistake_in(Words words) {
  return Sessions::has_command(words) ? Sessions::mistake_in(words) : Store::mistake_in(words);
}

bool only_reads(Words words) {
  return Store::only_reads(words);
}

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names = Store::command_names();
  for (const auto name : Sessions::command_names()) names.push_back(name);
  return names;
}

}  // namespace paxos::machine
