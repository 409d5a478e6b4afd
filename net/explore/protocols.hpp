// The protocols and the mutants that can be explored. Another protocol is another entry here.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "net/command_line.hpp"
#include "net/explore/cast.hpp"
#include "net/explore/lamport.hpp"
#include "net/explore/recorded.hpp"
#include "net/explore/setting.hpp"

namespace net::explore {

struct Protocol {
  std::string_view name;
  std::string_view what;
  /// How many processes there are unless options say something else.
  RoleCounts usual;
  /// Whether there is a log of slots, of which --slots and --window speak.
  bool has_slots = false;
  /// By their names in the papers.
  std::span<const std::string_view> invariants;
  /// The processes, with the wrong roles of a mutant unless its name is empty. Throws UsageError
  /// for a mutant that is unknown.
  std::unique_ptr<Cast> (*make_cast)(std::string_view mutant, const Setting& setting);
  /// A run from its traces, up to an event if one is named. Throws TraceError.
  std::shared_ptr<const Recorded> (*read_recorded)(const std::vector<std::filesystem::path>& files,
                                                   const std::optional<trace::EventId>& at);
};

/// Throws UsageError for a name that is unknown.
const Protocol& protocol_named(std::string_view name);

/// The roles of single-decree Paxos, or of one of its mutants, for the yardstick.
std::unique_ptr<SpecRoles> make_spec_roles(std::string_view mutant, std::uint32_t acceptors);

}  // namespace net::explore
