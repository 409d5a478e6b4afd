// A recorded run of one protocol.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "net/command_line.hpp"
#include "net/explore/protocol_cast.hpp"
#include "net/explore/recorded.hpp"
#include "net/explore/table_of.hpp"
#include "net/trace/event_name.hpp"
#include "net/trace/lines.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/replay.hpp"

namespace net::explore {

/// `System` is a protocol as a whole, such as paxos::single::Synod.
template <class System>
class RecordedOf final : public Recorded {
 public:
  /// Reads the traces and replays them through the roles. Throws TraceError.
  RecordedOf(const std::vector<std::filesystem::path>& files,
             const std::optional<trace::EventId>& at)
      : trace_(whole(trace::read_traces(trace::trace_files(files)), at)),
        at_(at),
        replayed_(trace::replay<System>(trace_, at)) {}

  [[nodiscard]] const paxos::Configuration& configuration() const override {
    return replayed_.configuration;
  }

  [[nodiscard]] std::uint64_t highest_round() const override {
    std::uint64_t highest = 0;
    for (const auto& [node, process] : replayed_.proposers) {
      highest = std::max(highest, System::rounds_begun(process.durable));
    }
    return highest;
  }

  [[nodiscard]] bool runs(paxos::NodeId node) const override {
    const auto in = [node](const auto& processes) {
      const auto found = processes.find(node);
      return found != processes.end() && found->second.role;
    };
    return in(replayed_.acceptors) || in(replayed_.proposers) || in(replayed_.learners);
  }

  [[nodiscard]] std::unique_ptr<Cast> make_cast(const Setting& setting) const override {
    auto cast = std::make_unique<ProtocolCast<System>>(
        setting, [this](const Setting& in_it, Tables<System>& tables) {
          return typename ProtocolCast<System>::RoleTables{
              table(replayed_.proposers, in_it, tables), table(replayed_.acceptors, in_it, tables),
              table(replayed_.learners, in_it, tables)};
        });
    for (const auto& [from, to, message] : replayed_.sent) cast->was_sent({from, to, message});
    return cast;
  }

  void retell(const std::filesystem::path& folder, Telling& telling) const override {
    std::map<paxos::NodeId, std::ofstream> files;
    for (const auto& event : trace_.events) {
      if (!trace::within(trace_, event, at_)) continue;
      auto [file, is_new] = files.try_emplace(event.node);
      if (is_new) {
        file->second.open(trace::trace_file(folder, event.node));
        for (const auto& [digest, value] : trace_.values) {
          file->second << trace::line_of(trace::NamedValue{digest, value});
        }
      }
      file->second << trace::line_of(event);
      if (event.kind != trace::Kind::send) continue;
      telling.was_sent(event.id(), *event.peer,
                       trace::from_json<typename System::Message>(event.detail, trace_.values));
    }
  }

  [[nodiscard]] std::string report() const override {
    std::ostringstream out;
    for (const auto& note : replayed_.notes) out << "Note: " << note << '\n';
    for (const auto& [event, what] : replayed_.findings) {
      out << "Difference at " << trace::to_string(event) << ": " << what << '\n';
    }
    if (replayed_.violation) {
      const auto& [event, violation] = *replayed_.violation;
      out << violation.invariant << " is violated at " << trace::to_string(event) << ": "
          << violation.why << '\n';
    }
    out << "Replayed " << counted(replayed_.steps, "step") << " of the trace"
        << (at_ ? " up to " + trace::to_string(*at_) : "") << ": ";
    if (is_as_it_should_be()) {
      out << "each is what the roles do, and the invariants hold along it\n";
    } else {
      out << counted(replayed_.findings.size(), "difference") << ", "
          << (replayed_.violation ? "an invariant is violated" : "no invariant is violated")
          << '\n';
    }
    return out.str();
  }

  [[nodiscard]] bool is_as_it_should_be() const override {
    return replayed_.findings.empty() && !replayed_.violation;
  }

 private:
  /// What happened after the last whole line nobody knows, so there is no going on from there.
  static trace::Trace whole(trace::Trace trace, const std::optional<trace::EventId>& at) {
    if (!trace.torn || at) return trace;
    throw trace::TraceError(trace.torn->string() +
                            ": it ends in the middle of a line, so it is truncated; --at says from "
                            "which event to go on");
  }

  /// Processes of a role that go on where those of the run stand. One that was not running starts
  /// anew from what it had stored.
  template <class Processes>
  std::unique_ptr<RoleTable<System>> table(const Processes& processes, const Setting& setting,
                                           Tables<System>& tables) const {
    using R = typename decltype(processes.begin()->second.role)::value_type;
    auto table = std::make_unique<TableOf<System, R>>(setting, tables);
    for (const auto& [node, process] : processes) {
      Local<System, R> local;
      local.node = node;
      local.role = process.role;
      local.durable = process.durable;
      local.timers = process.timers;
      local.known = replayed_.history;
      table->begin_with(local.role ? local : start(setting.configuration, local).next);
    }
    return table;
  }

  trace::Trace trace_;
  std::optional<trace::EventId> at_;
  trace::Replayed<System> replayed_;
};

}  // namespace net::explore
