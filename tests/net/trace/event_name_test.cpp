#include "net/trace/event_name.hpp"

#include <gtest/gtest.h>

#include "net/trace/lines.hpp"

namespace net::trace {
namespace {

using namespace paxos;

TEST(EventName, IsReadAsItIsWritten) {
  EXPECT_EQ(to_string(EventId{acceptor(2), 17}), "acceptor2@17");
  for (const auto& id : {EventId{acceptor(2), 17}, EventId{proposer(10), 1},
                         EventId{learner(4294967295), 18446744073709551615U}}) {
    EXPECT_EQ(parse_event(to_string(id)), id);
  }
}

TEST(EventName, OfNoEventIsRefused) {
  for (const auto* name :
       {"", "@", "acceptor2", "acceptor2@", "acceptor@17", "2@17", "acceptor0@17", "acceptor2@0",
        "acceptor2@17 ", "acceptor-2@17", "acceptor2@-1", "acceptor2@1@1", "leader1@1",
        "acceptor4294967296@1", "acceptor2@18446744073709551616"}) {
    EXPECT_THROW(parse_event(name), TraceError) << name;
  }
}

}  // namespace
}  // namespace net::trace
