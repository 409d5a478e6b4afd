#include "net/explore/frontier.hpp"

namespace net::explore {

/// Seven bits a byte, the lowest first; the high bit says that more follow.
void Block::write(std::uint64_t number) {
  while (number >= 0x80) {
    bytes_.push_back(static_cast<std::uint8_t>(number | 0x80));
    number >>= 7;
  }
  bytes_.push_back(static_cast<std::uint8_t>(number));
}

std::uint64_t Block::Reader::read() {
  std::uint64_t number = 0;
  for (int shift = 0;; shift += 7) {
    const std::uint8_t byte = *at_++;
    number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return number;
  }
}

void Block::put(StateNumber number, const State& state) {
  write(number);
  write(state.locals.size());
  for (const LocalId local : state.locals) write(local);
  write(state.messages.size());
  MessageId previous = 0;
  for (const MessageId message : state.messages) {
    write(message - previous);
    previous = message;
  }
  ++states_;
}

bool Block::Reader::next(StateNumber& number, State& state) {
  if (left_ == 0) return false;
  --left_;
  number = read();
  state.locals.resize(read());
  for (auto& local : state.locals) local = static_cast<LocalId>(read());
  state.messages.resize(read());
  MessageId previous = 0;
  for (auto& message : state.messages) {
    previous += static_cast<MessageId>(read());
    message = previous;
  }
  return true;
}

}  // namespace net::explore
