// One thread of a search.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "net/explore/frontier.hpp"
#include "net/explore/keys.hpp"
#include "net/explore/search.hpp"
#include "net/explore/seen.hpp"

namespace net::explore {

/// The last step on the way to a state, in 8 bytes.
struct Origin {
  static constexpr std::uint64_t max_before = (std::uint64_t{1} << 46) - 1;
  static constexpr std::uint64_t max_step = (std::uint64_t{1} << 18) - 1;

  std::uint64_t before : 46;  // the number of the state before it
  std::uint64_t step : 18;    // the number of the step among those of that state
};

/// What the threads of a search share.
struct Shared {
  struct Violating {
    StateNumber number;
    paxos::Violation violation;
  };

  Model& model;
  std::uint64_t most_states;
  SeenSet seen = {};
  std::atomic<bool> stop = false;
  std::atomic<bool> full = false;  ///< there are more states than the most
  std::atomic<std::uint64_t> expanded = 0;
  std::atomic<std::uint64_t> distinct = 0;

  std::mutex mutex = {};
  std::optional<Violating> violating = {};
};

class Worker final : public StepSink {
 public:
  Worker(Shared& shared, unsigned thread);

  /// Takes the initial state.
  void begin(const State& initial);
  /// Expands the states of a block until the search stops.
  void expand(const Block& block);
  void take(const Step& step) override;

  /// The new states since the last call.
  std::vector<Block> take_next();
  [[nodiscard]] Origin origin(std::uint64_t index) const { return origins_[index]; }
  [[nodiscard]] std::uint64_t generated() const { return generated_; }
  /// What it has found and how it got there, in bytes. May be asked by other threads.
  [[nodiscard]] std::size_t next_bytes() const { return next_bytes_; }
  [[nodiscard]] std::size_t origin_bytes() const { return origin_bytes_; }
  [[nodiscard]] std::size_t expander_bytes() const { return expander_bytes_; }

  static unsigned thread_of(StateNumber number) {
    return static_cast<unsigned>(number >> index_bits);
  }
  static std::uint64_t index_of(StateNumber number) { return number & max_index; }

 private:
  static constexpr unsigned index_bits = 40;
  static constexpr std::uint64_t max_index = (std::uint64_t{1} << index_bits) - 1;

  /// A step of the state in hand, and the fingerprint of where it leads.
  struct Candidate {
    Step step;
    Fingerprint fingerprint;
  };

  [[nodiscard]] Fingerprint least_image(const Step& step);
  void set_base();
  void insert_candidates();
  void add(StateNumber before, std::uint32_t step, const State& state);

  Shared& shared_;
  unsigned thread_;
  std::unique_ptr<Expander> expander_;
  const KeyTable& local_keys_;
  const KeyTable& message_keys_;

  StateNumber number_ = 0;         // of the state in hand
  State state_;                    // in hand
  State next_state_;               // a successor of it
  std::vector<Fingerprint> base_;  // the images of the state in hand
  std::vector<Fingerprint> sum_;
  std::vector<Candidate> candidates_;
  std::size_t candidate_count_ = 0;

  std::vector<Block> next_;
  std::deque<Origin> origins_;
  std::uint64_t generated_ = 0;
  std::atomic<std::size_t> next_bytes_ = 0;
  std::atomic<std::size_t> origin_bytes_ = 0;
  std::atomic<std::size_t> expander_bytes_ = 0;
};

}  // namespace net::explore
