// The model that the explorer searches: processes, the network between them, and crashes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "net/explore/bounds.hpp"
#include "net/explore/cast.hpp"
#include "net/explore/state.hpp"

namespace net::explore {

class NetworkExpander;

/// The local states of the processes come first in a state, each in its place; the last is what the
/// network and the crashes have used up of their bounds.
class NetworkModel final : public Model {
 public:
  /// `silent` are the places of the processes that send nothing and are not interleaved;
  /// staleness and partial order hold for a set only.
  NetworkModel(Cast& cast, const Bounds& bounds, std::vector<std::uint32_t> silent,
               const Reductions& reductions);

  /// An expander that says what its steps are.
  std::unique_ptr<NetworkExpander> network_expander();

  State initial() override;
  std::unique_ptr<Expander> expander() override;
  [[nodiscard]] const KeyTable& local_keys() const override { return cast_.local_keys(); }
  [[nodiscard]] const KeyTable& message_keys() const override { return cast_.message_keys(); }
  [[nodiscard]] std::size_t bytes() const override { return cast_.bytes(); }

 private:
  Cast& cast_;
  Bounds bounds_;
  std::vector<std::uint32_t> silent_;
  Reductions reductions_;
  std::map<Spent, LocalId> spent_;
};

}  // namespace net::explore
