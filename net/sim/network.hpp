// The network of a run: bytes between processes, late, lost, doubled, damaged.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/random.hpp"
#include "net/sim/faults.hpp"
#include "net/sim/nodes.hpp"
#include "net/sim/plan.hpp"
#include "net/sim/queue.hpp"
#include "net/sim/tally.hpp"
#include "net/wire/frame.hpp"

namespace net::sim {

/// As long as a message is on its way at most.
Time longest_delay(const Knobs& knobs);

class Network {
 public:
  /// `unchecked` takes a damaged frame's payload without a look at its checksum.
  Network(const Knobs& knobs, std::uint64_t seed, const Nodes& nodes, bool unchecked, Queue& queue,
          Tally& tally);

  /// Sends the encoding of `object`. `rank` orders what arrives in one tick of lockstep.
  template <class T>
  void send(Time now, paxos::NodeId from, const std::vector<paxos::NodeId>& to, std::uint8_t rank,
            const T& object) {
    const std::uint32_t item = new_parcel();
    std::string& bytes = parcels_[item].bytes;
    if (framed_) {
      bytes = *wire::make_frame(object);
    } else {
      wire::Encoder{bytes}(object);
    }
    for (const auto receiver : to) {
      carry(now, nodes_.index(from), nodes_.index(receiver), rank, item);
    }
    release(item);
  }

  /// What the receiver reads of a delivery, until anything is sent; nothing if it reads no message.
  [[nodiscard]] std::optional<std::string_view> open(const Event& delivery);
  /// Whether its bytes are no longer those that were sent.
  [[nodiscard]] bool altered(const Event& delivery) const {
    return parcels_[delivery.item].damaged;
  }
  /// Every delivery must come here in the end.
  void release(std::uint32_t item);

  /// From now on it cuts, or no longer.
  void begin(const Partition& partition) { cut(partition, 1); }
  void heal(const Partition& partition) { cut(partition, -1); }

  /// From now on no message is lost, doubled, held back or damaged.
  void become_calm();

 private:
  struct Parcel {
    std::string bytes;
    std::uint32_t holders = 0;
    bool damaged = false;
  };

  std::uint32_t new_parcel();
  void carry(Time now, std::uint32_t from, std::uint32_t to, std::uint8_t rank, std::uint32_t item);
  [[nodiscard]] std::uint32_t damage(std::uint32_t item, Random& dice);
  void lose_track();
  void cut(const Partition& partition, int change);

  Knobs knobs_;
  std::uint64_t seed_;
  Nodes nodes_;
  bool framed_;
  bool unchecked_;
  Queue& queue_;
  Tally& tally_;
  wire::FrameReader reader_;
  std::deque<Parcel> parcels_;
  std::vector<std::uint32_t> free_;
  struct Link {
    std::uint32_t sent = 0;    // messages so far
    std::uint32_t newest = 0;  // of those that have arrived
    int cuts = 0;              // partitions between its ends
  };
  std::vector<Link> links_;
};

}  // namespace net::sim
