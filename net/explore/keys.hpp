// The keys of items, by their numbers.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "net/explore/state.hpp"
#include "paxos/assert.hpp"

namespace net::explore {

/// Every item has as many keys. One thread adds at a time; others may read the keys of whatever
/// number they have been given.
class KeyTable {
 public:
  explicit KeyTable(std::size_t images) : images_(images), chunks_(max_chunks) {}

  [[nodiscard]] std::size_t images() const { return images_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

  void add(Keys keys) {
    PAXOS_ASSERT(keys.size() == images_);
    const std::size_t chunk = size_ / chunk_size;
    PAXOS_ASSERT(chunk < max_chunks);
    if (size_ % chunk_size == 0) {
      storage_.push_back(std::make_unique<Fingerprint[]>(chunk_size * images_));
      bytes_ += chunk_size * images_ * sizeof(Fingerprint);
      chunks_[chunk].store(storage_.back().get(), std::memory_order_release);
    }
    std::ranges::copy(keys, storage_.back().get() + size_ % chunk_size * images_);
    ++size_;
  }

  [[nodiscard]] const Fingerprint* operator[](std::uint32_t item) const {
    return chunks_[item / chunk_size].load(std::memory_order_acquire) + item % chunk_size * images_;
  }

 private:
  static constexpr std::size_t chunk_size = 1024;
  static constexpr std::size_t max_chunks = std::size_t{1} << 16;

  std::size_t images_;
  std::size_t size_ = 0;
  std::atomic<std::size_t> bytes_ = 0;
  std::vector<std::unique_ptr<Fingerprint[]>> storage_;
  std::vector<std::atomic<Fingerprint*>> chunks_;  // of storage_, at addresses that never change
};

}  // namespace net::explore
