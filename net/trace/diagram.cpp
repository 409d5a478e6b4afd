#include "net/trace/diagram.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "net/trace/wording.hpp"

namespace net::trace {
namespace {

using Ids = std::set<EventId>;

/// The ballot that an event belongs to: its own, or that of its cause.
std::optional<paxos::Ballot> ballot_of(const Trace& trace, const Event& event) {
  if (const auto own = ballot_in(event.detail)) return own;
  const bool decision = event.kind == Kind::chosen || event.kind == Kind::learned;
  const Event* cause = decision && event.cause ? find(trace, *event.cause) : nullptr;
  return cause ? ballot_in(cause->detail) : std::nullopt;
}

Ids of_ballot(const Trace& trace, const paxos::Ballot& ballot) {
  Ids ids;
  for (const auto& event : trace.events) {
    if (ballot_of(trace, event) != ballot) continue;
    ids.insert(event.id());
    // What began the ballot, a request or a timer, names no ballot itself.
    const Event* cause = event.cause ? find(trace, *event.cause) : nullptr;
    if (cause && !ballot_of(trace, *cause)) ids.insert(cause->id());
  }
  if (!ids.empty()) return ids;

  std::set<paxos::Ballot> used;
  for (const auto& event : trace.events) {
    if (const auto other = ballot_of(trace, event)) used.insert(*other);
  }
  std::string others;
  for (const auto& other : used) others += (others.empty() ? "" : ", ") + to_string(other);
  throw TraceError("nobody used ballot " + to_string(ballot) + " in this trace; " +
                   (used.empty() ? "there is none in it" : "there are: " + others));
}

/// Takes from `ids` what is not in the past of `last`. An event is in it if a later one of its own
/// process is, or one that it caused; so going backwards, the latest of each process is enough.
void keep_past(Ids& ids, const Trace& trace, const Event& last) {
  std::map<paxos::NodeId, std::uint64_t> reached{{last.node, last.time}};
  for (const Event& event : std::views::reverse(trace.events)) {
    if (event.time > reached[event.node]) {
      ids.erase(event.id());
    } else if (event.cause) {
      auto& time = reached[event.cause->node];
      time = std::max(time, event.cause->time);
    }
  }
}

Ids deciding(const Trace& trace) {
  for (const auto& event : trace.events) {
    if (event.kind != Kind::chosen && event.kind != Kind::learned) continue;
    if (const auto ballot = ballot_of(trace, event)) {
      Ids ids = of_ballot(trace, *ballot);
      keep_past(ids, trace, event);
      return ids;
    }
  }
  throw TraceError("no value is chosen in this trace");
}

Ids everything(const Trace& trace) {
  Ids ids;
  for (const auto& event : trace.events) ids.insert(event.id());
  return ids;
}

struct Select {
  const Trace& trace;

  Ids operator()(Everything) const { return everything(trace); }
  Ids operator()(const paxos::Ballot& ballot) const { return of_ballot(trace, ballot); }
  Ids operator()(Deciding) const { return deciding(trace); }
};

std::vector<paxos::NodeId> columns_of(const Trace& trace) {
  std::set<paxos::NodeId> nodes;
  for (const auto& event : trace.events) {
    nodes.insert(event.node);
    if (event.peer) nodes.insert(*event.peer);
  }
  std::vector<paxos::NodeId> columns;
  for (const auto role : {paxos::Role::proposer, paxos::Role::acceptor, paxos::Role::learner}) {
    for (const auto& node : nodes) {
      if (node.role == role) columns.push_back(node);
    }
  }
  return columns;
}

/// Makes the rows. A send has none of its own if its message arrived, and a timer none unless
/// something followed from it; that a state is durable is seen by what is promised and accepted.
class Rows {
 public:
  explicit Rows(const Trace& trace) : trace_(trace) {
    for (const auto& event : trace.events) {
      if (event.cause) (event.kind == Kind::receive ? arrived_ : effective_).insert(*event.cause);
      first_.emplace(event.node, event.time);
    }
  }

  [[nodiscard]] std::optional<Row> row(const Event& event) const {
    switch (event.kind) {
      case Kind::receive:
        if (event.cause) return Row{event.cause->node, event.node, true, message(event)};
        break;
      case Kind::send:
        if (arrived_.contains(event.id())) return std::nullopt;
        if (event.peer) return Row{event.node, event.peer, false, message(event)};
        break;
      case Kind::timer:
        if (!effective_.contains(event.id())) return std::nullopt;
        break;
      case Kind::persist:
        return std::nullopt;
      default:
        break;
    }
    const bool first = first_.at(event.node) == event.time;
    return Row{event.node, std::nullopt, true, words(event, trace_.values, first)};
  }

 private:
  [[nodiscard]] std::string message(const Event& event) const {
    return words(event.detail, trace_.values);
  }

  const Trace& trace_;
  Ids arrived_;    // sends
  Ids effective_;  // events that something other than a message's arrival followed from
  std::map<paxos::NodeId, std::uint64_t> first_;
};

}  // namespace

Diagram make_diagram(const Trace& trace, const Filter& filter) {
  const Ids selected = std::visit(Select{trace}, filter);
  const Rows rows(trace);
  Diagram diagram{columns_of(trace), {}};
  for (const auto& event : trace.events) {
    if (!selected.contains(event.id())) continue;
    if (auto row = rows.row(event)) diagram.rows.push_back(*std::move(row));
  }
  return diagram;
}

}  // namespace net::trace
