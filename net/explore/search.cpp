#include "net/explore/search.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <thread>
#include <utility>

#include "net/explore/worker.hpp"

namespace net::explore {
namespace {

using Clock = std::chrono::steady_clock;

class Search {
 public:
  Search(Model& model, const Limits& limits, const std::atomic<bool>& interrupted,
         const Watch& watch)
      : shared_{.model = model, .most_states = limits.states},
        limits_(limits),
        interrupted_(interrupted),
        watch_(watch) {
    for (unsigned thread = 0; thread < limits.threads; ++thread) {
      workers_.push_back(std::make_unique<Worker>(shared_, thread));
    }
  }

  Result run() {
    guard([this] {
      workers_.front()->begin(shared_.model.initial());
      next_level();
      while (!shared_.stop && !frontier_.empty()) {
        if (depth_ >= limits_.depth) return stop(Bound::depth);
        expand_level();
        next_level();
      }
    });
    return result();
  }

 private:
  /// The states that were found become those to expand.
  void next_level() {
    std::vector<Block> next;
    for (const auto& worker : workers_) {
      for (auto& block : worker->take_next()) next.push_back(std::move(block));
    }
    frontier_ = std::move(next);
    frontier_bytes_ = 0;
    std::uint64_t states = 0;
    for (const auto& block : frontier_) {
      states += block.states();
      frontier_bytes_ += block.bytes();
    }
    if (states == 0) return;
    levels_.push_back(states);
    depth_ = levels_.size();
  }

  void expand_level() {
    next_block_ = 0;
    std::vector<std::jthread> helpers;
    const std::size_t useful = std::min(workers_.size(), frontier_.size());
    for (std::size_t i = 1; i < useful; ++i) {
      try {
        helpers.emplace_back([this, i] { guard([&] { expand_blocks(*workers_[i]); }); });
      } catch (const std::exception&) {
        break;  // No room for one more thread: those that run do all of the work.
      }
    }
    guard([this] { expand_blocks(*workers_.front()); });
  }

  void expand_blocks(Worker& worker) {
    for (std::size_t i = next_block_++; i < frontier_.size() && !shared_.stop; i = next_block_++) {
      const Block block = std::exchange(frontier_[i], {});
      worker.expand(block);
      frontier_bytes_ -= block.bytes();
      look_around(&worker == workers_.front().get());
    }
  }

  /// Whether it is time to stop, and whether to tell how far the search is.
  void look_around(bool tell) {
    const std::size_t bytes = bytes_now();
    std::size_t most = most_bytes_;
    while (bytes > most && !most_bytes_.compare_exchange_weak(most, bytes)) continue;
    if (interrupted_) stop(Bound::interrupted);
    if (bytes > limits_.memory) stop(Bound::memory);
    if (shared_.full) stop(Bound::states);
    if (!tell || Clock::now() < next_telling_) return;
    next_telling_ = Clock::now() + std::chrono::milliseconds(500);
    watch_({shared_.distinct, shared_.expanded, depth_, bytes, seconds()});
  }

  void stop(Bound bound) {
    const std::lock_guard lock(shared_.mutex);
    if (!bound_ && !shared_.violating) bound_ = bound;
    shared_.stop = true;
  }

  /// Memory may end before our own count of it says so.
  template <class Act>
  void guard(Act act) {
    try {
      act();
    } catch (const std::bad_alloc&) {
      stop(Bound::memory);
    } catch (...) {
      const std::lock_guard lock(shared_.mutex);
      if (!failure_) failure_ = std::current_exception();
      shared_.stop = true;
    }
  }

  [[nodiscard]] std::size_t bytes_for_seen() const {
    std::size_t bytes = shared_.seen.bytes();
    for (const auto& worker : workers_) bytes += worker->origin_bytes() + worker->expander_bytes();
    return bytes;
  }
  [[nodiscard]] std::size_t bytes_now() const {
    std::size_t bytes = bytes_for_seen() + frontier_bytes_ + shared_.model.bytes();
    for (const auto& worker : workers_) bytes += worker->next_bytes();
    return bytes;
  }
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }

  [[nodiscard]] std::vector<std::uint32_t> steps_to(StateNumber number) const {
    std::vector<std::uint32_t> steps;
    for (;;) {
      const Origin origin = workers_[Worker::thread_of(number)]->origin(Worker::index_of(number));
      if (origin.before == Origin::max_before) break;
      steps.push_back(static_cast<std::uint32_t>(origin.step));
      number = origin.before;
    }
    std::ranges::reverse(steps);
    return steps;
  }

  Result result() {
    if (failure_) std::rethrow_exception(failure_);
    Result result{
        .distinct = shared_.distinct,
        .pending = shared_.distinct - shared_.expanded,
        .levels = levels_,
        .bound = shared_.expanded < shared_.distinct || levels_.empty() ? bound_ : std::nullopt,
        .counterexample = {},
        .images = shared_.model.local_keys().images(),
        .bytes = std::max(most_bytes_.load(), bytes_now()),
        .bytes_for_seen = bytes_for_seen(),
        .seconds = seconds()};
    for (const auto& worker : workers_) result.generated += worker->generated();
    if (const auto& found = shared_.violating) {
      result.counterexample = {found->violation, steps_to(found->number)};
    }
    return result;
  }

  Shared shared_;
  const Limits& limits_;
  const std::atomic<bool>& interrupted_;
  const Watch& watch_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Block> frontier_;
  std::atomic<std::size_t> next_block_ = 0;
  std::atomic<std::size_t> frontier_bytes_ = 0;
  std::vector<std::uint64_t> levels_;
  std::uint64_t depth_ = 0;
  std::optional<Bound> bound_;
  std::exception_ptr failure_;
  std::atomic<std::size_t> most_bytes_ = 0;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_telling_ = start_ + std::chrono::milliseconds(500);
};

}  // namespace

std::string_view name_of(Bound bound) {
  switch (bound) {
    case Bound::depth:
      return "depth";
    case Bound::states:
      return "states";
    case Bound::memory:
      return "memory";
    case Bound::interrupted:
      return "interrupted";
  }
  return "";
}

Result search(Model& model, const Limits& limits, const std::atomic<bool>& interrupted,
              const Watch& watch) {
  return Search(model, limits, interrupted, watch).run();
}

}  // namespace net::explore
