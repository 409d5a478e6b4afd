#include "net/trace/command.hpp"

#include <charconv>
#include <filesystem>
#include <ostream>
#include <stdexcept>
#include <string_view>

#include <boost/program_options.hpp>

#include "net/trace/diagram.hpp"
#include "net/trace/reader.hpp"

namespace net::trace {
namespace {

namespace options = boost::program_options;

constexpr std::size_t default_width = 100;

struct UsageError : std::runtime_error {
  using runtime_error::runtime_error;
};

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

options::variables_map parse(const std::vector<std::string>& arguments) {
  options::options_description all = visible_options();
  all.add_options()("file", options::value<std::vector<std::string>>());
  options::positional_options_description positional;
  positional.add("file", -1);
  // No abbreviations: --d would change its meaning with the next option.
  const int style =
      options::command_line_style::unix_style & ~options::command_line_style::allow_guessing;
  options::variables_map given;
  options::store(options::command_line_parser(arguments)
                     .options(all)
                     .positional(positional)
                     .style(style)
                     .run(),
                 given);
  return given;
}

/// All of `text` as a number.
template <class T>
bool read_number(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

paxos::Ballot read_ballot(const std::string& text) {
  paxos::Ballot ballot;
  const auto dot = text.find('.');
  if (dot == std::string::npos ||
      !read_number(std::string_view(text).substr(0, dot), ballot.round) ||
      !read_number(std::string_view(text).substr(dot + 1), ballot.proposer) || !ballot.valid()) {
    throw UsageError("--ballot " + text + ": a ballot is ROUND.PROPOSER, for example 2.1");
  }
  return ballot;
}

Filter read_filter(const options::variables_map& given) {
  if (!given.contains("ballot"))
    return given.contains("deciding") ? Filter(Deciding{}) : Everything{};
  if (given.contains("deciding")) throw UsageError("give --ballot or --deciding, not both");
  return read_ballot(given["ballot"].as<std::string>());
}

bool wants_mermaid(const options::variables_map& given) {
  if (!given.contains("format")) return false;
  const auto& format = given["format"].as<std::string>();
  if (format != "text" && format != "mermaid") {
    throw UsageError("--format " + format + ": the formats are text and mermaid");
  }
  return format == "mermaid";
}

std::size_t read_width(const options::variables_map& given) {
  std::size_t width = default_width;
  if (!given.contains("width")) return width;
  const auto& text = given["width"].as<std::string>();
  if (!read_number(text, width) || width == 0) {
    throw UsageError("--width " + text + ": the width is a number of columns, for example 100");
  }
  return width;
}

void show(const options::variables_map& given, std::ostream& out) {
  const bool mermaid = wants_mermaid(given);
  const Filter filter = read_filter(given);
  const std::size_t width = read_width(given);
  if (!given.contains("file")) {
    throw UsageError("no trace given; name files, or directories of *.trace files (see --help)");
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
    const options::variables_map given = parse(arguments);
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
  } catch (const UsageError& error) {
    err << "trace: " << error.what() << '\n';
  } catch (const TraceError& error) {
    err << "trace: " << error.what() << '\n';
  }
  return 2;
}

}  // namespace net::trace
