#include "net/trace/command.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>

#include "net/command_line.hpp"
#include "net/number.hpp"
#include "net/trace/diagram.hpp"
#include "net/trace/reader.hpp"
#include "paxos/usage_error.hpp"

namespace net::trace {
namespace {

namespace options = boost::program_options;

constexpr std::size_t default_width = 100;

options::options_description visible_options() {
  options::options_description visible("Options");
  const auto text = [] { return options::value<std::string>(); };
  auto add = visible.add_options();
  add("format", text()->value_name("text|mermaid"),
      "a diagram of text (the default), or a sequenceDiagram of Mermaid");
  add("ballot", text()->value_name("ROUND.PROPOSER"),
      "only what belongs to this ballot, for example 2.1");
  add("deciding", "only what led to the decision, in the ballot at which it was made");
  add("width", text()->value_name("COLUMNS"), "of text; 100 unless given");
  add("help", "show this help");
  return visible;
}

std::optional<paxos::Ballot> ballot_of(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto round = read_number(text.substr(0, dot));
  const auto proposer = read_number(text.substr(dot + 1));
  if (!round || !proposer || !std::in_range<std::uint32_t>(*proposer)) return std::nullopt;
  const paxos::Ballot ballot{*round, static_cast<std::uint32_t>(*proposer)};
  return ballot.valid() ? std::optional(ballot) : std::nullopt;
}

paxos::Ballot read_ballot(const std::string& text) {
  if (const auto ballot = ballot_of(text)) return *ballot;
  throw paxos::UsageError("--ballot " + text + ": a ballot is ROUND.PROPOSER, for example 2.1");
}

Filter read_filter(const options::variables_map& given) {
  if (!given.contains("ballot"))
    return given.contains("deciding") ? Filter(Deciding{}) : Everything{};
  if (given.contains("deciding")) throw paxos::UsageError("give --ballot or --deciding, not both");
  return read_ballot(given["ballot"].as<std::string>());
}

bool wants_mermaid(const options::variables_map& given) {
  if (!given.contains("format")) return false;
  const auto& format = given["format"].as<std::string>();
  if (format != "text" && format != "mermaid") {
    throw paxos::UsageError("--format " + format + ": the formats are text and mermaid");
  }
  return format == "mermaid";
}

void show(const options::variables_map& given, std::ostream& out) {
  const bool mermaid = wants_mermaid(given);
  const Filter filter = read_filter(given);
  const std::size_t width =
      number_given(given, "width", default_width, 1, std::numeric_limits<std::uint64_t>::max());
  if (!given.contains("file")) {
    throw paxos::UsageError(
        "no trace given; name files, or directories of *.trace files (see --help)");
  }
  const auto& named = given["file"].as<std::vector<std::string>>();
  const Trace trace = read_traces(trace_files({named.begin(), named.end()}));
  const Diagram diagram = make_diagram(trace, filter);
  const std::string drawing = mermaid ? as_mermaid(diagram) : as_text(diagram, width);
  out << drawing;
  if (!mermaid && !drawing.empty() && !trace.notes.empty()) out << '\n';
  for (const auto& note : trace.notes) {
    out << (mermaid ? "%% " + mermaid_text(note) : "Note: " + note) << '\n';
  }
}

}  // namespace

int show_traces(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  try {
    options::options_description all = visible_options();
    all.add_options()("file", options::value<std::vector<std::string>>());
    const auto given = parse_command_line(arguments, all, "file");
    if (given.contains("help")) {
      out << "Usage: trace [OPTION]... FILE...\n"
             "Merges the traces of a run's processes and draws what happened, causes above "
             "effects.\n"
             "Of a directory it takes all *.trace files.\n\n"
          << visible_options();
    } else {
      show(given, out);
    }
    return 0;
  } catch (const options::error& error) {
    err << "trace: " << error.what() << " (see --help)\n";
  } catch (const paxos::UsageError& error) {
    err << "trace: " << error.what() << '\n';
  } catch (const TraceError& error) {
    err << "trace: " << error.what() << '\n';
  }
  return 2;
}

}  // namespace net::trace
