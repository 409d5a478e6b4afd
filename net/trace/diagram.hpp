// Space-time diagrams (Lamport, *Time, Clocks*, 1978): a line of life for each process, a row for
// each message and for each thing that happens in a process, in an order that no cause contradicts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "net/trace/reader.hpp"
#include "paxos/ballot.hpp"
#include "paxos/node.hpp"

namespace net::trace {

/// A message where it arrives, or something in one process.
struct Row {
  paxos::NodeId from;
  std::optional<paxos::NodeId> to;  ///< of a message
  bool received = true;             ///< as far as the receiver's trace goes
  std::string words;
};

struct Diagram {
  std::vector<paxos::NodeId> columns;  ///< proposers, acceptors, learners
  std::vector<Row> rows;
};

struct Everything {};
/// What led to the decision: the past of the first event that says a value is chosen, within the
/// ballot at which it was.
struct Deciding {};
/// A ballot stands for the events that belong to it.
using Filter = std::variant<Everything, paxos::Ballot, Deciding>;

/// Throws TraceError if the filter leaves nothing.
Diagram make_diagram(const Trace& trace, const Filter& filter);

/// The least width that text takes for its words, whatever `width` says.
constexpr std::size_t least_words_width = 24;

/// Lines of at most `width` columns, if the words can be broken so.
std::string as_text(const Diagram& diagram, std::size_t width);

/// A sequenceDiagram of Mermaid.
std::string as_mermaid(const Diagram& diagram);

/// Any text as Mermaid shows it literally.
std::string mermaid_text(const std::string& text);

}  // namespace net::trace
