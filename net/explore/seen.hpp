// The set of fingerprints that a search has seen: 16 bytes each, in open addressing.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "net/explore/fingerprint.hpp"

namespace net::explore {

/// Several threads may insert at once.
class SeenSet {
 public:
  SeenSet();

  /// Tells the processor that insert() of the same fingerprint will follow soon.
  void prefetch(const Fingerprint& fingerprint) const;
  /// Whether it was not there yet.
  bool insert(const Fingerprint& fingerprint);

  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t shard_count = 256;

  /// One part of the set, by bits of the fingerprint that are evenly spread even though it is the
  /// least of several. An empty place holds zeros.
  struct alignas(64) Shard {
    std::mutex mutex;
    std::unique_ptr<Fingerprint[]> places;
    std::size_t capacity = 0;
    std::size_t size = 0;
    // What prefetch() reads without the mutex.
    std::atomic<const Fingerprint*> hint = nullptr;
    std::atomic<std::size_t> hint_capacity = 0;
  };

  static bool place(Fingerprint* places, std::size_t capacity, const Fingerprint& fingerprint);
  void grow(Shard& shard);
  [[nodiscard]] static std::size_t shard_of(const Fingerprint& f) { return f.high % shard_count; }

  std::vector<Shard> shards_;
  std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace net::explore
