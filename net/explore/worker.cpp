#include "net/explore/worker.hpp"

#include <algorithm>
#include <utility>

#include "paxos/assert.hpp"

namespace net::explore {
namespace {

constexpr std::uint64_t block_states = 4096;

void add_keys(std::vector<Fingerprint>& sum, const Fingerprint* keys) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += keys[i];
}

void subtract_keys(std::vector<Fingerprint>& sum, const Fingerprint* keys) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] -= keys[i];
}

}  // namespace

Worker::Worker(Shared& shared, unsigned thread)
    : shared_(shared),
      thread_(thread),
      expander_(shared.model.expander()),
      local_keys_(shared.model.local_keys()),
      message_keys_(shared.model.message_keys()),
      base_(local_keys_.images()),
      sum_(local_keys_.images()) {}

void Worker::begin(const State& initial) {
  state_ = initial;
  set_base();
  shared_.seen.insert(least_image({}));
  add(Origin::max_before, 0, initial);
}

void Worker::expand(const Block& block) {
  Block::Reader reader(block);
  while (!shared_.stop.load(std::memory_order_relaxed) && reader.next(number_, state_)) {
    set_base();
    candidate_count_ = 0;
    expander_->expand(state_, *this);
    insert_candidates();
    if (!shared_.stop) shared_.expanded.fetch_add(1, std::memory_order_relaxed);
  }
  expander_bytes_ = expander_->bytes();
}

void Worker::set_base() {
  std::ranges::fill(base_, Fingerprint{});
  for (const LocalId local : state_.locals) add_keys(base_, local_keys_[local]);
  for (const MessageId message : state_.messages) add_keys(base_, message_keys_[message]);
}

/// The fingerprint of the state that a step of the state in hand leads to: the least of all its
/// images under the symmetries, so that they all count as one state.
Fingerprint Worker::least_image(const Step& step) {
  sum_ = base_;
  for (const auto& [place, local] : step.changes) {
    subtract_keys(sum_, local_keys_[state_.locals[place]]);
    add_keys(sum_, local_keys_[local]);
  }
  for (const MessageId message : step.added) add_keys(sum_, message_keys_[message]);
  for (const MessageId message : step.removed) subtract_keys(sum_, message_keys_[message]);
  return *std::ranges::min_element(sum_);
}

/// Steps wait here until all of the state are known, while the memory that decides whether they are
/// new is fetched.
void Worker::take(const Step& step) {
  ++generated_;
  if (candidate_count_ == candidates_.size()) candidates_.emplace_back();
  Candidate& candidate = candidates_[candidate_count_++];
  candidate.step = step;
  candidate.fingerprint = least_image(step);
  shared_.seen.prefetch(candidate.fingerprint);
}

void Worker::insert_candidates() {
  for (std::size_t i = 0; i < candidate_count_; ++i) {
    if (shared_.full) return;
    if (!shared_.seen.insert(candidates_[i].fingerprint)) continue;
    reach(state_, candidates_[i].step, next_state_);
    add(number_, static_cast<std::uint32_t>(i), next_state_);
  }
}

void Worker::add(StateNumber before, std::uint32_t step, const State& state) {
  PAXOS_ASSERT(step <= Origin::max_step);
  if (shared_.distinct.fetch_add(1, std::memory_order_relaxed) >= shared_.most_states) {
    --shared_.distinct;
    shared_.stop = shared_.full = true;
    return;
  }
  const std::uint64_t index = origins_.size();
  PAXOS_ASSERT(index <= max_index);
  origins_.push_back({.before = before & Origin::max_before, .step = step & Origin::max_step});
  origin_bytes_.store(origins_.size() * sizeof(Origin), std::memory_order_relaxed);
  const StateNumber number = StateNumber{thread_} << index_bits | index;

  if (next_.empty() || next_.back().states() == block_states) next_.emplace_back();
  const std::size_t bytes = next_.back().bytes();
  next_.back().put(number, state);
  next_bytes_.fetch_add(next_.back().bytes() - bytes, std::memory_order_relaxed);

  if (auto violation = expander_->violated(state)) {
    const std::lock_guard lock(shared_.mutex);
    if (!shared_.violating) shared_.violating = {number, *std::move(violation)};
    shared_.stop = true;
  }
}

std::vector<Block> Worker::take_next() {
  next_bytes_ = 0;
  return std::exchange(next_, {});
}

}  // namespace net::explore
