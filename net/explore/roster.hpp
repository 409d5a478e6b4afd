// One thread's memory of what a Cast has told it, so that it need not ask twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/explore/cast.hpp"

namespace net::explore {

class Roster {
 public:
  explicit Roster(Cast& cast) : cast_(cast) {}

  [[nodiscard]] Cast& cast() { return cast_; }

  std::uint32_t receiver(MessageId message) { return end(message).place; }

  /// Null if nothing comes of it.
  const Transition* deliver(LocalId local, MessageId message) {
    const std::uint32_t number = end(message).number;
    if (local >= delivered_.size()) delivered_.resize(local + local / 2 + 64);
    auto& row = delivered_[local];
    if (number >= row.size()) grow(row, number + 16, &unknown);
    const Transition*& known = row[number];
    if (known == &unknown) known = cast_.deliver(local, message);
    return known;
  }

  bool ignores(LocalId local, MessageId message) {
    const std::uint32_t number = end(message).number;
    if (local >= ignored_.size()) ignored_.resize(local + local / 2 + 64);
    auto& row = ignored_[local];
    if (number >= row.size()) grow(row, number + 16, Ignored::unknown);
    Ignored& known = row[number];
    if (known == Ignored::unknown) {
      known = cast_.ignores(local, message) ? Ignored::yes : Ignored::no;
    }
    return known == Ignored::yes;
  }

  const std::vector<Move>& moves(LocalId local) {
    if (local >= moves_.size()) moves_.resize(local + local / 2 + 64);
    if (!moves_[local]) moves_[local] = cast_.moves(local);
    return *moves_[local];
  }

  /// What is known of a process in that local state, and whether it is already broken.
  struct Known {
    HistoryId history = 0;
    bool broken = false;
    bool asked = false;
  };
  const Known& known(LocalId local) {
    if (local >= known_.size()) known_.resize(local + local / 2 + 64);
    Known& known = known_[local];
    if (!known.asked) known = {cast_.history(local), cast_.broken(local).has_value(), true};
    return known;
  }

  [[nodiscard]] std::size_t bytes() const {
    return bytes_of_rows_ + bytes_of(ends_) + bytes_of(delivered_) + bytes_of(ignored_) +
           bytes_of(moves_) + bytes_of(known_);
  }

 private:
  template <class T>
  static std::size_t bytes_of(const std::vector<T>& items) {
    return items.capacity() * sizeof(T);
  }

  template <class T>
  void grow(std::vector<T>& row, std::size_t size, const T& fill) {
    bytes_of_rows_ -= bytes_of(row);
    row.resize(size, fill);
    bytes_of_rows_ += bytes_of(row);
  }

  struct End {
    std::uint32_t place = 0;
    std::uint32_t number = 0;
    bool asked = false;
  };

  const End& end(MessageId message) {
    if (message >= ends_.size()) ends_.resize(message + message / 2 + 64);
    End& end = ends_[message];
    if (!end.asked) end = {cast_.receiver(message), cast_.number_at_receiver(message), true};
    return end;
  }

  enum class Ignored : std::uint8_t { unknown, no, yes };

  static const Transition unknown;

  Cast& cast_;
  std::vector<End> ends_;
  std::vector<std::vector<const Transition*>> delivered_;
  std::vector<std::vector<Ignored>> ignored_;
  std::vector<const std::vector<Move>*> moves_;
  std::vector<Known> known_;
  std::size_t bytes_of_rows_ = 0;  // of delivered_ and ignored_
};

inline const Transition Roster::unknown{};

}  // namespace net::explore
