// Runs of the network model, step by step.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "net/explore/cast.hpp"
#include "net/explore/network.hpp"
#include "net/explore/network_expander.hpp"
#include "net/explore/state.hpp"

namespace net::explore {

/// What happens from the initial state on.
using Run = std::vector<Action>;

/// Goes from state to state.
class Walk {
 public:
  using Wanted = std::function<bool(const Action&, const Step&)>;

  explicit Walk(NetworkModel& model) : Walk(model, model.initial()) {}
  Walk(NetworkModel& model, State from)
      : expander_(model.network_expander()), state_(std::move(from)) {}

  /// Takes the first step that is wanted, and returns it, if there is one.
  std::optional<Action> take(const Wanted& wanted);
  /// Takes a step that must be there.
  void take(const Action& action);

  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] std::optional<paxos::Violation> violated() { return expander_->violated(state_); }

 private:
  std::unique_ptr<NetworkExpander> expander_;
  State state_;
};

/// The run that takes the steps of these numbers in a model.
Run run_of(NetworkModel& model, const std::vector<std::uint32_t>& steps);

/// What a run to a violation in a model with partial-order reduction leaves out: the same run in
/// `plain`, the model of the same processes without it. `silent` are the places that stood still.
Run with_all_steps(const Run& reduced, NetworkModel& plain,
                   const std::vector<std::uint32_t>& silent);

}  // namespace net::explore
