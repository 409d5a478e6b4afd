#include "net/wire/frame.hpp"

#include <gtest/gtest.h>

#include "tests/net/wire/allocated.hpp"
#include "tests/net/wire/samples.hpp"

namespace net::wire {
namespace {

using test::fill;
using test::Growth;

constexpr std::size_t limit = std::size_t{2} << 20;
constexpr std::size_t smallest_buffer = 16384;

std::string frame_of(const std::string& payload) {
  return *seal(std::string(frame_header_size, '\0') + payload);
}

/// All payloads that `reader` has in full.
std::vector<std::string> payloads(FrameReader& reader) {
  std::vector<std::string> taken;
  while (const auto payload = reader.next()) taken.emplace_back(*payload);
  return taken;
}

std::string why_malformed(std::string_view stream) {
  FrameReader reader(limit);
  fill(reader, stream);
  try {
    (void)payloads(reader);
    return "";
  } catch (const Malformed& error) {
    return error.what();
  }
}

// The check value that all catalogues of CRCs give for this one.
TEST(Frame, HasTheUsualChecksum) {
  EXPECT_EQ(frame_of("123456789"), std::string("\x09\0\0\0\x26\x39\xf4\xcb", 8) + "123456789");
  EXPECT_EQ(frame_of(""), std::string(8, '\0'));
}

TEST(FrameReader, TakesFramesThatArriveByteByByte) {
  FrameReader reader(limit);
  std::vector<std::string> taken;
  for (const char byte : frame_of("first") + frame_of("") + frame_of("third")) {
    fill(reader, {&byte, 1});
    for (auto& payload : payloads(reader)) taken.push_back(std::move(payload));
  }
  EXPECT_EQ(taken, (std::vector<std::string>{"first", "", "third"}));
}

TEST(FrameReader, TakesSeveralFramesOfOneRead) {
  FrameReader reader(limit);
  fill(reader, frame_of("first") + frame_of("second") + frame_of("third").substr(0, 9));
  EXPECT_EQ(payloads(reader), (std::vector<std::string>{"first", "second"}));
  fill(reader, frame_of("third").substr(9));
  EXPECT_EQ(payloads(reader), (std::vector<std::string>{"third"}));
}

TEST(FrameReader, TakesFramesHoweverTheStreamIsCut) {
  const std::string stream = frame_of("first") + frame_of("second");
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    FrameReader reader(limit);
    fill(reader, stream.substr(0, cut));
    auto taken = payloads(reader);
    fill(reader, stream.substr(cut));
    for (auto& payload : payloads(reader)) taken.push_back(std::move(payload));
    EXPECT_EQ(taken, (std::vector<std::string>{"first", "second"})) << "cut at " << cut;
  }
}

TEST(FrameReader, TakesFramesUpToItsLimit) {
  const std::string largest(limit, 'x');
  FrameReader reader(limit);
  fill(reader, frame_of(largest));
  EXPECT_EQ(payloads(reader), std::vector{largest});
}

TEST(FrameReader, RefusesALargerFrameBeforeItsPayloadComes) {
  const std::string header = frame_of(std::string(limit + 1, 'x')).substr(0, frame_header_size);
  EXPECT_EQ(why_malformed(header), "a frame of 2097153 bytes, over the limit of 2097152");
  EXPECT_EQ(why_malformed(encode(~0U) + encode(0U)),
            "a frame of 4294967295 bytes, over the limit of 2097152");
}

TEST(FrameReader, HoldsWhatHasComeAndNotWhatIsAnnounced) {
  const Growth growth;
  FrameReader reader(limit);
  fill(reader, encode(static_cast<std::uint32_t>(limit)) + encode(0U));
  EXPECT_EQ(reader.next(), std::nullopt);
  EXPECT_LE(reader.space().second, smallest_buffer);
  EXPECT_LE(growth.bytes(), 2 * smallest_buffer);
  const std::string piece(1000, 'x');
  for (std::size_t come = piece.size(); come < 200000; come += piece.size()) {
    fill(reader, piece);
    EXPECT_EQ(reader.next(), std::nullopt);
    ASSERT_LE(growth.bytes(), 2 * come + 2 * smallest_buffer);
  }
}

TEST(FrameReader, GivesTheMemoryOfALargeFrameBack) {
  const std::string large = frame_of(std::string(limit, 'x'));
  const Growth growth;
  FrameReader reader(limit);
  fill(reader, large);
  EXPECT_TRUE(reader.next());
  EXPECT_GE(growth.bytes(), limit);
  EXPECT_EQ(reader.space().second, smallest_buffer);
  EXPECT_LE(growth.bytes(), 2 * smallest_buffer);
}

TEST(FrameReader, TakesTheMagicInPieces) {
  FrameReader reader(limit);
  for (const char byte : magic) {
    EXPECT_FALSE(reader.take_magic());
    fill(reader, {&byte, 1});
  }
  EXPECT_TRUE(reader.take_magic());
  fill(reader, frame_of("first"));
  EXPECT_EQ(payloads(reader), (std::vector<std::string>{"first"}));
}

TEST(FrameReader, RefusesAWrongMagicAtItsFirstWrongByte) {
  for (std::size_t at = 0; at < magic.size(); ++at) {
    for (int change = 1; change < 256; ++change) {
      std::string wrong(magic.substr(0, at + 1));
      wrong[at] = static_cast<char>(wrong[at] ^ change);
      FrameReader reader(limit);
      fill(reader, wrong);
      EXPECT_THROW((void)reader.take_magic(), Malformed) << "position " << at;
    }
  }
}

// More bytes follow, so that a changed length gets what it asks for.
TEST(FrameReader, LetsNoChangedByteThrough) {
  for (const auto& sent : test::small_samples()) {
    const std::string good = *make_frame(sent);
    std::string stream = good + std::string(300, 'x');
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (int change = 1; change < 256; ++change) {
        stream[at] = static_cast<char>(good[at] ^ change);
        FrameReader reader(limit);
        fill(reader, stream);
        try {
          // A length that the limit allows and the stream has not reached is waited for.
          ASSERT_EQ(reader.next(), std::nullopt) << "byte " << at << " changed by " << change;
          ASSERT_LT(at, sizeof(std::uint32_t)) << "byte " << at << " changed by " << change;
        } catch (const Malformed&) {
          continue;
        }
      }
      stream[at] = good[at];
    }
  }
}

TEST(FrameReader, LetsNoFlippedBitOfALargeFrameThrough) {
  for (const auto& sent : test::large_samples(std::size_t{1} << 20)) {
    const std::string good = *make_frame(sent);
    for (std::size_t at = sizeof(std::uint32_t); at < good.size(); at += good.size() / 16) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
      EXPECT_EQ(why_malformed(bad), "wrong checksum") << "byte " << at;
    }
  }
}

TEST(FrameReader, WaitsForTheRestOfEveryTruncatedFrame) {
  for (const auto& sent : test::small_samples()) {
    const std::string bytes = *make_frame(sent);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      FrameReader reader(limit);
      fill(reader, std::string_view(bytes).substr(0, size));
      EXPECT_EQ(reader.next(), std::nullopt);
    }
  }
}

}  // namespace
}  // namespace net::wire
