#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <regex>
#include <set>

#include "tests/papers/claims.hpp"

namespace paxos::papers {
namespace {

using Lines = std::vector<std::string>;

std::size_t indentation(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// What a line of a comment says, if it is one: of C++, or of SQL.
std::optional<std::string> comment_in(const std::string& line) {
  static const std::regex comment(R"(^ *(///<?|//|--) ?(.*)$)");
  std::smatch parts;
  if (!std::regex_match(line, parts, comment)) return std::nullopt;
  return parts[2];
}

/// The function, type or variable that a line declares.
std::string declared_in(std::string line) {
  static const std::regex arguments("<[^<>()]*>");  // of templates
  static const std::regex type(R"(\b(?:struct|class|enum class) (\w+))");
  static const std::regex function(R"(([\w:~]+)\()");
  static const std::regex handler(R"(\bhandle\(.*const (\w+)& ?\w*\))");
  static const std::regex variable(R"((\w+)(?: =|;|\{| \{))");
  line = std::regex_replace(line, arguments, "");
  std::smatch found;
  if (std::regex_search(line, found, type)) return found[1];
  if (std::regex_search(line, found, function)) {
    const std::string name = found[1];
    if (std::regex_search(line, found, handler)) return name + "(" + found[1].str() + ")";
    return name + "()";
  }
  return std::regex_search(line, found, variable) ? found[1].str() : "";
}

bool declares(const std::string& line) {
  static const std::regex nothing(
      R"(^ *($|[}#/)\]]|--|template|namespace|using |public:|private:|protected:|\[\[nodiscard\]\]$|BOOST_).*)");
  return !std::regex_match(line, nothing);
}

/// What a comment from line `first` to before line `end` belongs to: what is declared behind it, or
/// what it stands in.
std::string place_of(const Lines& lines, std::size_t first, std::size_t end) {
  const std::size_t depth = indentation(lines[first]);
  std::string next;
  for (std::size_t i = end; i < lines.size() && next.empty(); ++i) {
    if (lines[i].empty() || lines[i].starts_with('#')) break;
    if (declares(lines[i])) next = declared_in(lines[i]);
  }
  if (depth == 0) return next;
  for (std::size_t i = first; i-- > 0;) {
    if (indentation(lines[i]) > 0 || !declares(lines[i])) continue;
    const std::string around = declared_in(lines[i]);
    const bool is_type = !around.ends_with(')') && lines[i].find('"') == lines[i].npos;
    return is_type && !next.empty() ? around + "::" + next : around;
  }
  return next;
}

/// The claims of a section, the longest names first, so that "P2" is not found in "P2c".
std::vector<std::string> names_in(const Guides& guides, const ClaimId& section) {
  std::vector<std::string> names;
  for (const Claim& claim : guides.claims) {
    if (claim.id.paper == section.paper && claim.id.section == section.section) {
      names.push_back(claim.id.name);
    }
  }
  std::ranges::sort(names, std::greater(), &std::string::size);
  return names;
}

/// Takes ", name" or " and name" off the front of `text`.
std::optional<std::string> take_name(std::string& text, const std::vector<std::string>& names) {
  for (const char* before : {", ", " and "}) {
    if (!text.starts_with(before)) continue;
    const std::string rest = text.substr(std::string(before).size());
    for (const std::string& name : names) {
      if (!rest.starts_with(name)) continue;
      text = rest.substr(name.size());
      return name;
    }
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(const Guides& guides, Citations& citations) : guides_(guides), citations_(citations) {}

  void read(const std::filesystem::path& file) {
    Lines lines;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    for (std::size_t first = 0; first < lines.size(); ++first) {
      std::string text;
      std::size_t end = first;
      while (end < lines.size()) {
        const auto said = comment_in(lines[end]);
        if (!said) break;
        text += (text.empty() ? "" : " ") + *said;
        ++end;
      }
      if (end == first) continue;
      read_comment(text, {{}, file, first + 1, place_of(lines, first, end)});
      first = end - 1;
    }
  }

 private:
  void read_comment(std::string text, Citation citation) {
    static const std::regex paper(R"(\b(PMS|PTP|PMMC)\b)");
    static const std::regex section(R"(^ §(\d(?:\.\d)*))");
    static const std::regex other(R"(^ and §(\d(?:\.\d)*))");
    for (std::smatch found; std::regex_search(text, found, paper);) {
      const std::string name = found[1];
      text = found.suffix();
      std::smatch number;
      if (!std::regex_search(text, number, section)) {
        mistake(citation, name + text.substr(0, 20) + ": no section");
        continue;
      }
      for (bool more = true; more;) {
        citation.id = {name, number[1], ""};
        text = number.suffix();
        take_claims(citation, text);
        more = std::regex_search(text, number, other);
      }
    }
  }

  void take_claims(Citation citation, std::string& text) {
    if (std::ranges::find(guides_.sections, citation.id) == guides_.sections.end()) {
      return mistake(citation, to_string(citation.id) + ": no guide has that section");
    }
    const auto names = names_in(guides_, citation.id);
    bool named = false;
    while (const auto name = take_name(text, names)) {
      citation.id.name = *name;
      citations_.all.push_back(citation);
      named = true;
    }
    if (named) return;
    if (text.starts_with(", ") && !text.starts_with(", the ")) {
      return mistake(citation, to_string(citation.id) + text.substr(0, 30) + ": no such claim");
    }
    citations_.all.push_back(citation);
  }

  void mistake(const Citation& citation, const std::string& what) {
    citations_.mistakes.push_back(citation.file.string() + ":" + std::to_string(citation.line) +
                                  ": " + what);
  }

  const Guides& guides_;
  Citations& citations_;
};

}  // namespace

Citations find_citations(const Guides& guides) {
  std::set<std::filesystem::path> files;
  for (const char* folder : {"paxos", "net", "cmd"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const auto extension = entry.path().extension();
      if (extension == ".hpp" || extension == ".cpp") files.insert(entry.path());
    }
  }
  Citations found;
  Reader reader(guides, found);
  for (const auto& file : files) reader.read(file);
  return found;
}

}  // namespace paxos::papers
