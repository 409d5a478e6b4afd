// A recorded run as the beginning of an exploration.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "net/explore/telling.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/replay.hpp"
#include "paxos/single/synod.hpp"

namespace net::explore {

/// A trace of real processes, or of any other world, replayed up to an event of it.
class Recorded {
 public:
  using System = paxos::single::Synod;

  /// Reads the traces and replays them through the roles. Throws TraceError.
  Recorded(const std::vector<std::filesystem::path>& files,
           const std::optional<trace::EventId>& at);

  /// Where every process stands, and how the trace differs from what the roles do.
  [[nodiscard]] const trace::Replayed<System>& replayed() const { return replayed_; }

  /// The highest round that any proposer has begun.
  [[nodiscard]] std::uint64_t highest_round() const;
  /// Whether a process was running.
  [[nodiscard]] bool runs(paxos::NodeId node) const;
  /// Writes the traces up to the event into a folder, for `telling` to go on with them.
  void retell(const std::filesystem::path& folder, Telling& telling) const;

  /// What was found, a line each: differences and violations first.
  [[nodiscard]] std::string report() const;
  [[nodiscard]] bool is_as_it_should_be() const {
    return replayed_.findings.empty() && !replayed_.violation;
  }

 private:
  [[nodiscard]] bool belongs(const trace::Event& event) const;

  trace::Trace trace_;
  std::optional<trace::EventId> at_;
  trace::Replayed<System> replayed_;
};

}  // namespace net::explore
