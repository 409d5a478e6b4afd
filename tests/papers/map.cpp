#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "tests/papers/claims.hpp"

namespace paxos::papers {
namespace {

bool is_reason(const std::string& cell) {
  return cell.starts_with("none: ") || cell.starts_with("Departure: ");
}

/// The places of one file behind each other.
std::string places(const ClaimId& id, const std::vector<Citation>& citations) {
  std::map<std::filesystem::path, std::vector<std::string>> of;
  for (const Citation& citation : citations) {
    if (citation.id != id) continue;
    auto& names = of[citation.file];
    if (std::ranges::find(names, citation.place) == names.end()) names.push_back(citation.place);
  }
  std::string text;
  for (const auto& [file, names] : of) {
    text += (text.empty() ? "" : "; ") + std::string("[") + file.string() + "](../" +
            file.string() + ")";
    std::string separator = ": ";
    for (const std::string& name : names) {
      if (name.empty()) continue;
      text += separator + "`" + name + "`";
      separator = ", ";
    }
  }
  return text;
}

void add_claim(std::ostream& out, const Claim& claim, const Guides& guides,
               const std::vector<Citation>& citations) {
  std::string code = places(claim.id, citations);
  if (is_reason(claim.code)) code = claim.code + (code.empty() ? "" : ". " + code);
  if (const Claim* other = as_which(claim, guides)) {
    code += (code.empty() ? "" : "; ") + ("as " + to_string(other->id)) + ": " +
            places(other->id, citations);
  }
  out << "| [§" << claim.id.section << ", " << claim.id.name << "]("
      << claim.guide.filename().string() << "#" << claim.anchor << ") | " << code << " | "
      << claim.test << " | " << claim.mutant << (claim.mutant.empty() ? "|\n" : " |\n");
}

}  // namespace

std::string map_of(const Guides& guides, const std::vector<Citation>& citations) {
  std::ostringstream out;
  out << "# The map\n\n"
         "Each claim of the papers, where comments in the code cite it, the tests that show it, "
         "and "
         "the wrong Paxoses of the\ngallery that break it. `make map` writes this file, from the "
         "guides and from the code; `make lint` fails if it is not\nwhat that would write, if a "
         "claim has neither code nor a reason, or neither test nor a reason, and if a "
         "comment\ncites "
         "what no guide has.\n\n"
         "| paper | claims | cited in code | with a test | with a mutant "
         "|\n|---|---|---|---|---|\n";
  for (const std::string paper : {"PMS", "PTP", "PMMC"}) {
    int claims = 0;
    int cited = 0;
    int tested = 0;
    int mutants = 0;
    for (const Claim& claim : guides.claims) {
      if (claim.id.paper != paper) continue;
      ++claims;
      const Claim* other = as_which(claim, guides);
      for (const ClaimId& id : {claim.id, other ? other->id : claim.id}) {
        if (std::ranges::find(citations, id, &Citation::id) == citations.end()) continue;
        ++cited;
        break;
      }
      tested += !is_reason(claim.test);
      mutants += !claim.mutant.empty();
    }
    out << "| " << paper << " | " << claims << " | " << cited << " | " << tested << " | " << mutants
        << " |\n";
  }
  std::string paper;
  for (const Claim& claim : guides.claims) {
    if (claim.id.paper != paper) {
      paper = claim.id.paper;
      out << "\n## " << paper << "\n\n| claim | cited in | test | mutant |\n|---|---|---|---|\n";
    }
    add_claim(out, claim, guides, citations);
  }
  return out.str();
}

}  // namespace paxos::papers
