// The steps of the network model.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "net/explore/network.hpp"
#include "net/explore/outcomes.hpp"

namespace net::explore {

class NetworkExpander final : public Expander {
 public:
  NetworkExpander(Cast& cast, const Bounds& bounds, const std::vector<std::uint32_t>& silent,
                  const Reductions& reductions, const std::map<Spent, LocalId>& spent);

  void expand(const State& state, StepSink& sink) override;
  std::optional<paxos::Violation> violated(const State& state) override;
  [[nodiscard]] std::size_t bytes() const override { return roster_.bytes() + outcomes_.bytes(); }

  /// What the step is that the sink is being given.
  [[nodiscard]] const Action& action() const { return action_; }

 private:
  void mark(const State& state);
  void deliver_all(const State& state, StepSink& sink);
  void lose_and_repeat(const State& state, MessageId message, StepSink& sink);
  void move_all(const State& state, std::uint32_t place, StepSink& sink);
  void take(const State& state, std::uint32_t place, const Transition& transition, StepSink& sink);
  void add(const State& state, MessageId message);
  void saturate(const State& state, std::uint32_t place, LocalId next);
  void forget(std::uint32_t place, LocalId next);
  bool spend(const State& state, std::uint32_t Spent::* what, std::uint32_t most);

  Roster roster_;
  Outcomes outcomes_;
  Bounds bounds_;
  Reductions reductions_;
  std::map<LocalId, Spent> spent_;
  std::map<Spent, LocalId> spent_ids_;

  Spent spent_now_;  // by the state in hand
  Step step_;
  Action action_;
  std::vector<std::vector<MessageId>> received_at_;  // the messages of the state in hand, by place

  /// The last state that has a message, and the last step that adds it, counted from 1.
  struct Mark {
    std::uint64_t state = 0;
    std::uint64_t step = 0;
  };
  std::vector<Mark> marks_;  // by message
  std::uint64_t states_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace net::explore
