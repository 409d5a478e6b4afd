// A recorded run as the beginning of an exploration.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/explore/cast.hpp"
#include "net/explore/setting.hpp"
#include "net/explore/telling.hpp"
#include "net/trace/event.hpp"

namespace net::explore {

/// A trace of real processes, or of any other world, replayed up to an event of it.
class Recorded {
 public:
  Recorded() = default;
  Recorded(const Recorded&) = delete;
  Recorded& operator=(const Recorded&) = delete;
  virtual ~Recorded() = default;

  [[nodiscard]] virtual const paxos::Configuration& configuration() const = 0;
  /// The highest round that any proposer has begun.
  [[nodiscard]] virtual std::uint64_t highest_round() const = 0;
  /// Whether a process was running.
  [[nodiscard]] virtual bool runs(paxos::NodeId node) const = 0;

  /// The processes, which go on where they stand.
  [[nodiscard]] virtual std::unique_ptr<Cast> make_cast(const Setting& setting) const = 0;
  /// Writes the traces up to the event into a folder, for `telling` to go on with them.
  virtual void retell(const std::filesystem::path& folder, Telling& telling) const = 0;

  /// What was found, a line each: differences and violations first.
  [[nodiscard]] virtual std::string report() const = 0;
  [[nodiscard]] virtual bool is_as_it_should_be() const = 0;
};

}  // namespace net::explore
