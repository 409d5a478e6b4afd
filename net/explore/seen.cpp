#include "net/explore/seen.hpp"

#include <utility>

namespace net::explore {
namespace {

constexpr std::size_t first_capacity = 64;

bool is_full(std::size_t size, std::size_t capacity) {
  return 4 * (size + 1) > 3 * capacity;
}

/// Where the search for a fingerprint begins: spreads the low lane evenly over any capacity.
std::size_t home(const Fingerprint& fingerprint, std::size_t capacity) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::size_t>((Wide{fingerprint.low} * capacity) >> 64);
}

/// No fingerprint is zero, for zero marks an empty place.
Fingerprint nonzero(const Fingerprint& fingerprint) {
  return fingerprint == Fingerprint{} ? Fingerprint{0, 1} : fingerprint;
}

}  // namespace

SeenSet::SeenSet() : shards_(shard_count) {
  for (auto& shard : shards_) grow(shard);
}

void SeenSet::prefetch(const Fingerprint& fingerprint) const {
  const Shard& shard = shards_[shard_of(fingerprint)];
  // The two may be of different moments; a prefetch of a wrong place does no harm.
  const auto* places = shard.hint.load(std::memory_order_relaxed);
  const std::size_t capacity = shard.hint_capacity.load(std::memory_order_relaxed);
  __builtin_prefetch(places + home(fingerprint, capacity), 1);
}

bool SeenSet::insert(const Fingerprint& fingerprint) {
  Shard& shard = shards_[shard_of(fingerprint)];
  const std::lock_guard lock(shard.mutex);
  if (is_full(shard.size, shard.capacity)) grow(shard);
  const bool added = place(shard.places.get(), shard.capacity, nonzero(fingerprint));
  shard.size += added;
  return added;
}

bool SeenSet::place(Fingerprint* places, std::size_t capacity, const Fingerprint& fingerprint) {
  for (std::size_t i = home(fingerprint, capacity);; i = i + 1 == capacity ? 0 : i + 1) {
    if (places[i] == fingerprint) return false;
    if (places[i] == Fingerprint{}) {
      places[i] = fingerprint;
      return true;
    }
  }
}

/// By half, so that a part that has just grown is half full, and all parts together never double
/// at once.
void SeenSet::grow(Shard& shard) {
  const std::size_t capacity = shard.capacity == 0 ? first_capacity : shard.capacity * 3 / 2;
  auto places = std::make_unique<Fingerprint[]>(capacity);
  for (std::size_t i = 0; i < shard.capacity; ++i) {
    if (shard.places[i] != Fingerprint{}) place(places.get(), capacity, shard.places[i]);
  }
  bytes_ += (capacity - shard.capacity) * sizeof(Fingerprint);
  shard.places = std::move(places);
  shard.capacity = capacity;
  shard.hint = shard.places.get();
  shard.hint_capacity = capacity;
}

std::uint64_t SeenSet::size() const {
  std::uint64_t size = 0;
  for (const auto& shard : shards_) size += shard.size;
  return size;
}

}  // namespace net::explore
