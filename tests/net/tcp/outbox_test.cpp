#include "net/tcp/outbox.hpp"

#include <gtest/gtest.h>

namespace net::tcp {
namespace {

wire::Frame frame(std::size_t size, char fill) {
  return std::make_shared<const std::string>(size, fill);
}

std::string bytes_of(const Batch& batch) {
  std::string bytes;
  for (const auto& buffer : batch.buffers) {
    bytes.append(static_cast<const char*>(buffer.data()), buffer.size());
  }
  return bytes;
}

TEST(Outbox, KeepsTheOrder) {
  Outbox outbox(1 << 20);
  EXPECT_TRUE(outbox.empty());
  std::string expected;
  for (const std::size_t size : {20U, 5000U, 30U, 4096U, 4097U, 9000U, 1U, 2U}) {
    const char fill = static_cast<char>('a' + size % 26);
    outbox.push(frame(size, fill));
    expected.append(size, fill);
  }
  EXPECT_FALSE(outbox.empty());
  EXPECT_EQ(bytes_of(outbox.take()), expected);
  EXPECT_TRUE(outbox.empty());
  EXPECT_TRUE(outbox.take().buffers.empty());
  EXPECT_EQ(outbox.dropped(), 0U);
}

TEST(Outbox, JoinsSmallFramesAndLeavesLargeOnesWhereTheyAre) {
  Outbox outbox(1 << 20);
  const wire::Frame large = frame(5000, 'l');
  for (const auto& one : {frame(20, 'a'), frame(30, 'b'), large, frame(40, 'c')}) outbox.push(one);
  const Batch batch = outbox.take();
  ASSERT_EQ(batch.buffers.size(), 3U);
  EXPECT_EQ(batch.buffers[0].size(), 50U);
  EXPECT_EQ(batch.buffers[1].data(), large->data());
  EXPECT_EQ(batch.buffers[2].size(), 40U);
}

TEST(Outbox, DropsTheOldestWhenItIsFull) {
  Outbox outbox(10000);
  for (const char fill : {'a', 'b', 'c', 'd'}) outbox.push(frame(4000, fill));
  EXPECT_EQ(outbox.dropped(), 2U);
  EXPECT_EQ(bytes_of(outbox.take()), std::string(4000, 'c') + std::string(4000, 'd'));
}

TEST(Outbox, HasRoomAgainWhenItIsEmptied) {
  Outbox outbox(10000);
  for (int round = 0; round < 10; ++round) {
    outbox.push(frame(9000, 'a'));
    EXPECT_EQ(outbox.take().frames.size(), 1U);
  }
  EXPECT_EQ(outbox.dropped(), 0U);
}

TEST(Outbox, KeepsAFrameThatIsLargerThanItsLimit) {
  Outbox outbox(100);
  outbox.push(frame(1000, 'a'));
  EXPECT_EQ(outbox.dropped(), 0U);
  outbox.push(frame(2000, 'b'));
  EXPECT_EQ(outbox.dropped(), 1U);
  EXPECT_EQ(bytes_of(outbox.take()), std::string(2000, 'b'));
}

TEST(Outbox, BoundsTheNumberOfTinyFrames) {
  Outbox outbox(10000);
  for (int i = 0; i < 10000; ++i) outbox.push(frame(1, 'a'));
  const auto waiting = outbox.take().frames.size();
  EXPECT_LE(waiting, 200U);
  EXPECT_EQ(outbox.dropped() + waiting, 10000U);
}

}  // namespace
}  // namespace net::tcp
