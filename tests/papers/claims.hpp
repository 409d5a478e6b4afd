// What the papers claim, as the reading guides tell it, and where the code cites it.
#pragma once

#include <compare>
#include <filesystem>
#include <string>
#include <vector>

namespace paxos::papers {

/// How a comment names a claim: PMS §2.2, P2c. Without a name, a section.
struct ClaimId {
  std::string paper;
  std::string section;
  std::string name;

  auto operator<=>(const ClaimId&) const = default;
};
std::string to_string(const ClaimId& id);

/// A row of a guide: `| **names.** text | code | test | mutant |`. If no comment cites it, the cell
/// of the code begins with a reason: "none: ...", "Departure: ..." if the code leaves the paper
/// there, or "as PMS §2.2, P2c: ..." if it is another claim over again. A test is given, or "none:
/// ...".
struct Claim {
  ClaimId id;
  std::string code;
  std::string test;
  std::string mutant;
  std::filesystem::path guide;
  std::string anchor;  // of the section in the guide
};

/// A guide, all in one: its claims, and its sections, which may be cited without a claim.
struct Guides {
  std::vector<Claim> claims;
  std::vector<ClaimId> sections;
};

/// Reads the guides to the three papers in papers/. Throws std::runtime_error for a row or a cell
/// that is written otherwise.
Guides read_guides();

/// A comment that cites, and the function, type or member that it stands at or in.
struct Citation {
  ClaimId id;
  std::filesystem::path file;
  std::size_t line = 0;
  std::string place;  // empty: the file
};

/// All citations in the code under paxos/, net/ and cmd/, by file and line. What stands behind a
/// section is taken for a claim if it is the name of one. Names may follow each other: "P1a, P2c
/// and B1".
struct Citations {
  std::vector<Citation> all;
  std::vector<std::string>
      mistakes;  ///< citations that have not that form, or of what is not there
};
Citations find_citations(const Guides& guides);

/// The text of papers/map.md.
std::string map_of(const Guides& guides, const std::vector<Citation>& citations);

/// The claim that this one is over again, or nothing.
const Claim* as_which(const Claim& claim, const Guides& guides);

/// The pieces of `text` between `open` and `close`.
std::vector<std::string> between(const std::string& text, const std::string& open,
                                 const std::string& close);

}  // namespace paxos::papers
