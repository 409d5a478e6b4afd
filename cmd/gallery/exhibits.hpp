// What the gallery shows, and where it looks for each.
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "paxos/mutants/multi.hpp"
#include "paxos/mutants/mutant.hpp"
#include "paxos/mutants/single.hpp"

namespace gallery {

/// Options of the programs explore and simulate.
struct Bounds {
  std::string_view explore = "--ballots 1";
  std::string_view simulate = {};

  bool operator==(const Bounds&) const = default;
};

struct Exhibit {
  /// What is wrong; clients, and what stands between them and the roles, only the simulator has.
  enum Where { roles, wire, clients, nowhere };

  std::string_view protocol;
  paxos::mutants::Mutant mutant;
  Where where = roles;
  Bounds bounds = {};
  std::string_view remark = {};
};

/// Those of a mutant of single-decree Paxos. Most show within the first ones.
constexpr Bounds bounds_in_single(std::string_view id) {
  constexpr std::string_view two_rounds = "--ballots 2 --crashes 0 --learners 0";
  // It does not take the acceptors for alike.
  if (id == "A5") return {.explore = "--ballots 1 --no-symmetry"};
  if (id == "A3" || id == "B05" || id == "B07") return {.explore = two_rounds};
  if (id == "B06") {
    return {.explore =
                "--ballots 1 --acceptors 5 --proposers 3 --crashes 0 --learners 0 "
                "--states 200000",
            .simulate = "--acceptors 5 --seeds 1..10000"};
  }
  if (id == "B08") return {.explore = "--ballots 1 --requests 2 --learners 0"};
  if (id == "B10") {
    return {.explore = "--ballots 1 --acceptors 4 --crashes 0 --learners 0",
            .simulate = "--acceptors 4"};
  }
  if (id == "B25") return {.simulate = "--faults lockstep"};
  if (id == "B32") return {.explore = "--ballots 1 --learners 0"};
  // It takes up again what a round that falls has made stale.
  if (id == "B47") {
    return {
        .explore = "--ballots 2 --first-round 9223372036854775806 --no-staleness --states 200000",
        .simulate = "--first-round 9223372036854775806"};
  }
  return {};
}

/// Those of a mutant of Multi-Paxos.
constexpr Bounds bounds_in_multi(std::string_view id) {
  Bounds bounds{.explore = "--slots 1 --states 600000"};
  // It takes two slots to leave one out, or to take them in another order.
  if (id == "B18") bounds.explore = "--crashes 0 --requests 2 --states 600000";
  if (id == "B22") bounds.explore = "--crashes 0 --states 600000";
  // Three ballots must each come half way.
  if (id == "B05") {
    bounds = {.explore = "--slots 1 --ballots 2 --crashes 0 --states 4000000",
              .simulate = "--acceptors 5 --proposers 3"};
  }
  // Nothing is forgotten before two have snapshots, and a heartbeat says so.
  if (id.front() == 'S') {
    bounds.explore = "--slots 1 --snapshots 1 --inquiries 1 --crashes 0 --states 3000000";
  }
  if (id == "S1" || id == "S4" || id == "S5") {
    bounds.explore = "--slots 2 --snapshots 1 --inquiries 1 --crashes 0 --states 600000";
  }
  // The others would take over from a leader that stops.
  if (id == "B24") bounds.simulate = "--proposers 1";
  return bounds;
}

/// What is to be said besides.
constexpr std::string_view remark_on(std::string_view id) {
  if (id == "B17") {
    return "Inapplicable: no process here executes what it has accepted; it is told what is "
           "chosen.";
  }
  if (id == "B06") {
    return "It takes five acceptors and three ballots, some 26 steps, which the explorer does not "
           "reach.";
  }
  if (id == "A6") {
    return "In the explorer a promise has one page. The simulator's are small, so that it has "
           "several.";
  }
  if (id == "B33") {
    return "Inapplicable: SQLite drops a torn tail of its log, as the tests TornTail.* check.";
  }
  return {};
}

/// All of a protocol: the bugs in the order of their ids, then what articles get wrong.
inline std::vector<Exhibit> exhibits(std::string_view protocol) {
  std::vector<Exhibit> all;
  const bool multi = protocol == "multi";
  const auto add = [&](const paxos::mutants::Mutant& mutant, Exhibit::Where where) {
    const Bounds bounds = multi ? bounds_in_multi(mutant.id) : bounds_in_single(mutant.id);
    all.push_back({protocol, mutant, where, bounds, remark_on(mutant.id)});
  };
  if (multi) {
    namespace mutants = paxos::multi::mutants;
    for (const auto& mutant : mutants::mutants) add(mutant, Exhibit::roles);
    add(mutants::watermark, Exhibit::nowhere);
    add(mutants::local_reads, Exhibit::clients);
    add(mutants::plain_retries, Exhibit::clients);
    add(mutants::snapshots_without_sessions, Exhibit::clients);
  } else {
    namespace mutants = paxos::single::mutants;
    for (const auto& mutant : mutants::mutants) add(mutant, Exhibit::roles);
    add(mutants::torn_tail, Exhibit::nowhere);
    add(mutants::unchecked_frames, Exhibit::wire);
  }
  std::ranges::sort(all, {}, [](const Exhibit& exhibit) {
    const std::string_view id = exhibit.mutant.id;
    return std::pair(id.front() != 'B', id);
  });
  return all;
}

}  // namespace gallery
