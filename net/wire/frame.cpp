#include "net/wire/frame.hpp"

#include <algorithm>

#include "paxos/checksum.hpp"

namespace net::wire {
namespace {

constexpr std::size_t smallest_buffer = 16 * 1024;
/// Enough for the frames of Multi-Paxos, of which many large ones come one behind the other.
constexpr std::size_t most_kept = 2 * 1024 * 1024;

}  // namespace

Frame seal(std::string bytes) {
  const std::string_view payload = std::string_view(bytes).substr(frame_header_size);
  std::string header;
  Encoder encode(header);
  encode(static_cast<std::uint32_t>(payload.size()));
  encode(paxos::checksum(payload));
  bytes.replace(0, frame_header_size, header);
  return std::make_shared<const std::string>(std::move(bytes));
}

Frame make_greeting(const Hello& hello) {
  return std::make_shared<const std::string>(std::string(magic) + *make_frame(hello));
}

std::pair<char*, std::size_t> FrameReader::space() {
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  // Swapped, because an assignment would keep the memory of a larger frame.
  if (end_ == 0 && buffer_.size() > most_kept) std::string().swap(buffer_);
  if (end_ == buffer_.size()) buffer_.resize(std::max(smallest_buffer, 2 * buffer_.size()));
  return {buffer_.data() + end_, buffer_.size() - end_};
}

bool FrameReader::take_magic() {
  const std::string_view bytes = pending();
  if (!magic.starts_with(bytes.substr(0, magic.size()))) throw Malformed("not a peer of this kind");
  if (bytes.size() < magic.size()) return false;
  begin_ += magic.size();
  return true;
}

std::optional<std::string_view> FrameReader::next() {
  const std::string_view bytes = pending();
  if (bytes.size() < frame_header_size) return std::nullopt;

  std::uint32_t length = 0;
  std::uint32_t expected = 0;
  Decoder decode(bytes);
  decode(length);
  decode(expected);
  if (length > limit_) {
    throw Malformed("a frame of " + std::to_string(length) + " bytes, over the limit of " +
                    std::to_string(limit_));
  }
  if (bytes.size() - frame_header_size < length) return std::nullopt;

  const std::string_view payload = bytes.substr(frame_header_size, length);
  if (paxos::checksum(payload) != expected) throw Malformed("wrong checksum");
  begin_ += frame_header_size + length;
  return payload;
}

}  // namespace net::wire
