#include "net/trace/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paxos/single/acceptor.hpp"
#include "tests/net/trace/run.hpp"

namespace net::trace {
namespace {

namespace single = paxos::single;
using paxos::acceptor;
using paxos::proposer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const single::Message prepare = single::Prepare{{1, 1}};
const single::Message promise = single::Promise{{1, 1}, {}};

std::string why_refused(const std::vector<std::filesystem::path>& files) {
  try {
    read_traces(trace_files(files));
  } catch (const TraceError& error) {
    return error.what();
  }
  return "";
}

/// P1 prepares; A1 promises, and A2 hears it after that.
void make_run(const Folder& folder) {
  HandMadeRun run(folder);
  run.local(acceptor(2), Kind::restart, Restart<single::AcceptorState>{});
  const EventId first = run.send(proposer(1), acceptor(1), prepare);
  const EventId second = run.send(proposer(1), acceptor(2), prepare);
  const EventId heard = run.receive(acceptor(1), first, prepare);
  run.pass(acceptor(1), proposer(1), promise, heard);
  run.receive(acceptor(2), second, prepare);
}

TEST(Reader, MergesInAnOrderThatNoCauseContradicts) {
  const Folder folder;
  make_run(folder);
  const Trace trace = read_traces(trace_files({folder.path()}));
  EXPECT_THAT(trace.notes, IsEmpty());
  ASSERT_EQ(trace.events.size(), 7U);
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    const auto& event = trace.events[i];
    EXPECT_EQ(find(trace, event.id()), &event);
    if (event.kind == Kind::receive) {
      ASSERT_TRUE(event.cause);
      EXPECT_LT(find(trace, *event.cause), &event);
    }
  }
}

TEST(Reader, FindsTheSendOfEachReceiverOfOneMessage) {
  const Folder folder;
  {
    HandMadeRun run(folder);
    auto& sender = run.recorder(proposer(1));
    const std::uint64_t time = sender.record_send({}, {acceptor(1), acceptor(2)}, prepare);
    EXPECT_EQ(time, 2U);
    for (std::uint32_t number = 1; number <= 3; ++number) {
      run.receive(acceptor(number), {proposer(1), time}, prepare);
    }
  }
  const Trace trace = read_traces(trace_files({folder.path()}));
  ASSERT_EQ(trace.events.size(), 5U);
  EXPECT_EQ(trace.events[2].cause, (EventId{proposer(1), 1}));
  EXPECT_EQ(trace.events[3].cause, (EventId{proposer(1), 2}));
  EXPECT_EQ(trace.events[4].cause, std::nullopt);
  EXPECT_THAT(trace.notes, ElementsAre("the trace of proposer 1 lacks the send of 1 message that "
                                       "others received from it: no arrow"));
}

TEST(Reader, DropsTheArrowsOfASenderWithoutTrace) {
  const Folder folder;
  make_run(folder);
  const Trace trace = read_traces({folder.file(acceptor(1)), folder.file(acceptor(2))});
  for (const auto& event : trace.events) {
    EXPECT_TRUE(event.kind != Kind::receive || !event.cause);
  }
  EXPECT_THAT(trace.notes, ElementsAre("there is no trace of proposer 1: messages from it have no "
                                       "arrow, and messages to it look as if they were lost"));
}

TEST(Reader, DropsTheArrowsThatASendersTornTraceLacks) {
  const Folder folder;
  make_run(folder);
  const auto file = folder.file(proposer(1));
  const std::string text = contents(file);
  std::filesystem::resize_file(file, text.find('\n') + 30);
  const Trace trace = read_traces(trace_files({folder.path()}));
  EXPECT_THAT(
      trace.notes,
      ElementsAre(
          "the trace of proposer 1 ends in the middle of a line, as after a kill",
          "the trace of proposer 1 lacks the send of 1 message that others received from it: no "
          "arrow"));
}

TEST(Reader, DropsAnArrowWhoseEndsCarryDifferentMessages) {
  const Folder folder;
  {
    HandMadeRun run(folder);
    run.receive(acceptor(1), run.send(proposer(1), acceptor(1), prepare), promise);
    run.receive(acceptor(2), run.send(proposer(1), acceptor(1), prepare), prepare);
  }
  const Trace trace = read_traces(trace_files({folder.path()}));
  EXPECT_THAT(trace.notes,
              ElementsAre("the trace of proposer 1 lacks the send of 2 messages that others "
                          "received from it: no arrow"));
}

TEST(Reader, SaysThatATraceIsEmpty) {
  const Folder folder;
  append(folder.file(acceptor(1)), "");
  EXPECT_THAT(read_traces({folder.file(acceptor(1))}).notes,
              ElementsAre(HasSubstr("acceptor1.trace holds no events")));
}

TEST(Reader, ReadsAFileThatIsNamedTwiceOnce) {
  const Folder folder;
  make_run(folder);
  EXPECT_EQ(why_refused({folder.path(), folder.file(acceptor(1))}), "");
}

TEST(Reader, RefusesTwoTracesOfOneProcess) {
  const Folder folder;
  make_run(folder);
  std::filesystem::copy_file(folder.file(acceptor(1)), folder.path() / "copy.trace");
  EXPECT_THAT(why_refused({folder.path()}), HasSubstr("copy.trace: acceptor 1 has a trace in "));
}

TEST(Reader, NamesTheFileAndTheLineThatIsDamaged) {
  const Folder folder;
  make_run(folder);
  const auto file = folder.file(acceptor(2));
  const std::string good = contents(file);
  const auto refused = [&](const std::string& text) {
    std::filesystem::remove(file);
    append(file, text);
    return why_refused({file});
  };
  EXPECT_THAT(refused(good + "\n" + good), HasSubstr("acceptor2.trace: line 3 is damaged"));
  EXPECT_THAT(refused(good + "[]\n"),
              HasSubstr("line 3 is damaged, or this is no trace: no object"));
  EXPECT_THAT(refused(good + "{}\n"), HasSubstr("line 3 is damaged"));
  EXPECT_THAT(refused(good + good), HasSubstr("line 3 is damaged, or this is no trace: time 1 "
                                              "comes after time 3 of the same process"));
  EXPECT_THAT(refused("hello\nworld"), HasSubstr("line 1 is damaged, or this is no trace"));
  EXPECT_THAT(refused("hello"), HasSubstr("line 1 is damaged, or this is no trace"));
}

TEST(Reader, RefusesDamagedValues) {
  const Folder folder;
  const auto file = folder.file(acceptor(1));
  const auto refused = [&](const std::string& text) {
    std::filesystem::remove(file);
    append(file, text + "\n");
    return why_refused({file});
  };
  EXPECT_THAT(refused(R"({"kind":"value","digest":"x","text":"blue"})"),
              HasSubstr("the bytes have another digest"));
  EXPECT_THAT(refused(R"({"kind":"value","digest":"x","hex":"0"})"),
              HasSubstr("no pairs of hexadecimal digits"));
  EXPECT_THAT(refused(R"({"kind":"value","digest":"x"})"),
              HasSubstr("a value has a digest, and either text or hex"));
  EXPECT_THAT(refused(R"({"kind":"value","digest":"x","hex":"","text":""})"),
              HasSubstr("a value has a digest, and either text or hex"));
}

TEST(Reader, RefusesFilesThatAreNotThere) {
  const Folder folder;
  EXPECT_EQ(why_refused({"/nonexistent.trace"}), "/nonexistent.trace: No such file or directory");
  EXPECT_EQ(why_refused({folder.path()}),
            folder.path().string() + ": no *.trace file in this directory");
}

}  // namespace
}  // namespace net::trace
