// What a model of the world looks like to the search: states made of numbered items, and steps that
// replace some. What the numbers stand for is the model's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "net/explore/fingerprint.hpp"
#include "paxos/violation.hpp"

namespace net::explore {

/// A number for the local state of a process, or for a message. Each kind is numbered from 0 in the
/// order in which the search meets them.
using LocalId = std::uint32_t;
using MessageId = std::uint32_t;

/// A state of the whole: the local state in each place, and the messages that are in the network,
/// in ascending order.
struct State {
  std::vector<LocalId> locals;
  std::vector<MessageId> messages;

  bool operator==(const State&) const = default;
};

/// A step from a state to the next.
struct Step {
  struct Change {
    std::uint32_t place;
    LocalId local;
  };

  std::vector<Change> changes;
  std::vector<MessageId> added;
  std::vector<MessageId> removed;
};

/// Where a step leads; `next` is filled in, and keeps its memory.
void reach(const State& state, const Step& step, State& next);

/// Takes the steps of one state. They are numbered in the order in which they are given.
class StepSink {
 public:
  StepSink() = default;
  StepSink(const StepSink&) = delete;
  StepSink& operator=(const StepSink&) = delete;
  virtual ~StepSink() = default;

  virtual void take(const Step& step) = 0;
};

/// Knows the steps of a model. Each thread has one.
class Expander {
 public:
  Expander() = default;
  Expander(const Expander&) = delete;
  Expander& operator=(const Expander&) = delete;
  virtual ~Expander() = default;

  virtual void expand(const State& state, StepSink& sink) = 0;
  /// What is wrong with a state, if anything is.
  virtual std::optional<paxos::Violation> violated(const State& state) = 0;
  /// What it remembers so as not to ask twice, in bytes, about.
  [[nodiscard]] virtual std::size_t bytes() const { return 0; }
};

/// The keys of an item: one for each image of it under the symmetries of the model, the first being
/// the item itself.
using Keys = std::span<const Fingerprint>;

class KeyTable;

/// A world that can be searched.
class Model {
 public:
  Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  virtual ~Model() = default;

  virtual State initial() = 0;
  virtual std::unique_ptr<Expander> expander() = 0;
  [[nodiscard]] virtual const KeyTable& local_keys() const = 0;
  [[nodiscard]] virtual const KeyTable& message_keys() const = 0;
  /// What it takes to know the items and their steps, in bytes.
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

}  // namespace net::explore
