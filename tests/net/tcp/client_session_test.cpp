#include "net/tcp/client_session.hpp"

#include <deque>

#include "tests/net/tcp/client_fixture.hpp"

namespace net::tcp {
namespace {

using test::RawSocket;
using test::run_until;
using test::run_until_quiet;
using wire::Reply;

/// The handler keeps the right to answer, and the test answers when it likes.
class ClientSessionTest : public test::ClientFixture {
 protected:
  ClientSessionTest() {
    execute_ = [this](const wire::Request& request, const Responder& respond) {
      asked_.push_back(request.words.front());
      waiting_.push_back(respond);
    };
    listener_.start();
  }

  void wait_for_requests(std::size_t count) {
    ASSERT_TRUE(run_until(context_, [&] { return asked_.size() >= count; }));
  }

  std::vector<std::string> asked_;
  std::deque<Responder> waiting_;
};

TEST_F(ClientSessionTest, AnswersInTheOrderOfTheRequests) {
  RawSocket client = connect();
  client.send("A\nB\nC\n");
  wait_for_requests(3);
  waiting_[2](Reply::simple("c"));
  waiting_[1](Reply::simple("b"));
  run_until_quiet(context_);
  EXPECT_EQ(client.received(), "");
  waiting_[0](Reply::simple("a"));
  EXPECT_TRUE(run_until(context_, [&] { return client.received().size() >= 12; }));
  EXPECT_EQ(client.received(), "+a\r\n+b\r\n+c\r\n");
}

TEST_F(ClientSessionTest, AnswersARequestOnce) {
  RawSocket client = connect();
  client.send("A\nB\n");
  wait_for_requests(2);
  waiting_[0](Reply::simple("a"));
  waiting_[0](Reply::simple("again"));
  waiting_[1](Reply::simple("b"));
  EXPECT_TRUE(run_until(context_, [&] { return client.received().size() >= 8; }));
  EXPECT_EQ(client.received(), "+a\r\n+b\r\n");
}

TEST_F(ClientSessionTest, AnswersAClientThatHasEndedItsSide) {
  RawSocket client = connect();
  client.send("A\nB\n");
  client.send("C\nand a line without an end");
  wait_for_requests(3);
  client.end();
  run_until_quiet(context_);
  EXPECT_FALSE(client.ended());
  for (const auto& respond : waiting_) respond(Reply::ok());
  EXPECT_TRUE(run_until(context_, [&] { return client.ended(); }));
  EXPECT_EQ(client.received(), "+OK\r\n+OK\r\n+OK\r\n");
  EXPECT_TRUE(run_until(context_, [&] { return listener_.clients() == 0; }));
}

TEST_F(ClientSessionTest, ForgetsAClientThatHasGone) {
  {
    RawSocket client = connect();
    client.send("A\n");
    wait_for_requests(1);
    client.reset();
  }
  EXPECT_TRUE(run_until(context_, [&] { return listener_.clients() == 0; }));
  waiting_[0](Reply::ok());
}

TEST_F(ClientSessionTest, AnswersAnErrorOfTheProtocolOnceAndCloses) {
  execute_ = [](const wire::Request&, const Responder& respond) { respond(Reply::ok()); };
  const std::string error = "-ERR Protocol error: ";
  EXPECT_EQ(talk("A\n*x\r\nB\n"), "+OK\r\n" + error + "invalid multibulk length\r\n");
  EXPECT_EQ(talk("\"\n\"\n"), error + "unbalanced quotes in request\r\n");
  EXPECT_EQ(talk("POST / HTTP/1.1\r\nHost: x\r\n\r\nA\n"),
            error + "this is not an HTTP server\r\n");
  EXPECT_TRUE(run_until(context_, [&] { return listener_.clients() == 0; }));
}

TEST_F(ClientSessionTest, AnswersWhatCameBeforeAnErrorOfTheProtocol) {
  RawSocket client = connect();
  client.send("A\n*x\r\n");
  wait_for_requests(1);
  run_until_quiet(context_);
  EXPECT_EQ(client.received(), "");
  waiting_[0](Reply::ok());
  EXPECT_TRUE(run_until(context_, [&] { return client.ended(); }));
  EXPECT_EQ(client.received(), "+OK\r\n-ERR Protocol error: invalid multibulk length\r\n");
}

TEST_F(ClientSessionTest, ReadsNoMoreRequestsAheadThanTheLimit) {
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += "PING\n";
  RawSocket client = connect();
  client.send(requests);
  wait_for_requests(limits.requests);
  run_until_quiet(context_);
  EXPECT_EQ(asked_.size(), limits.requests);
  waiting_.front()(Reply::ok());
  waiting_.pop_front();
  wait_for_requests(limits.requests + 1);
  run_until_quiet(context_);
  EXPECT_EQ(asked_.size(), limits.requests + 1);
  std::size_t answered = 1;
  EXPECT_TRUE(run_until(context_, [&] {
    for (; !waiting_.empty(); waiting_.pop_front(), ++answered) waiting_.front()(Reply::ok());
    return answered == 1000;
  }));
  EXPECT_TRUE(run_until(context_, [&] { return client.received().size() == 5 * 1000; }));
}

// Of 64 MB of replies only what the sockets hold, and a few that wait, are made at a time.
TEST_F(ClientSessionTest, DoesNotGrowForAClientThatDoesNotRead) {
  const std::string large(65536, 'x');
  std::size_t executed = 0;
  execute_ = [&](const wire::Request&, const Responder& respond) {
    ++executed;
    respond(Reply::bulk(large));
  };
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += "GET\n";
  RawSocket client(context_, address_);
  client.send(requests);
  ASSERT_TRUE(run_until(context_, [&] { return executed >= 16; }));
  run_until_quiet(context_);
  EXPECT_LT(executed, 500U);
  client.listen();
  const std::size_t all = 1000 * Reply::bulk(large).bytes().size();
  EXPECT_TRUE(run_until(context_, [&] { return client.received().size() == all; }));
  EXPECT_EQ(executed, 1000U);
}

}  // namespace
}  // namespace net::tcp
