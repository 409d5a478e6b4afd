#include "paxos/value.hpp"

namespace paxos {

std::string to_string(const Value& value, std::size_t limit) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : value.bytes().substr(0, limit)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f && byte != '\\' && byte < 0x80) {
      text += c;
    } else {
      text += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
  }
  if (value.size() > limit) text += "... (" + std::to_string(value.size()) + " bytes)";
  return text;
}

Value joined(std::span<const Value> values) {
  std::string bytes;
  for (const auto& value : values) bytes += value.bytes();
  return Value(std::move(bytes));
}

std::string to_string(const Proposal& proposal) {
  return "'" + to_string(proposal.value) + "' at ballot " + to_string(proposal.ballot);
}

}  // namespace paxos
