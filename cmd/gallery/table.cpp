#include "cmd/gallery/table.hpp"

#include <algorithm>
#include <initializer_list>
#include <iomanip>
#include <sstream>

namespace gallery {
namespace {

/// A dash stands for a search that was not made, or a run that was not found.
struct Cells {
  std::string_view id = {}, breaks = "-", violates = "-";
  std::string explorer = "-", steps = "-", two = "-", simulator = "-", specification = "-",
              wire = "-", seconds = "-";
};

/// A line of cells, and below it what is to be said in words.
std::string lines(const Cells& cells, std::initializer_list<std::string_view> sentences = {}) {
  std::ostringstream out;
  out << std::left << std::setw(5) << cells.id << std::setw(19) << cells.breaks << std::setw(18)
      << cells.violates << std::right << std::setw(9) << cells.explorer << std::setw(7)
      << cells.steps << std::setw(6) << cells.two << std::setw(11) << cells.simulator
      << std::setw(15) << cells.specification << std::setw(9) << cells.wire << std::setw(9)
      << cells.seconds << '\n';
  for (const auto sentence : sentences) {
    if (!sentence.empty()) out << "     " << sentence << '\n';
  }
  return out.str();
}

std::string text(const std::optional<Found>& found, std::string Found::* member) {
  return !found || ((*found).*member).empty() ? "-" : (*found).*member;
}

std::string one_decimal(double seconds) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(1) << seconds;
  return out.str();
}

std::string legend() {
  return R"(Wrong Paxoses: each is the real one with one thing wrong, which the second line of its row says.
The first line says what tells it from the right one:

  breaks         the clause of the papers that does not hold any more
  violates       what is looked for: an invariant; liveness, that all is learned once the faults
                 have ceased; or the specification, that the states are those of Lamport's own
  explorer       distinct states until the invariant was violated; none: not in any state within
                 the bounds; >N: not in the first N states
  steps          of a shortest run that violates it; <=N: of one of N steps, and shorter ones may be
  two            the same for a run after which two values are chosen or learned
  simulator      the first seed in which an invariant or liveness is violated; none: in no seed
  specification  distinct states in the setting of Lamport's specification, which has )" +
         std::to_string(specified_states) + R"(;
                 >N: more than N; same: as many, at each depth
  wire           the first byte of a frame whose change changes the message, unnoticed
  -              a search that was not made, or a run that was not found
)";
}

}  // namespace

std::string table_head(const std::filesystem::path& folder) {
  const Cells head{.id = "id",
                   .breaks = "breaks",
                   .violates = "violates",
                   .explorer = "explorer",
                   .steps = "steps",
                   .two = "two",
                   .simulator = "simulator",
                   .specification = "specification",
                   .wire = "wire",
                   .seconds = "seconds"};
  std::ostringstream out;
  out << legend() << "\nTraces, and the command of each search, are in " << (folder / "ID").string()
      << "/\n\n"
      << lines(head);
  return out.str();
}

std::string table_row(const Exhibit& exhibit, const std::optional<Row>& row) {
  const auto& [id, wrong, breaks, violates] = exhibit.mutant;
  Cells cells{.id = id, .breaks = breaks};
  if (row) {
    cells.violates = row->killed_by(violates) ? violates : "SURVIVES";
    cells.explorer = text(row->explorer, &Found::after);
    cells.steps = text(row->explorer, &Found::steps);
    cells.two = text(row->agreement, &Found::steps);
    cells.simulator = text(row->simulator, &Found::after);
    cells.specification = text(row->specification, &Found::after);
    cells.wire = text(row->wire, &Found::after);
    cells.seconds = one_decimal(row->seconds);
  }
  return lines(cells, {wrong, exhibit.remark});
}

std::string right_row(const std::vector<Row>& rows) {
  double seconds = 0;
  for (const Row& row : rows) seconds += row.seconds;
  const bool survives = std::ranges::none_of(rows, &Row::killed);
  const std::string sentence =
      "The right roles, in every setting of the searches above: " + std::to_string(rows.size()) +
      ".";
  return lines({.breaks = "nothing",
                .violates = survives ? "nothing" : "SOMETHING",
                .seconds = one_decimal(seconds)},
               {sentence});
}

}  // namespace gallery
