#include "net/sim/campaign.hpp"

#include <algorithm>
#include <future>
#include <limits>
#include <map>
#include <mutex>
#include <vector>

namespace net::sim {
namespace {

constexpr std::uint64_t seeds_per_chunk = 32;
constexpr std::chrono::milliseconds between_progress{200};

/// The seeds in chunks, which the jobs take in order and bring back in any.
class Chunks {
 public:
  Chunks(const Simulate& simulate, const Options& options, Seeds seeds,
         const std::atomic<bool>& interrupted)
      : simulate_(simulate), options_(options), seeds_(seeds), interrupted_(interrupted) {}

  /// Works until nothing is left.
  void work() {
    for (;;) {
      const std::uint64_t chunk = next_++;
      const std::uint64_t offset = chunk * seeds_per_chunk;
      if (offset > seeds_.last - seeds_.first) return;
      const std::uint64_t first = seeds_.first + offset;
      CampaignResult result;
      for (std::uint64_t i = 0; i < seeds_per_chunk && !result.failure; ++i) {
        // Nothing behind a failing chunk counts, so it need not be done.
        if (interrupted_ || chunk > failed_) return;
        if (!run(first + i, result)) return;
        if (first + i == seeds_.last) break;
      }
      bring(chunk, std::move(result));
    }
  }

  /// Of all chunks without a gap, up to the first that fails.
  CampaignResult result() {
    const std::scoped_lock lock(mutex_);
    return merged_;
  }
  [[nodiscard]] std::uint64_t done() const { return done_; }

 private:
  /// False if it was interrupted: then it does not count.
  bool run(std::uint64_t seed, CampaignResult& result) {
    const Outcome outcome = simulate_(options_, seed, {.interrupted = &interrupted_});
    if (outcome.interrupted && !outcome.failure) return false;
    result.tally += outcome.tally;
    if (outcome.failure) result.failure.emplace(seed, *outcome.failure);
    ++done_;
    return true;
  }

  void bring(std::uint64_t chunk, CampaignResult result) {
    const std::scoped_lock lock(mutex_);
    if (result.failure) failed_ = std::min(failed_.load(), chunk);
    waiting_.emplace(chunk, std::move(result));
    for (auto found = waiting_.find(merged_chunks_); found != waiting_.end() && !merged_.failure;
         found = waiting_.find(merged_chunks_)) {
      merged_.tally += found->second.tally;
      merged_.failure = found->second.failure;
      waiting_.erase(found);
      ++merged_chunks_;
    }
  }

  const Simulate& simulate_;
  const Options& options_;
  Seeds seeds_;
  const std::atomic<bool>& interrupted_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<std::uint64_t> failed_ = std::numeric_limits<std::uint64_t>::max();
  std::mutex mutex_;
  std::map<std::uint64_t, CampaignResult> waiting_;  // for those before them
  CampaignResult merged_;
  std::uint64_t merged_chunks_ = 0;
};

}  // namespace

CampaignResult run_campaign(const Simulate& simulate, const Options& options,
                            const CampaignOptions& campaign, const std::atomic<bool>& interrupted) {
  Chunks chunks(simulate, options, campaign.seeds, interrupted);
  std::vector<std::future<void>> jobs;
  for (unsigned i = 0; i < std::max(1U, campaign.jobs); ++i) {
    jobs.push_back(std::async(std::launch::async, [&chunks] { chunks.work(); }));
  }
  for (auto& job : jobs) {
    while (job.wait_for(between_progress) != std::future_status::ready) {
      if (campaign.progress) campaign.progress(chunks.done());
    }
    job.get();
  }
  CampaignResult result = chunks.result();
  result.interrupted = interrupted && !result.failure;
  return result;
}

}  // namespace net::sim
