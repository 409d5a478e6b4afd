// Hotspots: which fields of a state blow the state space up.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "net/explore/cast.hpp"
#include "net/explore/seen.hpp"
#include "net/explore/state.hpp"

namespace net::explore {

/// How many of the states would be told apart without a field.
struct Hotspot {
  std::string field;
  std::uint64_t states = 0;
};

/// Another model whose states are looked at as they are found.
class HotspotModel final : public Model {
 public:
  /// Symmetry must be off: a state without a field has no images.
  HotspotModel(Model& model, Cast& cast);
  ~HotspotModel() override;

  State initial() override { return model_.initial(); }
  std::unique_ptr<Expander> expander() override;
  [[nodiscard]] const KeyTable& local_keys() const override { return model_.local_keys(); }
  [[nodiscard]] const KeyTable& message_keys() const override { return model_.message_keys(); }
  [[nodiscard]] std::size_t bytes() const override;

  /// The fewest states first, so the field that blows it up most.
  [[nodiscard]] std::vector<Hotspot> hotspots() const;

 private:
  class Looking;

  Model& model_;
  Cast& cast_;
  std::vector<std::string> fields_;
  std::vector<std::unique_ptr<SeenSet>> seen_;  // of each field: the states without it
};

}  // namespace net::explore
