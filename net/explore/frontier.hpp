// States that wait to be expanded, packed: about a byte a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/explore/state.hpp"

namespace net::explore {

/// Which state: a number that leads to how it was reached.
using StateNumber = std::uint64_t;

/// Some states, in the order in which they were put.
class Block {
 public:
  void put(StateNumber number, const State& state);

  [[nodiscard]] std::uint64_t states() const { return states_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_.capacity(); }

  /// Reads a block from its beginning.
  class Reader {
   public:
    explicit Reader(const Block& block) : at_(block.bytes_.data()), left_(block.states_) {}
    /// Fills in the next state; false if there is none.
    bool next(StateNumber& number, State& state);

   private:
    std::uint64_t read();

    const std::uint8_t* at_;
    std::uint64_t left_;
  };

 private:
  void write(std::uint64_t number);

  std::vector<std::uint8_t> bytes_;
  std::uint64_t states_ = 0;
};

}  // namespace net::explore
