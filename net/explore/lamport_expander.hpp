// The four actions of Lamport's specification.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "net/explore/lamport.hpp"

namespace net::explore {

class LamportExpander final : public Expander {
 public:
  explicit LamportExpander(LamportModel& model);

  void expand(const State& state, StepSink& sink) override;
  /// The yardstick measures; what holds of the states, the search of the network model says.
  std::optional<paxos::Violation> violated(const State&) override { return std::nullopt; }

 private:
  /// What a message is, as far as the actions care.
  struct Known {
    enum Kind : std::uint8_t { unknown, phase1a, phase1b, phase2a, phase2b };
    Kind kind = unknown;
    std::uint32_t ballot = 0;
    std::uint32_t acceptor = 0;  // from 0; of 1b and 2b
  };

  const Known& known(MessageId message);
  void read(const State& state);
  void phase1a(StepSink& sink);
  void phase1b_and_2b(const State& state, StepSink& sink);
  void phase2a(std::uint32_t ballot, StepSink& sink);
  void choose_promises(std::uint32_t ballot, const std::vector<std::uint32_t>& quorum,
                       std::size_t from, StepSink& sink);
  [[nodiscard]] bool is_there(MessageId message) const {
    return message < marks_.size() && marks_[message] == states_;
  }

  LamportModel& model_;
  std::vector<MessageId> phase1a_;                   // by ballot
  std::vector<std::vector<std::uint32_t>> quorums_;  // the minimal ones, of acceptors from 0
  std::vector<Known> known_;                         // by message
  std::vector<std::vector<const LamportModel::Answer*>> answers_;  // by local state and message
  std::map<std::pair<std::uint32_t, std::vector<MessageId>>, const std::vector<MessageId>*>
      choices_;

  // Of the state in hand.
  std::vector<MessageId> requests_;                            // its 1a and 2a messages
  std::vector<std::vector<std::vector<MessageId>>> promises_;  // its 1b, by ballot and acceptor
  std::vector<bool> issued_;                                   // by ballot
  std::vector<std::uint64_t> marks_;
  std::uint64_t states_ = 0;
  std::vector<MessageId> chosen_;   // one promise of each acceptor of a quorum
  std::vector<MessageId> offered_;  // the 2a messages of the ballot in hand so far
  Step step_;
};

}  // namespace net::explore
