// Events in words. It is told no protocol: it goes by the members that a message has, so that a new
// message is readable without a line here.
#pragma once

#include <optional>
#include <string>

#include <boost/json.hpp>

#include "net/trace/event.hpp"
#include "net/trace/json.hpp"
#include "paxos/ballot.hpp"

namespace net::trace {

/// A1, P2, L1.
std::string letter_name(paxos::NodeId node);

/// A message, a state, a proposal or whatever else an event's detail is: "Promise 2.1, has accepted
/// 'blue' at 1.2".
std::string words(const boost::json::value& detail, const Values& values);

/// An event other than a message between two processes, without its process: "learns that 'blue' is
/// chosen". `first` says that it is the first of its process.
std::string words(const Event& event, const Values& values, bool first);

/// The ballot that a detail is, or that it carries itself or in its proposal.
std::optional<paxos::Ballot> ballot_in(const boost::json::value& detail);

}  // namespace net::trace
