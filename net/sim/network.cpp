#include "net/sim/network.hpp"

#include <algorithm>

#include "net/sim/dice.hpp"

namespace net::sim {
namespace {

constexpr std::size_t frame_limit = std::size_t{1} << 20;
constexpr std::uint64_t thousand = 1000;

/// A message that is held back is late by so much at most: long enough to outlive the faults.
Time longest_hold(const Knobs& knobs) {
  return 2 * calm_from(knobs);
}

bool strikes(Random& dice, std::int64_t per_mille) {
  return static_cast<std::int64_t>(dice.below(thousand)) < per_mille;
}

/// What becomes of a message. It follows from the message's number on its link: each part of it is
/// drawn, whether or not another part makes it needless.
struct Fate {
  Fate(const Knobs& knobs, Random& dice)
      : dropped(strikes(dice, knobs.drop)),
        doubled(strikes(dice, knobs.duplicate)),
        damaged(strikes(dice, knobs.corrupt)),
        held(strikes(dice, knobs.hold)),
        delay(knobs.delay + dice.between(0, knobs.jitter)),
        second_delay(delay + 1 + dice.between(0, knobs.jitter)) {
    const Time holding = dice.between(0, dice.between(0, longest_hold(knobs)));
    if (held) delay += holding;
    // The second comes soon after the first, or when all have forgotten it.
    const Time second_holding = dice.between(0, dice.between(0, longest_hold(knobs)));
    if (dice.below(2) == 0) second_delay += second_holding;
  }

  bool dropped, doubled, damaged, held;
  Time delay, second_delay;
};

}  // namespace

Time longest_delay(const Knobs& knobs) {
  return knobs.delay + 1 + 2 * knobs.jitter + longest_hold(knobs);
}

Network::Network(const Knobs& knobs, std::uint64_t seed, const Nodes& nodes, bool unchecked,
                 Queue& queue, Tally& tally)
    : knobs_(knobs),
      seed_(seed),
      nodes_(nodes),
      framed_(knobs.corrupt > 0),
      unchecked_(unchecked),
      queue_(queue),
      tally_(tally),
      reader_(frame_limit),
      links_(std::size_t{nodes.size()} * nodes.size()) {}

std::uint32_t Network::new_parcel() {
  if (free_.empty()) {
    parcels_.emplace_back();
    free_.push_back(static_cast<std::uint32_t>(parcels_.size() - 1));
  }
  const std::uint32_t item = free_.back();
  free_.pop_back();
  Parcel& parcel = parcels_[item];
  parcel.bytes.clear();
  parcel.holders = 1;
  parcel.damaged = false;
  return item;
}

void Network::release(std::uint32_t item) {
  if (--parcels_[item].holders == 0) free_.push_back(item);
}

void Network::carry(Time now, std::uint32_t from, std::uint32_t to, std::uint8_t rank,
                    std::uint32_t item) {
  const std::uint64_t number = std::uint64_t{from} * nodes_.size() + to;
  Link& link = links_[number];
  const std::uint32_t count = ++link.sent;
  ++tally_.sent;
  if (link.cuts > 0) {
    ++tally_.cut_off;
    return;
  }
  auto dice = roll(seed_, Purpose::message, number, count);
  const Fate fate(knobs_, dice);
  if (fate.dropped) {
    ++tally_.dropped;
    return;
  }
  tally_.held += fate.held;
  tally_.corrupted += fate.damaged;
  tally_.duplicated += fate.doubled;
  const std::uint8_t order = knobs_.lockstep != 0 ? rank : 0;
  Event delivery{.process = to, .from = from, .item = item, .count = count};
  if (fate.doubled) {
    ++parcels_[item].holders;
    delivery.at = now + fate.second_delay;
    queue_.push(delivery, order);
  }
  if (fate.damaged) {
    delivery.item = damage(item, dice);
  } else {
    ++parcels_[item].holders;
  }
  delivery.at = now + fate.delay;
  queue_.push(delivery, order);
}

/// A copy with one byte changed.
std::uint32_t Network::damage(std::uint32_t item, Random& dice) {
  const std::uint32_t copy = new_parcel();
  std::string& bytes = parcels_[copy].bytes;
  bytes = parcels_[item].bytes;
  char& byte = bytes[dice.below(bytes.size())];
  constexpr std::uint64_t values_of_a_byte = 256;
  byte =
      static_cast<char>(static_cast<std::uint64_t>(byte) ^ dice.between(1, values_of_a_byte - 1));
  parcels_[copy].damaged = true;
  return copy;
}

std::optional<std::string_view> Network::open(const Event& delivery) {
  Link& link = links_[std::uint64_t{delivery.from} * nodes_.size() + delivery.process];
  if (delivery.count < link.newest) ++tally_.overtaken;
  link.newest = std::max(link.newest, static_cast<std::uint32_t>(delivery.count));

  const std::string_view bytes = parcels_[delivery.item].bytes;
  if (!framed_) return bytes;
  if (unchecked_) return bytes.substr(wire::frame_header_size);
  for (std::size_t read = 0; read < bytes.size();) {
    const auto [space, size] = reader_.space();
    const std::size_t count = bytes.copy(space, size, read);
    reader_.filled(count);
    read += count;
  }
  try {
    if (const auto payload = reader_.next()) return payload;
    lose_track();  // Its length says that more bytes come.
  } catch (const wire::Malformed&) {
    lose_track();
  }
  return std::nullopt;
}

/// Nobody knows where in the stream the next frame begins, so that connection ends and the next
/// message has a new one.
void Network::lose_track() {
  reader_ = wire::FrameReader(frame_limit);
  ++tally_.refused_frames;
}

void Network::cut(const Partition& partition, int change) {
  for (std::uint32_t from = 0; from < nodes_.size(); ++from) {
    for (std::uint32_t to = 0; to < nodes_.size(); ++to) {
      if (!partition.cuts(nodes_[from], nodes_[to])) continue;
      links_[std::size_t{from} * nodes_.size() + to].cuts += change;
    }
  }
}

void Network::become_calm() {
  knobs_.drop = knobs_.duplicate = knobs_.hold = knobs_.corrupt = 0;
  for (auto& link : links_) link.cuts = 0;
}

}  // namespace net::sim
