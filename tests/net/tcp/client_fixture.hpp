// What the tests of the clients' side share: a listener in this process, and clients of it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "net/tcp/listener.hpp"
#include "tests/net/tcp/loopback.hpp"

namespace net::tcp::test {

class ClientFixture : public testing::Test {
 protected:
  static constexpr std::size_t max_request = 100000;
  /// So that each can be reached.
  static constexpr Limits limits{.clients = 60, .requests = 20, .unsent = 50'000};

  /// A client that keeps what it receives.
  RawSocket connect() {
    RawSocket client(context_, address_);
    client.listen();
    return client;
  }

  /// Sends `bytes` from `client` and waits until it has received `expected`, and no more.
  void expect_reply(RawSocket& client, const std::string& bytes, const std::string& expected) {
    const std::size_t before = client.received().size();
    client.send(bytes);
    EXPECT_TRUE(
        run_until(context_, [&] { return client.received().size() >= before + expected.size(); }));
    EXPECT_EQ(client.received().substr(before), expected);
  }

  /// What a new client gets for `bytes` until the process ends the connection.
  std::string talk(const std::string& bytes) {
    RawSocket client = connect();
    client.send(bytes);
    EXPECT_TRUE(run_until(context_, [&] { return client.ended(); }));
    return client.received();
  }

  LogLines log_;
  asio::io_context context_{1};
  PortLease lease_{1};
  Address address_ = loopback(lease_.ports().front());
  std::vector<Socket> peers_;  // that the listener has told from clients
  std::function<void(const wire::Request&, const Responder&)> execute_;
  Listener listener_{context_,
                     address_,
                     max_request,
                     limits,
                     [this](Socket socket) { peers_.push_back(std::move(socket)); },
                     [this](const wire::Request& request, const Responder& respond) {
                       execute_(request, respond);
                     }};
};

}  // namespace net::tcp::test
