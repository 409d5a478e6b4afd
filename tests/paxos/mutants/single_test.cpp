// The gallery of single-decree mutants as a whole. What each of them does wrong is in the files
// beside this one.

#include "paxos/mutants/single.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <boost/mp11.hpp>
#include <gtest/gtest.h>

#include "net/wire/codec.hpp"
#include "paxos/role.hpp"
#include "paxos/single/invariants.hpp"
#include "paxos/usage_error.hpp"
#include "tests/paxos/mutants/told_the_same.hpp"

namespace paxos::single::mutants::test {
namespace {

/// Calls visit.operator()<M>() for every mutant.
template <class Visit>
void for_each_mutant(Visit visit) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, All>>(
      [&]<class M>(boost::mp11::mp_identity<M>) { visit.template operator()<M>(); });
}

/// One proposer, three acceptors and a learner on a good day: all messages arrive once, in the
/// order in which they were sent, and nobody crashes.
template <class Roles>
class GoodDay {
 public:
  std::optional<Value> decide(const Value& value) {
    note(learner(1), learner_.start());
    note(proposer(1), proposer_.propose(value));
    while (!in_flight_.empty()) {
      const InFlight oldest = in_flight_.front();
      in_flight_.pop_front();
      arrive(oldest);
    }
    EXPECT_EQ(proposer_.learned(), value);
    return learner_.learned();
  }

 private:
  struct InFlight {
    NodeId from;
    NodeId to;
    Message message;
  };

  void arrive(const InFlight& m) {
    if (m.to.role == Role::acceptor) return note(m.to, handle(acceptors_.at(m.to), m));
    if (m.to.role == Role::proposer) return note(m.to, handle(proposer_, m));
    note(m.to, handle(learner_, m));
  }

  /// As worlds call a role: by its own type, with the messages that it takes.
  template <class R>
  static typename R::Effects handle(R& role, const InFlight& m) {
    return std::visit(
        [&]<class M>(const M& message) -> typename R::Effects {
          if constexpr (boost::mp11::mp_contains<typename R::Incoming, M>::value) {
            return role.handle(m.from, message);
          } else {
            ADD_FAILURE() << print(message) << " has gone astray";
            return {};
          }
        },
        m.message);
  }

  void note(NodeId self, const auto& effects) {
    for (const auto& send : effects.send) {
      for (const auto to : send.to) in_flight_.push_back({self, to, send.message});
    }
  }

  typename Roles::Proposer proposer_{proposer(1), three};
  typename Roles::Learner learner_{learner(1), three};
  std::map<NodeId, typename Roles::Acceptor> acceptors_{{acceptor(1), {acceptor(1), three}},
                                                        {acceptor(2), {acceptor(2), three}},
                                                        {acceptor(3), {acceptor(3), three}}};
  std::deque<InFlight> in_flight_;
};

TEST(Gallery, ShowsNothingWrongOnAGoodDay) {
  EXPECT_EQ(GoodDay<Right>().decide(blue), blue);
  for_each_mutant([]<class M>() { EXPECT_EQ(GoodDay<M>().decide(blue), blue) << M::about.id; });
}

TEST(Gallery, MakesOneRoleWrongOrTheTwoThatCountAlike) {
  for_each_mutant([]<class M>() {
    static_assert(IsRole<typename M::Acceptor> && IsRole<typename M::Proposer> &&
                  IsRole<typename M::Learner>);
    constexpr int acceptors = !std::is_same_v<typename M::Acceptor, Acceptor>;
    constexpr int proposers = !std::is_same_v<typename M::Proposer, Proposer>;
    constexpr int learners = !std::is_same_v<typename M::Learner, Learner>;
    EXPECT_TRUE(acceptors + proposers + learners == 1 || (proposers == 1 && learners == 1))
        << M::about.id;
  });
}

/// Worlds tell local states apart by what reflection knows of them: of the right role all, and
/// maybe more.
template <class Wrong, class Base>
void expect_described(NodeId self) {
  const Wrong wrong(self, three);
  const std::string bytes = net::wire::encode(static_cast<const Base&>(wrong));
  EXPECT_TRUE(net::wire::encode(wrong).starts_with(bytes)) << short_name<Wrong>();
}

TEST(Gallery, DescribesItsRoles) {
  for_each_mutant([]<class M>() {
    expect_described<typename M::Acceptor, Acceptor>(acceptor(1));
    expect_described<typename M::Proposer, Proposer>(proposer(1));
    expect_described<typename M::Learner, Learner>(learner(1));
  });
}

TEST(Gallery, TellsStatesApartByTheWritesThatAreHeldBack) {
  auto role = acceptor_of<B32>();
  (void)prepare(role, low);
  const B32::Acceptor written(acceptor(1), three, role.state());
  EXPECT_NE(net::wire::encode(role), net::wire::encode(written));
}

TEST(Gallery, SaysOfEachMutantInASentenceWhatIsWrong) {
  std::set<std::string_view> ids;
  for_each_mutant([&]<class M>() {
    EXPECT_TRUE(ids.insert(M::about.id).second) << M::about.id << " is there twice";
    EXPECT_TRUE(M::about.wrong.ends_with('.')) << M::about.wrong;
    EXPECT_FALSE(M::about.breaks.empty()) << M::about.id;
    const auto& violates = M::about.violates;
    EXPECT_TRUE(std::ranges::find(invariant_names, violates) != invariant_names.end() ||
                violates == paxos::mutants::liveness || violates == paxos::mutants::specification)
        << M::about.id;
  });
  EXPECT_EQ(ids.size(), 23U);
}

TEST(Gallery, FindsEachMutantByItsId) {
  for_each_mutant([]<class M>() {
    EXPECT_TRUE(with_roles(M::about.id, []<class Found>() { return std::is_same_v<Found, M>; }))
        << M::about.id;
  });
  EXPECT_TRUE(with_roles("", []<class Found>() { return std::is_same_v<Found, Right>; }));
}

TEST(Gallery, SaysWhyAMutantIsNotARole) {
  for (const auto& [about, reason] : not_roles) {
    const std::string line =
        "--mutant " + std::string(about.id) + ": not a wrong role, " + std::string(reason);
    try {
      with_roles(about.id, []<class>() { ADD_FAILURE() << "visited"; });
      ADD_FAILURE() << about.id << " is not a role";
    } catch (const UsageError& error) {
      EXPECT_EQ(error.what(), line);
    }
  }
}

TEST(Gallery, HasAListOfAllThatItSaysOfItsMutants) {
  std::size_t next = 0;
  for_each_mutant([&]<class M>() { EXPECT_EQ(mutants.at(next++).id, M::about.id); });
  EXPECT_EQ(next, mutants.size());
}

TEST(Gallery, ListsItsMutantsForAnUnknownId) {
  for (const std::string id : {"B99", "b01", "B0", "B01 ", " "}) {
    try {
      with_roles(id, []<class>() { ADD_FAILURE() << "visited"; });
      ADD_FAILURE() << "'" << id << "' is no mutant";
    } catch (const UsageError& error) {
      const std::string line = error.what();
      EXPECT_TRUE(line.starts_with("--mutant " + id + ": ")) << line;
      EXPECT_EQ(line.find('\n'), std::string::npos) << line;
      for_each_mutant([&]<class M>() {
        EXPECT_NE(line.find(" " + std::string(M::about.id)), std::string::npos) << line;
      });
    }
  }
}

}  // namespace
}  // namespace paxos::single::mutants::test
