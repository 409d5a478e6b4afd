#include <limits>

#include <gtest/gtest.h>

#include "net/wire/resp.hpp"

namespace net::wire {
namespace {

TEST(Reply, IsRespTwo) {
  EXPECT_EQ(Reply::ok().bytes(), "+OK\r\n");
  EXPECT_EQ(Reply::simple("PONG").bytes(), "+PONG\r\n");
  EXPECT_EQ(Reply::error("ERR no").bytes(), "-ERR no\r\n");
  EXPECT_EQ(Reply::nil().bytes(), "$-1\r\n");
  EXPECT_EQ(Reply::integer(0).bytes(), ":0\r\n");
  EXPECT_EQ(Reply::integer(std::numeric_limits<std::int64_t>::min()).bytes(),
            ":-9223372036854775808\r\n");
  EXPECT_EQ(Reply::bulk("").bytes(), "$0\r\n\r\n");
  EXPECT_EQ(Reply::array({}).bytes(), "*0\r\n");
  EXPECT_EQ(Reply::array({"a", "", "bcd"}).bytes(), "*3\r\n$1\r\na\r\n$0\r\n\r\n$3\r\nbcd\r\n");
}

TEST(Reply, CarriesEveryByteInABulk) {
  const std::string binary("\0\r\n-ERR\r\n\xff", 10);
  EXPECT_EQ(Reply::bulk(binary).bytes(), "$10\r\n" + binary + "\r\n");
  EXPECT_EQ(Reply::array({binary}).bytes(), "*1\r\n$10\r\n" + binary + "\r\n");
}

// A client's own bytes may stand in an error, and must not become a reply of their own.
TEST(Reply, KeepsAnErrorOnOneLine) {
  EXPECT_EQ(Reply::error("ERR a\r\n+OK\r\n").bytes(), "-ERR a  +OK  \r\n");
  EXPECT_EQ(Reply::simple("a\nb\rc").bytes(), "+a b c\r\n");
}

}  // namespace
}  // namespace net::wire
