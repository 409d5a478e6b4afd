// What may_send() lets through, the role that gets it takes: the host asserts it, and no peer must
// be able to bring that assertion down.

#include <boost/mp11.hpp>
#include <gtest/gtest.h>

#include "paxos/print.hpp"
#include "paxos/single/acceptor.hpp"
#include "paxos/single/learner.hpp"
#include "paxos/single/proposer.hpp"

namespace net::tcp {
namespace {

using namespace paxos::single;
using paxos::NodeId;

const NodeId senders[]{paxos::acceptor(1), paxos::proposer(1), paxos::learner(1)};
const paxos::Proposal proposal{{1, 1}, paxos::Value("blue")};

template <class OneMessage>
OneMessage sample() {
  if constexpr (std::is_same_v<OneMessage, Prepare>) return {{1, 1}};
  if constexpr (std::is_same_v<OneMessage, Promise>) return {{1, 1}, {}};
  if constexpr (std::is_same_v<OneMessage, Accept>) return {proposal};
  if constexpr (std::is_same_v<OneMessage, Accepted>) return {proposal};
  if constexpr (std::is_same_v<OneMessage, Nack>) return {{1, 1}, {2, 2}};
  if constexpr (std::is_same_v<OneMessage, Inquire>) return {};
}

template <class Incoming>
void expect_takes_what_may_be_sent(NodeId self) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Message>>(
      [&](auto type) {
        using OneMessage = typename decltype(type)::type;
        const Message message = sample<OneMessage>();
        bool sent = false;
        for (const auto from : senders) sent = sent || may_send(from, message, self);
        EXPECT_EQ(sent, (boost::mp11::mp_contains<Incoming, OneMessage>::value))
            << paxos::print(message) << " to " << paxos::print(self);
      });
}

TEST(Incoming, IsWhatMayBeSent) {
  expect_takes_what_may_be_sent<Acceptor::Incoming>(paxos::acceptor(2));
  expect_takes_what_may_be_sent<Proposer::Incoming>(paxos::proposer(2));
  expect_takes_what_may_be_sent<Learner::Incoming>(paxos::learner(2));
}

}  // namespace
}  // namespace net::tcp
