// Mutants: roles that are wrong in one way each.
//
// A wrong role derives from the right one and hides what it does wrong; all else it inherits. Roles
// are called by their own types and never through a base, so the right ones pay nothing for it and
// need not know that mutants exist.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include <boost/mp11.hpp>

#include "paxos/role.hpp"
#include "paxos/usage_error.hpp"

namespace paxos::mutants {

/// What is said of a mutant.
struct Mutant {
  std::string_view id;        ///< B for bugs, A for what articles get wrong
  std::string_view wrong;     ///< in a sentence
  std::string_view breaks;    ///< the clause that does not hold any more
  std::string_view violates;  ///< what shows it: an invariant, or one of the two below
};

/// What shows a mutant that violates no invariant: that all is learned once the faults have ceased
/// does not hold, or the states are not those of Lamport's specification.
inline constexpr std::string_view liveness = "liveness";
inline constexpr std::string_view specification = "specification";

/// A mutant of something else than the roles, and where that is.
struct NotARole {
  Mutant about;
  std::string_view reason;
};

/// The types of the roles that take part.
template <IsRole A, IsRole P, IsRole L>
struct Roles {
  using Acceptor = A;
  using Proposer = P;
  using Learner = L;
};

/// What is said of the mutants of a list.
template <class List>
inline constexpr auto abouts =
    []<class... M>(boost::mp11::mp_list<M...>) { return std::array{M::about...}; }(List{});

/// Calls `visit.operator()<Roles>()` with the roles of the mutant of a list that has that id, or
/// with the `Right` ones if the id is empty. Throws UsageError, for one that is not a role with the
/// reason.
template <class Right, class List, class Visit>
auto with_roles_of(std::string_view id, std::span<const NotARole> not_roles, Visit visit) {
  using Result = decltype(visit.template operator()<Right>());
  if (id.empty()) return visit.template operator()<Right>();
  Result (*found)(Visit&) = nullptr;
  for (const auto& [about, reason] : not_roles) {
    if (about.id == id) {
      throw UsageError("--mutant " + std::string(id) + ": not a wrong role, " +
                       std::string(reason));
    }
  }
  std::string known;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, List>>(
      [&]<class M>(boost::mp11::mp_identity<M>) {
        known += " " + std::string(M::about.id);
        if (M::about.id == id) found = [](Visit& v) { return v.template operator()<M>(); };
      });
  if (!found) {
    throw UsageError("--mutant " + std::string(id) + ": no such mutant; there are" + known);
  }
  return found(visit);
}

}  // namespace paxos::mutants
