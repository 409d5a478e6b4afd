#include "net/trace/recorder.hpp"

#include <algorithm>
#include <system_error>

#include <gtest/gtest.h>

#include "net/trace/lines.hpp"
#include "net/trace/reader.hpp"
#include "paxos/single/messages.hpp"
#include "tests/net/trace/run.hpp"

namespace net::trace {
namespace {

namespace single = paxos::single;
using paxos::acceptor;
using paxos::proposer;
using paxos::Value;

const single::Message blue = single::Accept{{{1, 1}, Value("blue")}};
const single::Message red = single::Accept{{{2, 1}, Value("red")}};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(Recorder, KeepsTheClockWithoutAFile) {
  Recorder recorder(acceptor(1));
  EXPECT_EQ(recorder.record(Kind::send, {}, proposer(1), blue), 1U);
  recorder.advance(7);
  recorder.advance(3);
  EXPECT_EQ(recorder.record(Kind::send, {}, proposer(1), blue), 8U);
}

TEST(Recorder, WritesWhatTheReaderReads) {
  const Folder folder;
  const auto file = folder.file(acceptor(1));
  {
    Recorder recorder(acceptor(1), file);
    recorder.record(Kind::receive, EventId{proposer(1), 4}, proposer(1), blue);
  }
  const Trace trace = read_traces({file});
  ASSERT_EQ(trace.events.size(), 1U);
  const Event& event = trace.events.front();
  EXPECT_EQ(event.time, 1U);
  EXPECT_GT(event.wall, 1'600'000'000'000'000);
  EXPECT_EQ(event.node, acceptor(1));
  EXPECT_EQ(event.kind, Kind::receive);
  EXPECT_EQ(event.peer, proposer(1));
  EXPECT_EQ(from_json<single::Message>(event.detail, trace.values), blue);
}

TEST(Recorder, WritesAnythingOnlyWhenFlushed) {
  const Folder folder;
  const auto file = folder.file(acceptor(1));
  Recorder recorder(acceptor(1), file);
  recorder.record(Kind::send, {}, proposer(1), blue);
  EXPECT_EQ(contents(file), "");
  recorder.flush();
  EXPECT_EQ(count(contents(file), "\n"), 2U);
}

TEST(Recorder, WritesTheBytesOfAValueOnceAFile) {
  const Folder folder;
  const auto file = folder.file(acceptor(1));
  for (int start = 0; start < 2; ++start) {
    Recorder recorder(acceptor(1), file);
    recorder.record(Kind::send, {}, proposer(1), blue);
    recorder.record(Kind::send, {}, proposer(2), blue);
  }
  EXPECT_EQ(count(contents(file), R"("kind":"value")"), 1U);
  EXPECT_EQ(count(contents(file), R"("text":"blue")"), 1U);
  EXPECT_LT(contents(file).find(R"("kind":"value")"), contents(file).find(R"("kind":"send")"));
}

TEST(Recorder, GoesOnFromTheLastCompleteEventAfterATornLine) {
  const Folder folder;
  const auto file = folder.file(acceptor(1));
  {
    Recorder recorder(acceptor(1), file);
    recorder.record(Kind::send, {}, proposer(1), blue);
    recorder.record(Kind::send, {}, proposer(1), red);
  }
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  {
    Recorder recorder(acceptor(1), file);
    EXPECT_EQ(recorder.record(Kind::send, {}, proposer(1), red), 2U);
  }
  const Trace trace = read_traces({file});
  EXPECT_EQ(trace.events.size(), 2U);
  EXPECT_EQ(count(contents(file), R"("kind":"value")"), 2U);
}

TEST(Recorder, WritesAValueAgainWhoseLineWasTorn) {
  const Folder folder;
  const auto file = folder.file(acceptor(1));
  {
    Recorder recorder(acceptor(1), file);
    recorder.record(Kind::send, {}, proposer(1), blue);
  }
  std::filesystem::resize_file(file, 20);
  {
    Recorder(acceptor(1), file).record(Kind::send, {}, proposer(1), blue);
  }
  EXPECT_EQ(count(contents(file), R"("text":"blue")"), 1U);
  EXPECT_EQ(read_traces({file}).values.size(), 1U);
}

TEST(Recorder, RefusesAFileThatIsNoTraceAndLeavesItAlone) {
  const Folder folder;
  for (const std::string text : {"Dear diary,\nno newline here", "Dear diary", "{\"a\":1}\n{"}) {
    const auto file = folder.path() / "diary.txt";
    std::filesystem::remove(file);
    append(file, text);
    EXPECT_THROW(Recorder(acceptor(1), file), TraceError) << text;
    EXPECT_EQ(contents(file), text);
  }
}

TEST(Recorder, RefusesTheTraceOfAnotherProcess) {
  const Folder folder;
  const auto file = folder.file(acceptor(1));
  {
    Recorder(acceptor(1), file).record(Kind::send, {}, proposer(1), blue);
  }
  EXPECT_THROW(Recorder(acceptor(2), file), TraceError);
}

TEST(Recorder, ThrowsIfTheFileCannotBeOpened) {
  EXPECT_THROW(Recorder(acceptor(1), "/nonexistent/a.trace"), std::system_error);
}

TEST(Recorder, StopsWithOneLineOnAFullDiskAndKeepsTheClock) {
  testing::internal::CaptureStderr();
  {
    Recorder recorder(acceptor(1), "/dev/full");
    for (std::uint64_t time = 1; time <= 3; ++time) {
      EXPECT_EQ(recorder.record(Kind::send, {}, proposer(1), blue), time);
      recorder.flush();
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "/dev/full: No space left on device: the trace ends here\n");
}

TEST(Lines, AValueComesBackWhateverItsBytes) {
  const Folder folder;
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  std::size_t number = 0;
  for (const std::string& bytes :
       {std::string(), std::string("blue"), std::string("bl\xc3\xa5"), std::string("\xc3"),
        std::string("\xed\xa0\x80"), std::string("a\nb"), std::string("\x7f"), all}) {
    const auto file = folder.path() / (std::to_string(++number) + ".trace");
    const NamedValue named{digest_of(Value(bytes)), Value(bytes)};
    append(file, line_of(named));
    EXPECT_EQ(read_traces({file}).values, (Values{{named.digest, named.value}}));
  }
}

TEST(Lines, TextIsReadableAndOtherBytesAreHexadecimal) {
  EXPECT_NE(line_of(NamedValue{"x", Value("bl\xc3\xa5")}).find("\"text\":\"bl\xc3\xa5\""),
            std::string::npos);
  EXPECT_NE(line_of(NamedValue{"x", Value("\xff")}).find(R"("hex":"ff")"), std::string::npos);
}

}  // namespace
}  // namespace net::trace
