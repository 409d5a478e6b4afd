#include "tests/papers/claims.hpp"

#include <array>
#include <cctype>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace paxos::papers {
namespace {

struct Guide {
  const char* paper;
  const char* file;
};
constexpr std::array guides{Guide{"PMS", "papers/paxos-made-simple.md"},
                            Guide{"PTP", "papers/the-part-time-parliament.md"},
                            Guide{"PMMC", "papers/paxos-made-moderately-complex.md"}};

const std::string mark = "§";

std::vector<std::string> split(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (auto end = text.find(by); end != text.npos; end = text.find(by, begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + by.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

/// As web pages make anchors of headings: letters in lower case, digits, and hyphens for spaces.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto letter = static_cast<unsigned char>(c);
    if (letter < 0x80 && std::isalnum(letter) != 0)
      anchor += static_cast<char>(std::tolower(letter));
    if (c == ' ' || c == '-') anchor += '-';
  }
  return anchor;
}

/// The digits and dots behind a §.
std::string section_in(const std::string& text) {
  const auto at = text.find(mark);
  if (at == text.npos) return "";
  const auto begin = at + mark.size();
  std::string section = text.substr(begin, text.find_first_not_of("0123456789.", begin) - begin);
  while (section.ends_with('.')) section.pop_back();
  return section;
}

/// A row says more closely than its heading where in the paper it is: "§4.2: ...".
std::string section_of(const std::string& claim, const std::string& heading) {
  const std::string text = claim.substr(claim.find(".** ") + 4);
  return text.starts_with(mark) ? section_in(text) : section_in(heading);
}

/// "P2a, P2b" are two claims.
void add_row(const std::string& line, const Guide& guide, const std::string& heading, Guides& all) {
  std::vector<std::string> cells = split(line.substr(2), " |");
  for (std::string& cell : cells) {
    if (cell.starts_with(' ')) cell.erase(0, 1);
  }
  if (cells.size() != 5 || !cells[4].empty() || cells[0].find(".** ") == std::string::npos) {
    throw std::runtime_error(std::string(guide.file) + ": not '| **name.** claim | code | test | " +
                             "mutant |': " + line);
  }
  const std::string section = section_of(cells[0], heading);
  all.sections.push_back({guide.paper, section, ""});
  for (const auto& name : split(cells[0].substr(2, cells[0].find(".** ") - 2), ", ")) {
    all.claims.push_back({{guide.paper, section, name},
                          cells[1],
                          cells[2],
                          cells[3],
                          guide.file,
                          anchor_of(heading.substr(heading.find(' ') + 1))});
  }
}

}  // namespace

std::string to_string(const ClaimId& id) {
  return id.paper + " " + mark + id.section + (id.name.empty() ? "" : ", " + id.name);
}

Guides read_guides() {
  Guides all;
  for (const Guide& guide : guides) {
    std::ifstream in(guide.file);
    std::string heading;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("## ")) {
        heading = line;
        if (const auto section = section_in(line); !section.empty()) {
          all.sections.push_back({guide.paper, section, ""});
        }
      }
      if (line.starts_with("| **")) add_row(line, guide, heading, all);
    }
  }
  // "The same" is what the row above says.
  for (std::size_t i = 1; i < all.claims.size(); ++i) {
    for (auto cell : {&Claim::code, &Claim::test}) {
      if (all.claims[i].*cell == "the same") all.claims[i].*cell = all.claims[i - 1].*cell;
    }
  }
  return all;
}

const Claim* as_which(const Claim& claim, const Guides& guides) {
  for (const Claim& other : guides.claims) {
    if (claim.code.starts_with("as " + to_string(other.id) + ":")) return &other;
  }
  return nullptr;
}

std::vector<std::string> between(const std::string& text, const std::string& open,
                                 const std::string& close) {
  std::vector<std::string> found;
  std::size_t at = 0;
  while ((at = text.find(open, at)) != text.npos) {
    const auto begin = at + open.size();
    const auto end = text.find(close, begin);
    if (end == text.npos) break;
    found.push_back(text.substr(begin, end - begin));
    at = end + close.size();
  }
  return found;
}

}  // namespace paxos::papers
