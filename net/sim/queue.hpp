// What is to happen, by virtual time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "net/sim/faults.hpp"

namespace net::sim {

enum class What : std::uint8_t {
  delivery,
  timer,
  request,
  committed,
  stored,  // a snapshot is, beside the commits
  restart,
  answer,    // arrives at a client
  patience,  // of a client is at its end
  fault,
  heal,
  calm
};

/// Something that is to happen. What `item` and `count` say depends on the kind.
struct Event {
  Time at = 0;
  std::uint64_t order = 0;
  std::uint32_t process = 0;  // to which it happens, if to one
  std::uint32_t from = 0;     // of a delivery, the sender
  std::uint32_t item = 0;     // a parcel, a timer, a request or a fault
  What what = What::delivery;
  std::uint64_t count = 0;  // which of many: a message of a link, a start of a timer, a life
};

/// A heap. Of what happens at one time, the lower rank comes first, then what was put in first; so
/// the order is the same in every run.
class Queue {
 public:
  void push(Event event, std::uint8_t rank = 0) {
    event.order = (std::uint64_t{rank} << 56) + pushed_++;
    heap_.push_back(event);
    std::ranges::push_heap(heap_, later);
  }

  Event pop() {
    std::ranges::pop_heap(heap_, later);
    const Event next = heap_.back();
    heap_.pop_back();
    return next;
  }

  [[nodiscard]] bool empty() const { return heap_.empty(); }

 private:
  static bool later(const Event& a, const Event& b) {
    return std::pair(a.at, a.order) > std::pair(b.at, b.order);
  }

  std::vector<Event> heap_;
  std::uint64_t pushed_ = 0;
};

}  // namespace net::sim
