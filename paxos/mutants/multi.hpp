// The gallery of wrong Multi-Paxoses.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include <boost/mp11.hpp>

#include "paxos/multi/acceptor.hpp"
#include "paxos/multi/learner.hpp"
#include "paxos/multi/proposer.hpp"
#include "paxos/mutants/mutant.hpp"

namespace paxos::multi::mutants {

using paxos::mutants::Mutant;
using paxos::mutants::Roles;

class ForgetsItsPromise : public Acceptor {
 public:
  ForgetsItsPromise(NodeId self, const Configuration& configuration, State recovered = {})
      : Acceptor(self, configuration, {.promised = {}, .accepted = std::move(recovered.accepted)}) {
  }

 private:
  BOOST_DESCRIBE_CLASS(ForgetsItsPromise, (Acceptor), (), (), ())
};

class AcceptsBelowItsPromise : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Accept& message) {
    state_.promised.reset();
    return Acceptor::handle(from, message);
  }

 private:
  BOOST_DESCRIBE_CLASS(AcceptsBelowItsPromise, (Acceptor), (), (), ())
};

/// As if an acceptor that has accepted in a slot above need not tell of the lowest.
class OmitsASlot : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Prepare& message) {
    Effects effects = Acceptor::handle(from, message);
    for (auto& send : effects.send) {
      auto* promise = std::get_if<Promise>(&send.message);
      if (promise && promise->accepted.size() > 1) {
        promise->accepted.erase(promise->accepted.begin());
      }
    }
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(OmitsASlot, (Acceptor), (), (), ())
};

class IgnoresReportedValues : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    Promise empty = message;
    empty.accepted.clear();
    return Proposer::handle(from, empty);
  }

 private:
  BOOST_DESCRIBE_CLASS(IgnoresReportedValues, (Proposer), (), (), ())
};

class PutsNoOpsInPlaceOfReports : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    Promise changed = message;
    for (auto& [slot, proposal] : changed.accepted) proposal.value = Value{};
    return Proposer::handle(from, changed);
  }

 private:
  BOOST_DESCRIBE_CLASS(PutsNoOpsInPlaceOfReports, (Proposer), (), (), ())
};

class ExecutesOutOfOrder : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Chosen& message) {
    const bool is_news = !state_.chosen.contains(message.slot);
    Effects effects = Proposer::handle(from, message);
    if (is_news && !effects.learned) effects.learned = Learned{message.slot, {message.value}};
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(ExecutesOutOfOrder, (Proposer), (), (), ())
};

using Right = Roles<Acceptor, Proposer, Learner>;
template <class A>
using WithAcceptor = Roles<A, Proposer, Learner>;
template <class P>
using WithProposer = Roles<Acceptor, P, Learner>;

struct B01 : WithAcceptor<ForgetsItsPromise> {
  static constexpr Mutant about{"B01", "An acceptor forgets its promise when it restarts.", "P1a",
                                "P1a"};
};
struct B03 : WithAcceptor<AcceptsBelowItsPromise> {
  static constexpr Mutant about{"B03", "An acceptor accepts without looking at its promise.", "P1a",
                                "P1a"};
};
struct B04 : WithProposer<IgnoresReportedValues> {
  static constexpr Mutant about{"B04", "A leader ignores the values that promises report.", "P2c",
                                "P2c"};
};
struct B18 : WithAcceptor<OmitsASlot> {
  static constexpr Mutant about{"B18", "A promise leaves out a slot in which it has accepted.",
                                "P2c", "P2c"};
};
struct B21 : WithProposer<PutsNoOpsInPlaceOfReports> {
  static constexpr Mutant about{
      "B21", "A new leader proposes a no-op where a promise reports a value.", "P2c", "P2c"};
};
struct B22 : WithProposer<ExecutesOutOfOrder> {
  static constexpr Mutant about{"B22", "A process executes what it learns at once, in any order.",
                                "R3", "R3"};
};

using All = boost::mp11::mp_list<B01, B03, B04, B18, B21, B22>;

inline constexpr auto mutants = paxos::mutants::abouts<All>;

/// Calls `visit.operator()<Roles>()` with the roles of a mutant, or with the right ones if the id
/// is empty. Throws UsageError.
template <class Visit>
auto with_roles(std::string_view id, Visit visit) {
  return paxos::mutants::with_roles_of<Right, All>(id, {}, visit);
}

}  // namespace paxos::multi::mutants
