// The gallery of wrong single-decree Paxoses.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <boost/mp11.hpp>

#include "paxos/mutants/mutant.hpp"
#include "paxos/mutants/single_acceptors.hpp"
#include "paxos/mutants/single_learners.hpp"
#include "paxos/mutants/single_proposers.hpp"

namespace paxos::single::mutants {

using paxos::mutants::Mutant;
using paxos::mutants::Roles;

using Right = Roles<Acceptor, Proposer, Learner>;
template <class A>
using WithAcceptor = Roles<A, Proposer, Learner>;
template <class P>
using WithProposer = Roles<Acceptor, P, Learner>;
template <class L>
using WithLearner = Roles<Acceptor, Proposer, L>;
template <std::uint32_t (*quorum_of)(std::uint32_t acceptors)>
using WithQuorums = Roles<Acceptor, Miscounts<Proposer, quorum_of>, Miscounts<Learner, quorum_of>>;

struct B01 : WithAcceptor<ForgetsItsPromise> {
  static constexpr Mutant about{"B01", "An acceptor forgets its promise when it restarts.", "P1a",
                                "P1a"};
};
struct B02 : WithAcceptor<ForgetsWhatItAccepted> {
  static constexpr Mutant about{"B02", "An acceptor forgets what it accepted when it restarts.",
                                "durability", "remembers"};
};
struct B03 : WithAcceptor<AcceptsBelowItsPromise> {
  static constexpr Mutant about{"B03", "An acceptor accepts without looking at its promise.", "P1a",
                                "P1a"};
};
struct B04 : WithProposer<IgnoresReportedValues> {
  static constexpr Mutant about{"B04", "A proposer ignores the values that promises report.", "P2c",
                                "P2c"};
};
struct B05 : WithProposer<TakesTheFirstReportedValue> {
  static constexpr Mutant about{
      "B05", "A proposer takes the first reported value, not that of the highest ballot.", "P2c",
      "P2c"};
};
struct B06 : WithProposer<TakesTheMostFrequentValue> {
  static constexpr Mutant about{
      "B06", "A proposer takes the most frequent reported value, not that of the highest ballot.",
      "P2c", "P2c"};
};
struct B07 : WithAcceptor<AcceptsWithoutPromising> {
  static constexpr Mutant about{"B07", "An acceptor that accepts does not raise its promise.",
                                "P2b", "agreement"};
};
struct B08 : WithProposer<ForgetsItsRound> {
  static constexpr Mutant about{"B08", "A proposer forgets its highest round when it restarts.",
                                "B1", "B1"};
};
struct B10 : WithQuorums<half_rounded_down> {
  static constexpr Mutant about{"B10", "A quorum is half of the acceptors, rounded down.", "B2",
                                "agreement"};
};
struct B11 : WithLearner<CountsAnAcceptorTwice> {
  static constexpr Mutant about{"B11",
                                "A learner counts a repeated Accepted as another acceptor's.",
                                "learned is chosen", "learned is chosen"};
};
struct B12 : WithProposer<CountsAPromiseTwice> {
  static constexpr Mutant about{
      "B12", "A proposer counts a repeated Promise as another acceptor's.", "P2c", "P2c"};
};
struct B14 : WithProposer<TakesANackForAPromise> {
  static constexpr Mutant about{"B14", "A proposer counts a Nack as an empty promise.", "P2c",
                                "P2c"};
};
struct B15 : WithLearner<CountsAcrossBallots> {
  static constexpr Mutant about{"B15", "A learner adds up Accepteds of different ballots.",
                                "learned is chosen", "learned is chosen"};
};
struct B24 : WithProposer<StopsAtAStaleNack> {
  static constexpr Mutant about{
      "B24", "A late Nack of an older ballot stops a proposer, and no timer starts it again.",
      "liveness", "liveness"};
};
struct B25 : WithProposer<RetriesAtOnce> {
  static constexpr Mutant about{"B25", "A proposer that is preempted tries again at once.",
                                "liveness", "liveness"};
};
struct B26 : WithAcceptor<AcceptsOnlyWhatItPromised> {
  static constexpr Mutant about{"B26", "An acceptor accepts only the very ballot that it promised.",
                                "phase 2(b)", "specification"};
};
struct B32 : WithAcceptor<AnswersBeforeItWrites> {
  static constexpr Mutant about{"B32", "An acceptor answers before its write is on the disk.",
                                "durability", "remembers"};
};
struct B47 : WithProposer<WrapsItsRound> {
  static constexpr Mutant about{"B47", "The round of a ballot wraps around at its maximum.", "B1",
                                "B1"};
};
struct A1 : WithProposer<SkipsPhase1> {
  static constexpr Mutant about{
      "A1", "One phase: a proposal carries its value at once, and a majority of yeses chooses it.",
      "P2c", "agreement"};
};
struct A2 : WithQuorums<third_rounded_up> {
  static constexpr Mutant about{"A2", "A quorum is a third of the acceptors, rounded up.", "B2",
                                "agreement"};
};
struct A3 : WithAcceptor<PrefersTheLargerValue> {
  static constexpr Mutant about{
      "A3",
      "An acceptor that has accepted a value takes every larger one instead, and no smaller one.",
      "P1a", "agreement"};
};
struct A4 : WithQuorums<all> {
  static constexpr Mutant about{"A4", "Every acceptor must agree.", "liveness", "liveness"};
};
struct A5 : WithLearner<BelievesTheLargestNumber> {
  static constexpr Mutant about{"A5", "The acceptor with the largest random number decides.",
                                "learned is chosen", "agreement"};
};

using All = boost::mp11::mp_list<B01, B02, B03, B04, B05, B06, B07, B08, B10, B11, B12, B14, B15,
                                 B24, B25, B26, B32, B47, A1, A2, A3, A4, A5>;

inline constexpr auto mutants = paxos::mutants::abouts<All>;

/// What is wrong outside of the roles.
inline constexpr Mutant torn_tail{
    "B33", "A store takes the torn tail of its last write for a vote.", "durability", "remembers"};
inline constexpr Mutant unchecked_frames{"B46", "A frame is parsed without a look at its checksum.",
                                         "validity", "validity"};

inline constexpr std::array not_roles{
    paxos::mutants::NotARole{torn_tail,
                             "and SQLite's write-ahead log drops what was not written whole"},
    paxos::mutants::NotARole{unchecked_frames,
                             "but a wrong reader of the wire, which only the simulator has"}};

/// Calls `visit.operator()<Roles>()` with the roles of a mutant, or with the right ones if the id
/// is empty. Throws UsageError.
template <class Visit>
auto with_roles(std::string_view id, Visit visit) {
  return paxos::mutants::with_roles_of<Right, All>(id, not_roles, visit);
}

}  // namespace paxos::single::mutants
