#include "tests/papers/quorum_picture.hpp"

#include <algorithm>
#include <functional>
#include <sstream>

namespace paxos::papers {
namespace {

constexpr int width = 450;   // of a panel, in pixels
constexpr int height = 300;  // the same
constexpr int margin = 20;
constexpr int spacing = 46;  // of acceptors
constexpr int cell = 17;     // of the table, whose left is at
constexpr int left = 250;

constexpr const char* phase1_color = "#2f6db3";
constexpr const char* phase2_color = "#d98a1f";
constexpr const char* none_color = "#ffffff";
constexpr const char* wrong_color = "#c62828";

AcceptorSet set_of(std::uint64_t bits) {
  AcceptorSet set;
  for (std::uint32_t i = 0; i < AcceptorSet::max_acceptors; ++i) {
    if ((bits >> i) & 1) set.insert(acceptor(i + 1));
  }
  return set;
}

/// Tries all sets of acceptors.
std::vector<AcceptorSet> smallest(std::uint32_t acceptors,
                                  const std::function<bool(const AcceptorSet&)>& is_quorum) {
  std::vector<AcceptorSet> found;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << acceptors; ++bits) {
    const AcceptorSet set = set_of(bits);
    if (!is_quorum(set)) continue;
    bool is_smallest = true;
    for (std::uint32_t i = 0; i < acceptors; ++i) {
      const std::uint64_t without = bits & ~(std::uint64_t{1} << i);
      if (without != bits && is_quorum(set_of(without))) is_smallest = false;
    }
    if (is_smallest) found.push_back(set);
  }
  return found;
}

void text(std::ostream& out, int x, int y, const std::string& words,
          const std::string& style = "") {
  out << "<text x=\"" << x << "\" y=\"" << y << "\" " << style << ">" << words << "</text>\n";
}

/// The pair that has least in common.
std::pair<AcceptorSet, AcceptorSet> tightest(const Quorums& quorums) {
  std::pair best{quorums.phase1.front(), quorums.phase2.front()};
  for (const AcceptorSet& one : quorums.phase1) {
    for (const AcceptorSet& other : quorums.phase2) {
      if (common(one, other).size() < common(best.first, best.second).size()) best = {one, other};
    }
  }
  return best;
}

/// A disk in two halves: the left is of phase 1, the right of phase 2.
void draw_acceptor(std::ostream& out, int x, int y, std::uint32_t number, bool in1, bool in2) {
  constexpr int radius = 16;
  const auto half = [&](int sweep, const char* color) {
    out << "<path d=\"M " << x << ' ' << y - radius << " A " << radius << ' ' << radius << " 0 0 "
        << sweep << ' ' << x << ' ' << y + radius << " Z\" fill=\"" << color << "\"/>\n";
  };
  half(0, in1 ? phase1_color : none_color);
  half(1, in2 ? phase2_color : none_color);
  out << "<circle cx=\"" << x << "\" cy=\"" << y << "\" r=\"" << radius
      << "\" fill=\"none\" stroke=\"#333\" stroke-width=\"" << (in1 && in2 ? 3 : 1) << "\"/>\n";
  text(out, x, y + 5, std::to_string(number),
       "text-anchor=\"middle\" font-weight=\"bold\" fill=\"#222\" stroke=\"#fff\" "
       "stroke-width=\"3\" paint-order=\"stroke\"");
}

void draw_acceptors(std::ostream& out, const Quorums& quorums) {
  const auto [one, other] = tightest(quorums);
  for (std::uint32_t i = 0; i < quorums.acceptors; ++i) {
    const int x = margin + spacing / 2 + static_cast<int>(i % quorums.columns) * spacing;
    const int y = 78 + static_cast<int>(i / quorums.columns) * spacing;
    const NodeId node = acceptor(i + 1);
    draw_acceptor(out, x, y, node.number, one.contains(node), other.contains(node));
  }
}

/// A row for each quorum of phase 1, a column for each of phase 2.
void draw_table(std::ostream& out, const Quorums& quorums) {
  const int top = 96;
  text(out, left, top - 8, "phase 2 &#8594;", std::string("fill=\"") + phase2_color + "\"");
  text(out, left - 8, top + 13, "phase 1 &#8595;",
       std::string("text-anchor=\"end\" fill=\"") + phase1_color + "\"");
  for (std::size_t row = 0; row < quorums.phase1.size(); ++row) {
    for (std::size_t column = 0; column < quorums.phase2.size(); ++column) {
      const auto both = common(quorums.phase1[row], quorums.phase2[column]).size();
      const int x = left + static_cast<int>(column) * cell;
      const int y = top + static_cast<int>(row) * cell;
      out << "<rect x=\"" << x << "\" y=\"" << y << "\" width=\"" << cell << "\" height=\"" << cell
          << "\" fill=\"" << (both == 0 ? wrong_color : "#f2f2f2") << "\" stroke=\"#fff\"/>\n";
      text(out, x + cell / 2, y + 13, std::to_string(both),
           std::string("text-anchor=\"middle\" font-size=\"11\" fill=\"") +
               (both == 0 ? "#fff" : "#333") + "\"");
    }
  }
}

}  // namespace

AcceptorSet common(const AcceptorSet& one, const AcceptorSet& other) {
  AcceptorSet both;
  for (std::uint32_t i = 1; i <= AcceptorSet::max_acceptors; ++i) {
    if (one.contains(acceptor(i)) && other.contains(acceptor(i))) both.insert(acceptor(i));
  }
  return both;
}

Quorums quorums_of(const std::string& name, const std::string& what, const QuorumSystem& system) {
  const auto of1 = [&](const AcceptorSet& set) { return system.is_phase1_quorum(set); };
  const auto of2 = [&](const AcceptorSet& set) { return system.is_phase2_quorum(set); };
  return {name,
          what,
          system.acceptors,
          system.acceptors,
          smallest(system.acceptors, of1),
          smallest(system.acceptors, of2)};
}

Quorums grid(const std::string& name, const std::string& what, std::uint32_t side) {
  Quorums quorums{name, what, side * side, side, {}, {}};
  for (std::uint32_t i = 0; i < side; ++i) {
    AcceptorSet row;
    AcceptorSet column;
    for (std::uint32_t j = 0; j < side; ++j) {
      row.insert(acceptor(i * side + j + 1));
      column.insert(acceptor(j * side + i + 1));
    }
    quorums.phase1.push_back(row);
    quorums.phase2.push_back(column);
  }
  return quorums;
}

std::string picture_of(const std::vector<Quorums>& systems) {
  const int rows = static_cast<int>(systems.size() + 1) / 2;
  std::ostringstream out;
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << 2 * width << ' '
      << rows * height << "\" width=\"" << 2 * width << "\" height=\"" << rows * height
      << "\" font-family=\"sans-serif\" font-size=\"13\">\n"
      << "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  for (std::size_t i = 0; i < systems.size(); ++i) {
    const Quorums& quorums = systems[i];
    out << "<g transform=\"translate(" << static_cast<int>(i % 2) * width << ' '
        << static_cast<int>(i / 2) * height << ")\">\n";
    text(out, margin, 26, quorums.name, "font-size=\"17\" font-weight=\"bold\" fill=\"#222\"");
    text(out, margin, 46, quorums.what, "fill=\"#444\"");
    draw_acceptors(out, quorums);
    draw_table(out, quorums);
    out << "</g>\n";
  }
  out << "</svg>\n";
  return out.str();
}

}  // namespace paxos::papers
