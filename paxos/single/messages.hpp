// The messages of single-decree Paxos, one struct each. PTP §2.3, six steps.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include <boost/describe.hpp>

#include "paxos/ballot.hpp"
#include "paxos/node.hpp"
#include "paxos/value.hpp"

namespace paxos::single {

/// PMS §2.2, phase 1(a): proposer to acceptors, a prepare request with number `ballot`.
struct Prepare {
  Ballot ballot;
  bool operator==(const Prepare&) const = default;
};
BOOST_DESCRIBE_STRUCT(Prepare, (), (ballot))

/// PMS §2.2, phase 1(b): acceptor to proposer. It accepts no proposal numbered below `ballot` any
/// more, and the highest that it has accepted so far is `accepted`, if any.
struct Promise {
  Ballot ballot;
  std::optional<Proposal> accepted;
  bool operator==(const Promise&) const = default;
};
BOOST_DESCRIBE_STRUCT(Promise, (), (ballot, accepted))

/// PMS §2.2, phase 2(a): proposer to acceptors, an accept request.
struct Accept {
  Proposal proposal;
  bool operator==(const Accept&) const = default;
};
BOOST_DESCRIBE_STRUCT(Accept, (), (proposal))

/// PMS §2.2, phase 2(b): acceptor to the proposer. PMS §2.3, every learner: and to all learners.
/// It has accepted `proposal`.
struct Accepted {
  Proposal proposal;
  bool operator==(const Accepted&) const = default;
};
BOOST_DESCRIBE_STRUCT(Accepted, (), (proposal))

/// PMS §2.2, out of date: acceptor to proposer. It refuses `ballot`, having promised `promised`. An
/// optimisation that safety does not depend on.
struct Nack {
  Ballot ballot;
  Ballot promised;
  bool operator==(const Nack&) const = default;
};
BOOST_DESCRIBE_STRUCT(Nack, (), (ballot, promised))

/// PMS §2.3, asking: learner to acceptors and proposers. What is chosen?
struct Inquire {
  bool operator==(const Inquire&) const = default;
};
BOOST_DESCRIBE_STRUCT(Inquire, (), ())

/// The order is the message's tag on the wire.
using Message = std::variant<Prepare, Promise, Accept, Accepted, Nack, Inquire>;

using ToAcceptor = std::variant<Prepare, Accept, Inquire>;
using ToProposer = std::variant<Promise, Accepted, Nack, Inquire>;
using ToLearner = std::variant<Accepted>;

/// Whether `from` may send `message` to `to`: by their roles, and a proposer only with a ballot of
/// its own. Anything else is not Paxos, and no role ever sees it.
bool may_send(NodeId from, const Message& message, NodeId to);

enum class Timer : std::uint8_t {
  /// A proposer's ballot got no quorum of answers.
  ballot_timeout = 1,
  /// A preempted proposer has waited long enough.
  back_off = 2,
  /// A learner still does not know what is chosen.
  inquiry = 3,
};
BOOST_DESCRIBE_ENUM(Timer, ballot_timeout, back_off, inquiry)

/// What Effects are made of here.
struct Protocol {
  using Message = single::Message;
  using Timer = single::Timer;
  using Learned = Value;

  /// Whether two processes have anything to say to each other: two of the same role do not.
  static constexpr bool talk(NodeId a, NodeId b) { return a.role != b.role; }
};

}  // namespace paxos::single
