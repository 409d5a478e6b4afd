// The fields of a local state, by reflection, to find those that blow the state space up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/mp11.hpp>

#include "net/explore/local.hpp"
#include "paxos/reflect.hpp"

namespace net::explore {

/// The members of a role and of its state are fields, and the other members of a Local.
template <class System, class R>
class Fields {
 public:
  /// Calls visit(name, erase), where erase(local) makes the field what it is by default.
  template <class Visit>
  static void for_each(Visit visit) {
    boost::mp11::mp_for_each<paxos::MembersOf<R>>([&](auto member) {
      const std::string name = paxos::short_name<R>() + "." + member.name;
      using Member = std::remove_reference_t<decltype(std::declval<R&>().*member.pointer)>;
      if constexpr (std::is_same_v<Member, typename R::State>) {
        of_state(member, name, visit);
      } else {
        visit(name, [member](Local<System, R>& local) {
          if (local.role) *local.role.*member.pointer = Member{};
        });
      }
    });
    const std::string role = paxos::short_name<R>();
    visit(role + " timers", [](Local<System, R>& local) { local.timers.clear(); });
    visit(role + " history", [](Local<System, R>& local) { local.known = {}; });
    visit(role + " requests", [](Local<System, R>& local) { local.asked = 0; });
  }

 private:
  /// What is durable and what the role holds of it, together.
  template <class StateMember, class Visit>
  static void of_state(StateMember state, const std::string& name, Visit visit) {
    boost::mp11::mp_for_each<paxos::MembersOf<typename R::State>>([&](auto member) {
      visit(name + "." + member.name, [state, member](Local<System, R>& local) {
        const typename R::State none{};
        local.durable.*member.pointer = none.*member.pointer;
        if (local.role) (*local.role.*state.pointer).*member.pointer = none.*member.pointer;
      });
    });
  }
};

}  // namespace net::explore
