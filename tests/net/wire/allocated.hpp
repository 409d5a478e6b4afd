// How much memory this process has allocated, for tests of what a peer or client can make it hold.
#pragma once

#include <cstddef>

#ifdef __SANITIZE_ADDRESS__
/// Of the sanitizer's runtime; g++ does not bring the header that declares it.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#else
#include <malloc.h>
#endif

namespace net::wire::test {

/// Bytes that are allocated and not freed.
inline std::size_t allocated() {
#ifdef __SANITIZE_ADDRESS__
  return __sanitizer_get_current_allocated_bytes();
#else
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
#endif
}

/// How much more is allocated than when this was made; never less than nothing.
class Growth {
 public:
  [[nodiscard]] std::size_t bytes() const {
    const std::size_t now = allocated();
    return now > before_ ? now - before_ : 0;
  }

 private:
  std::size_t before_ = allocated();
};

}  // namespace net::wire::test
