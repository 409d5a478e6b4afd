// A world that is small enough to count by hand: some counters, each of which goes up to a most. A
// message in the network holds their sum, and every step replaces it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "net/explore/keys.hpp"
#include "net/explore/state.hpp"

namespace net::explore::test {

/// What happens besides, if anything; asked by several threads at once.
struct GridHooks {
  std::function<void(const State&)> on_expand = {};
  std::function<bool(const State&)> is_wrong = {};
};

class Grid final : public Model {
 public:
  /// If `mirrored`, a state and the one with the counters in reverse order are one.
  Grid(std::uint32_t counters, std::uint32_t most, GridHooks hooks = {}, bool mirrored = false)
      : counters_(counters),
        most_(most),
        hooks_(std::move(hooks)),
        local_keys_(mirrored ? 2 : 1),
        message_keys_(mirrored ? 2 : 1) {
    for (std::uint32_t place = 0; place < counters; ++place) {
      for (std::uint32_t count = 0; count <= most; ++count) {
        const auto key = [&](std::uint32_t at) {
          return key_of(std::to_string(at) + ":" + std::to_string(count));
        };
        const Fingerprint images[] = {key(place), key(counters - 1 - place)};
        local_keys_.add(Keys(images, local_keys_.images()));
      }
    }
    for (std::uint32_t sum = 0; sum <= counters * most; ++sum) {
      const Fingerprint key = key_of("sum " + std::to_string(sum));
      const Fingerprint images[] = {key, key};
      message_keys_.add(Keys(images, message_keys_.images()));
    }
  }

  [[nodiscard]] std::uint32_t count(const State& state, std::uint32_t place) const {
    return state.locals[place] - place * (most_ + 1);
  }

  State initial() override {
    State state;
    for (std::uint32_t place = 0; place < counters_; ++place) {
      state.locals.push_back(place * (most_ + 1));
    }
    state.messages = {0};
    return state;
  }
  std::unique_ptr<Expander> expander() override { return std::make_unique<Counting>(*this); }
  [[nodiscard]] const KeyTable& local_keys() const override { return local_keys_; }
  [[nodiscard]] const KeyTable& message_keys() const override { return message_keys_; }
  [[nodiscard]] std::size_t bytes() const override { return 0; }

 private:
  class Counting final : public Expander {
   public:
    explicit Counting(const Grid& grid) : grid_(grid) {}

    void expand(const State& state, StepSink& sink) override {
      if (grid_.hooks_.on_expand) grid_.hooks_.on_expand(state);
      const MessageId sum = state.messages.front();
      for (std::uint32_t place = 0; place < grid_.counters_; ++place) {
        if (grid_.count(state, place) == grid_.most_) continue;
        sink.take(
            {.changes = {{place, state.locals[place] + 1}}, .added = {sum + 1}, .removed = {sum}});
      }
    }
    std::optional<paxos::Violation> violated(const State& state) override {
      if (!grid_.hooks_.is_wrong || !grid_.hooks_.is_wrong(state)) return std::nullopt;
      return paxos::Violation{"sum", "it is " + std::to_string(state.messages.front())};
    }

   private:
    const Grid& grid_;
  };

  std::uint32_t counters_;
  std::uint32_t most_;
  GridHooks hooks_;
  KeyTable local_keys_;
  KeyTable message_keys_;
};

}  // namespace net::explore::test
