#include "paxos/machine/client_history.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace paxos::machine::test {
namespace {

TEST(OperationKind, IsCalledDeleteWhereTheLanguageHasThatWordForItself) {
  using enum OperationKind;
  for (const auto kind : {put, get, append, cas, erase, incr, mget, mset}) {
    EXPECT_EQ(operation_kind(to_string(kind)), kind);
  }
  EXPECT_EQ(to_string(erase), "delete");
  EXPECT_EQ(operation_kind("erase"), std::nullopt);
  EXPECT_EQ(operation_kind("set"), std::nullopt);
}

}  // namespace
}  // namespace paxos::machine::test
