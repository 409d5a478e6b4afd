#include <algorithm>
#include <cctype>

#include "net/trace/diagram.hpp"
#include "net/trace/wording.hpp"

namespace net::trace {
namespace {

/// How many columns of a terminal UTF-8 takes: the code points, of which no wide ones occur here.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

/// Breaks at spaces into lines of at most `width` columns; a longer word stands alone.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t begin = 0;
  while (begin < text.size()) {
    // A word with the spaces before it.
    const auto word_begin = std::min(text.find_first_not_of(' ', begin), text.size());
    const auto word_end = std::min(text.find(' ', word_begin), text.size());
    const std::string word = text.substr(begin, word_end - begin);
    if (!lines.back().empty() && width_of(lines.back()) + width_of(word) > width) {
      lines.push_back("  " + text.substr(word_begin, word_end - word_begin));
    } else {
      lines.back() += word;
    }
    begin = word_end;
  }
  return lines;
}

class Canvas {
 public:
  Canvas(const Diagram& diagram, std::size_t width) : columns_(diagram.columns) {
    for (const auto& node : columns_) spacing_ = std::max(spacing_, letter_name(node).size() + 2);
    const std::size_t used = (columns_.size() - 1) * spacing_ + 3;
    words_width_ = std::max(least_words_width, width > used ? width - used : 0);
  }

  [[nodiscard]] std::string header() const {
    std::string line;
    for (const auto& node : columns_) {
      line.resize(place(node), ' ');
      line += letter_name(node);
    }
    return line + "\n";
  }

  [[nodiscard]] std::string row(const Row& row) const {
    std::string text;
    std::string cells = joined(drawing(row));
    for (const auto& line : wrapped(label(row), words_width_)) {
      text += cells + "  " + line + "\n";
      cells = joined(lifelines());
    }
    return text;
  }

 private:
  using Cells = std::vector<std::string>;

  [[nodiscard]] std::size_t place(paxos::NodeId node) const {
    const auto found = std::ranges::find(columns_, node);
    return static_cast<std::size_t>(found - columns_.begin()) * spacing_;
  }

  [[nodiscard]] Cells lifelines() const {
    Cells cells((columns_.size() - 1) * spacing_ + 1, " ");
    for (const auto& node : columns_) cells[place(node)] = "│";
    return cells;
  }

  [[nodiscard]] Cells drawing(const Row& row) const {
    Cells cells = lifelines();
    const std::size_t from = place(row.from);
    const std::size_t to = place(row.to.value_or(row.from));
    cells[from] = row.to ? "●" : "■";
    if (from == to) return cells;
    const std::size_t head = from < to ? to - 1 : to + 1;
    for (std::size_t i = std::min(from, head) + 1; i < std::max(from, head); ++i) {
      cells[i] = cells[i] == "│" ? "┼" : "─";
    }
    cells[head] = !row.received ? "✗" : from < to ? "►" : "◄";
    return cells;
  }

  static std::string joined(const Cells& cells) {
    std::string line;
    for (const auto& cell : cells) line += cell;
    return line;
  }

  static std::string label(const Row& row) {
    std::string who = letter_name(row.from);
    if (row.to) who += "→" + letter_name(*row.to);
    return who + "  " + row.words + (row.received ? "" : " (not received)");
  }

  const std::vector<paxos::NodeId>& columns_;
  std::size_t spacing_ = 5;
  std::size_t words_width_ = 0;
};

}  // namespace

std::string as_text(const Diagram& diagram, std::size_t width) {
  if (diagram.columns.empty()) return "";
  const Canvas canvas(diagram, width);
  std::string text = canvas.header();
  for (const auto& row : diagram.rows) text += canvas.row(row);
  return text;
}

std::string mermaid_text(const std::string& text) {
  // Mermaid gives a meaning to ; # : % < " and to some words beside them, so all but the plainest
  // characters are written as its entity codes.
  static constexpr std::string_view plain = " .,'()";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) || plain.find(c) != std::string_view::npos) {
      escaped += c;
    } else {
      escaped += "#" + std::to_string(byte) + ";";
    }
  }
  return escaped;
}

std::string as_mermaid(const Diagram& diagram) {
  std::string text = "sequenceDiagram\n";
  for (const auto& node : diagram.columns) text += "  participant " + letter_name(node) + "\n";
  for (const auto& row : diagram.rows) {
    const std::string from = letter_name(row.from);
    const std::string words = mermaid_text(row.words);
    if (!row.to) {
      text += "  Note over " + from + ": " + words + "\n";
    } else if (row.received) {
      text += "  " + from + "->>" + letter_name(*row.to) + ": " + words + "\n";
    } else {
      text += "  " + from + "-x" + letter_name(*row.to) + ": " + words + " (not received)\n";
    }
  }
  return text;
}

}  // namespace net::trace
