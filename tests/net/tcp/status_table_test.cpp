#include "net/tcp/status_table.hpp"

#include <gtest/gtest.h>

namespace net::tcp {
namespace {

TEST(StatusTable, HasABarOfWhatIsReceived) {
  EXPECT_EQ(bar(0, 25), "[..........] 0%");
  EXPECT_EQ(bar(10, 25), "[####......] 40%");
  EXPECT_EQ(bar(24, 25), "[#########.] 96%");
  EXPECT_EQ(bar(25, 25), "[##########] 100%");
}

}  // namespace
}  // namespace net::tcp
