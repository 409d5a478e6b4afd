#include "net/tcp/listener.hpp"

#include <algorithm>
#include <set>
#include <sys/resource.h>

#include "tests/net/tcp/client_fixture.hpp"

namespace net::tcp {
namespace {

using test::RawSocket;
using test::run_until;

class ListenerTest : public test::ClientFixture {
 protected:
  ListenerTest() {
    execute_ = [](const wire::Request&, const Responder& respond) { respond(wire::Reply::ok()); };
    listener_.start();
  }
};

TEST_F(ListenerTest, TellsPeersFromClientsByTheirFirstByte) {
  for (const char first : {'\x80', '\xf0', '\xff'}) {
    RawSocket peer(context_, address_);
    peer.send({first, 'P'});
    EXPECT_TRUE(run_until(context_, [&] { return peers_.size() == 1; }));
    char byte = 0;
    asio::read(peers_.front(), asio::buffer(&byte, 1));
    EXPECT_EQ(byte, first) << "the first byte was taken";
    peers_.clear();
  }
  RawSocket client = connect();
  expect_reply(client, "\x7f\n", "+OK\r\n");
  EXPECT_TRUE(peers_.empty());
}

TEST_F(ListenerTest, ServesManyClientsAtOnce) {
  std::vector<RawSocket> clients;
  clients.reserve(50);
  for (int i = 0; i < 50; ++i) clients.push_back(connect());
  for (auto& client : clients) client.send("A\n");
  for (auto& client : clients) {
    EXPECT_TRUE(run_until(context_, [&] { return client.received() == "+OK\r\n"; }));
  }
  EXPECT_EQ(listener_.clients(), 50U);
  clients.clear();
  EXPECT_TRUE(run_until(context_, [&] { return listener_.clients() == 0; }));
}

TEST_F(ListenerTest, RefusesAClientAboveTheLimitAndTakesOneAgainLater) {
  std::vector<RawSocket> clients;
  for (std::uint32_t i = 0; i < limits.clients; ++i) {
    clients.emplace_back(context_, address_);
    clients.back().send("A\n");
    context_.poll();
  }
  EXPECT_TRUE(run_until(context_, [&] { return listener_.clients() == limits.clients; }));
  RawSocket refused = connect();
  refused.send("A\n");
  EXPECT_TRUE(run_until(context_, [&] { return refused.ended(); }));
  EXPECT_EQ(refused.received(), "-BUSY max number of clients reached\r\n");
  clients.pop_back();
  EXPECT_TRUE(run_until(context_, [&] { return listener_.clients() == limits.clients - 1; }));
  RawSocket taken = connect();
  expect_reply(taken, "A\n", "+OK\r\n");
}

TEST_F(ListenerTest, GivesUpTheLongestSilentOfTooManyWhoSayNothing) {
  std::vector<RawSocket> silent;
  for (std::uint32_t i = 0; i <= limits.clients; ++i) {
    silent.push_back(connect());
    context_.poll();
  }
  EXPECT_TRUE(run_until(context_, [&] { return silent.front().ended(); }));
  for (std::size_t i = 1; i < silent.size(); ++i) {
    expect_reply(silent[i], "A\n", "+OK\r\n");
  }
}

TEST_F(ListenerTest, AllowsAsManyDescriptorsAsItsLimitsMayTake) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const auto allowed_after = [&](const Limits& wanted) {
    const rlimit little{before.rlim_cur / 2, before.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &little), 0);
    allow_descriptors(wanted);
    rlimit after{};
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    return after.rlim_cur;
  };
  EXPECT_EQ(allowed_after({.clients = before.rlim_max / 2 - 250}), before.rlim_max / 2 * 2);
  EXPECT_EQ(log_.text(), "");
  EXPECT_EQ(allowed_after({.clients = before.rlim_max}), before.rlim_max);
  EXPECT_EQ(log_.count("open files, and the system allows"), 1);
  EXPECT_EQ(allowed_after({.clients = 1}), std::max<rlim_t>(before.rlim_cur / 2, 502));
}

TEST_F(ListenerTest, SaysThatItsAddressIsTaken) {
  try {
    const Listener second(context_, address_, max_request, limits, nullptr, nullptr);
    ADD_FAILURE() << "two listen at one address";
  } catch (const UsageError& error) {
    EXPECT_EQ(error.what(), "cannot listen at " + to_string(address_) + ": Address already in use");
  }
}

TEST(PortLease, GivesEachPortToOneHolder) {
  const PortLease one(20);
  const PortLease other(20);
  std::set<std::uint16_t> ports(one.ports().begin(), one.ports().end());
  ports.insert(other.ports().begin(), other.ports().end());
  EXPECT_EQ(ports.size(), 40U);
}

}  // namespace
}  // namespace net::tcp
