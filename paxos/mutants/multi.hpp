// The gallery of wrong Multi-Paxoses.
#pragma once

#include <array>
#include <string_view>

#include <boost/mp11.hpp>

#include "paxos/multi/acceptor.hpp"
#include "paxos/multi/learner.hpp"
#include "paxos/multi/proposer.hpp"
#include "paxos/mutants/multi_acceptors.hpp"
#include "paxos/mutants/multi_proposers.hpp"
#include "paxos/mutants/mutant.hpp"

namespace paxos::multi::mutants {

using paxos::mutants::Mutant;
using paxos::mutants::Roles;

using Right = Roles<Acceptor, Proposer, Learner>;
template <class A>
using WithAcceptor = Roles<A, Proposer, Learner>;
template <class P>
using WithProposer = Roles<Acceptor, P, Learner>;

struct B01 : WithAcceptor<ForgetsItsPromise> {
  static constexpr Mutant about{"B01", "An acceptor forgets its promise when it restarts.", "P1a",
                                "P1a"};
};
struct B02 : WithAcceptor<ForgetsWhatItAccepted> {
  static constexpr Mutant about{"B02", "An acceptor forgets what it accepted when it restarts.",
                                "durability", "P2c"};
};
struct B03 : WithAcceptor<AcceptsBelowItsPromise> {
  static constexpr Mutant about{"B03", "An acceptor accepts without looking at its promise.", "P1a",
                                "P1a"};
};
struct B04 : WithProposer<IgnoresReportedValues> {
  static constexpr Mutant about{"B04", "A leader ignores the values that promises report.", "P2c",
                                "P2c"};
};
struct B05 : WithProposer<TakesTheFirstReportedValue> {
  static constexpr Mutant about{
      "B05", "A leader takes the value that is reported first, not that of the highest ballot.",
      "P2c", "P2c"};
};
struct B18 : WithAcceptor<OmitsASlot> {
  static constexpr Mutant about{"B18", "A promise leaves out a slot in which it has accepted.",
                                "P2c", "P2c"};
};
struct B20 : WithProposer<LeavesGaps> {
  static constexpr Mutant about{"B20", "A new leader proposes nothing in a gap.", "liveness",
                                "liveness"};
};
struct B21 : WithProposer<PutsNoOpsInPlaceOfReports> {
  static constexpr Mutant about{
      "B21", "A new leader proposes a no-op where a promise reports a value.", "P2c", "P2c"};
};
struct B22 : WithProposer<ExecutesOutOfOrder> {
  static constexpr Mutant about{"B22", "A process executes what it learns at once, in any order.",
                                "R3", "R3"};
};

struct B24 : WithProposer<StopsAtAStaleNack> {
  static constexpr Mutant about{
      "B24", "A late Nack of an older ballot unseats a leader, and no timer is set again.",
      "liveness", "liveness"};
};

struct A6 : WithProposer<CountsTheFirstPage> {
  static constexpr Mutant about{
      "A6", "A leader counts a promise when the first of its pages has come.", "P2c", "P2c"};
};

struct S1 : WithAcceptor<ForgetsAboveTheBound> {
  static constexpr Mutant about{
      "S1", "An acceptor that forgets what is in snapshots forgets what is above it too.", "P2c",
      "P2c"};
};
struct S3 : WithProposer<CountsOnWhatIsNotStored> {
  static constexpr Mutant about{"S3", "A proposer says that it has a snapshot before it is stored.",
                                "durability", "nothing is lost"};
};
struct S4 : WithProposer<TakesAnOlderSnapshot> {
  static constexpr Mutant about{"S4", "An older snapshot takes the place of a newer state.",
                                "durability", "nothing is lost"};
};
struct S5 : WithAcceptor<HidesWhatItHasForgotten> {
  static constexpr Mutant about{
      "S5", "A promise does not tell which slots the acceptor has forgotten.", "P2c", "P2c"};
};

using All =
    boost::mp11::mp_list<B01, B02, B03, B04, B05, B18, B20, B21, B22, B24, A6, S1, S3, S4, S5>;

inline constexpr auto mutants = paxos::mutants::abouts<All>;

/// What is wrong outside of the roles.
inline constexpr Mutant local_reads{
    "B27", "A proposer answers a read from its own state, not through the log.", "linearizability",
    "linearizability"};
inline constexpr Mutant plain_retries{
    "B43", "A client without a session asks again for what may have been executed.",
    "linearizability", "linearizability"};
inline constexpr Mutant snapshots_without_sessions{
    "S2", "A snapshot leaves out which commands of the sessions were executed.", "linearizability",
    "one state"};
inline constexpr Mutant watermark{
    "B17", "A chosen-up-to mark is applied to what was accepted at another ballot.", "R1",
    "agreement"};

inline constexpr std::array not_roles{
    paxos::mutants::NotARole{local_reads, "but a wrong server, which only the simulator has"},
    paxos::mutants::NotARole{plain_retries, "but a wrong client, which only the simulator has"},
    paxos::mutants::NotARole{snapshots_without_sessions,
                             "but a wrong state machine, which only the simulator has"},
    paxos::mutants::NotARole{watermark,
                             "and no process here executes what it has accepted: it is told the "
                             "values that are chosen, or fetches them"}};

/// Calls `visit.operator()<Roles>()` with the roles of a mutant, or with the right ones if the id
/// is empty. Throws UsageError.
template <class Visit>
auto with_roles(std::string_view id, Visit visit) {
  return paxos::mutants::with_roles_of<Right, All>(id, not_roles, visit);
}

}  // namespace paxos::multi::mutants
