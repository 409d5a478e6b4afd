#include "net/tcp/outbox.hpp"

#include <utility>

namespace net::tcp {
namespace {

/// Up to here a frame is copied next to its neighbours, so that many leave as one buffer, bytes.
constexpr std::size_t small = 4096;
/// What a waiting frame costs beyond its bytes, so that many tiny ones are bounded too.
constexpr std::size_t cost = 64;

}  // namespace

void Outbox::push(wire::Frame frame) {
  bytes_ += frame->size() + cost;
  frames_.push_back(std::move(frame));
  while (bytes_ > limit_ && frames_.size() > 1) {
    bytes_ -= frames_.front()->size() + cost;
    frames_.pop_front();
    ++dropped_;
  }
}

Batch Outbox::take() {
  Batch batch;
  batch.frames.assign(std::make_move_iterator(frames_.begin()),
                      std::make_move_iterator(frames_.end()));
  frames_.clear();
  bytes_ = 0;

  std::size_t joined_size = 0;
  for (const auto& frame : batch.frames) joined_size += frame->size() <= small ? frame->size() : 0;
  batch.joined.reserve(joined_size);  // so that the buffers below stay where they are
  bool extend = false;                // the last buffer is the end of `joined`
  for (const auto& frame : batch.frames) {
    if (frame->size() > small) {
      batch.buffers.push_back(asio::buffer(*frame));
      extend = false;
      continue;
    }
    const std::size_t begin = batch.joined.size();
    batch.joined.insert(batch.joined.end(), frame->begin(), frame->end());
    if (!extend) batch.buffers.emplace_back(batch.joined.data() + begin, 0);
    batch.buffers.back() = {batch.buffers.back().data(),
                            batch.buffers.back().size() + frame->size()};
    extend = true;
  }
  return batch;
}

}  // namespace net::tcp
