#include "net/sim/wishes.hpp"

#include <array>
#include <string>

namespace net::sim {

paxos::machine::Operation invented(std::uint32_t client, std::uint64_t wish, Random dice) {
  using enum paxos::machine::OperationKind;
  constexpr std::array keys{"x", "y", "z"};
  constexpr std::array kinds{put, put, get, get, get, append, append, cas, erase, incr, incr};
  paxos::machine::Operation operation{.client = client + 1, .op = kinds[dice.below(kinds.size())]};
  operation.key = keys[dice.below(keys.size())];
  // Few numbers, so that a comparison often succeeds.
  const auto value = [&dice] { return std::to_string(dice.below(4)); };
  if (operation.op == cas) operation.expect = value();
  // Text that is put nowhere else shows that it was put twice.
  const bool is_other = operation.op == append && dice.below(2) == 0;
  if (operation.op == put || operation.op == append || operation.op == cas) {
    operation.value = is_other ? "a" + std::to_string(wish) : value();
  }
  return operation;
}

}  // namespace net::sim
