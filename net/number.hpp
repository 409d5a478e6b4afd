// Numbers as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace net {

/// All of `text` as one number, or nothing.
std::optional<std::uint64_t> read_number(std::string_view text, int base = 10);

}  // namespace net
