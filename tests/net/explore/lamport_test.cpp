// The real acceptor and the real choice of a value against Lamport's specification: as many states
// as TLC counts on the published module, and the very states that a plain enumeration reaches.

#include "net/explore/lamport.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <ranges>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/explore/protocols.hpp"
#include "net/explore/search.hpp"
#include "tests/net/explore/paxos_spec.hpp"

namespace net::explore::test {
namespace {

namespace single = paxos::single;
namespace spec = paxos_spec;
using testing::ElementsAre;
using Levels = std::vector<std::uint64_t>;

const std::atomic<bool> never = false;

/// What TLC prints for the published module.
const Levels levels_3_2_2{1, 2, 7, 12, 29, 72, 139, 234, 341, 464, 646, 780, 670, 372, 126, 24, 2};
constexpr std::uint64_t states_3_2_2 = 3921;
constexpr std::uint64_t states_3_3_2 = 185'369;
constexpr std::size_t depth_3_3_2 = 25;

Result count(const YardstickSize& size, unsigned threads = 1, std::string_view mutant = "") {
  const auto roles = make_spec_roles(mutant, size.acceptors);
  LamportModel model(*roles, size);
  return search(model, {.threads = threads}, never, [](const Progress&) {});
}

/// What a state of the model is in the specification's words.
class Translator {
 public:
  explicit Translator(LamportModel& model) : model_(model) {}

  spec::State operator()(const State& state) {
    spec::State translated;
    for (const LocalId local : state.locals) {
      const auto [promised, accepted] = model_.variables(local);
      translated.maxBal.push_back(promised ? number(*promised) : spec::none);
      translated.maxVBal.push_back(accepted ? number(accepted->ballot) : spec::none);
      translated.maxVal.push_back(accepted ? number(accepted->value) : spec::none);
    }
    for (const MessageId id : state.messages) {
      const auto [from, to, message] = model_.message(id);
      const int acceptor = static_cast<int>(from.number) - 1;
      spec::send(translated,
                 std::visit([&](const auto& m) { return in_spec(m, acceptor); }, message));
    }
    EXPECT_EQ(translated.msgs.size(), state.messages.size()) << "a message twice";
    return translated;
  }

 private:
  static int number(const paxos::Ballot& ballot) {
    EXPECT_EQ(ballot.proposer, 1U);
    return static_cast<int>(ballot.round) - 1;
  }
  static int number(const paxos::Value& value) { return value.bytes().at(0) - 'a'; }

  static spec::Message in_spec(const single::Prepare& prepare, int) {
    return {.type = spec::Message::phase1a, .bal = number(prepare.ballot)};
  }
  static spec::Message in_spec(const single::Promise& promise, int acceptor) {
    const auto& accepted = promise.accepted;
    return {.type = spec::Message::phase1b,
            .bal = number(promise.ballot),
            .acc = acceptor,
            .mbal = accepted ? number(accepted->ballot) : spec::none,
            .mval = accepted ? number(accepted->value) : spec::none};
  }
  static spec::Message in_spec(const single::Accept& accept, int) {
    return {.type = spec::Message::phase2a,
            .bal = number(accept.proposal.ballot),
            .val = number(accept.proposal.value)};
  }
  static spec::Message in_spec(const single::Accepted& accepted, int acceptor) {
    return {.type = spec::Message::phase2b,
            .bal = number(accepted.proposal.ballot),
            .acc = acceptor,
            .val = number(accepted.proposal.value)};
  }
  static spec::Message in_spec(const auto& other, int) {
    ADD_FAILURE() << "not of the specification: " << paxos::print(other);
    return {};
  }

  LamportModel& model_;
};

/// Another model, and every state of it that a search finds, translated. For one thread.
class Collecting final : public Model {
 public:
  explicit Collecting(LamportModel& model) : model_(model), translate_(model) {}

  State initial() override { return model_.initial(); }
  std::unique_ptr<Expander> expander() override { return std::make_unique<Onlooker>(*this); }
  [[nodiscard]] const KeyTable& local_keys() const override { return model_.local_keys(); }
  [[nodiscard]] const KeyTable& message_keys() const override { return model_.message_keys(); }
  [[nodiscard]] std::size_t bytes() const override { return model_.bytes(); }

  [[nodiscard]] const std::set<spec::State>& states() const { return states_; }

 private:
  /// Every state that is new is asked whether it violates anything.
  class Onlooker final : public Expander {
   public:
    explicit Onlooker(Collecting& collecting)
        : collecting_(collecting), expander_(collecting.model_.expander()) {}
    void expand(const State& state, StepSink& sink) override { expander_->expand(state, sink); }
    std::optional<paxos::Violation> violated(const State& state) override {
      collecting_.states_.insert(collecting_.translate_(state));
      return expander_->violated(state);
    }

   private:
    Collecting& collecting_;
    std::unique_ptr<Expander> expander_;
  };

  LamportModel& model_;
  Translator translate_;
  std::set<spec::State> states_;
};

std::set<spec::State> states_by_search(const YardstickSize& size) {
  const auto roles = make_spec_roles("", size.acceptors);
  LamportModel model(*roles, size);
  Collecting collecting(model);
  const Result result = search(collecting, {}, never, [](const Progress&) {});
  EXPECT_EQ(result.bound, std::nullopt);
  EXPECT_EQ(result.distinct, collecting.states().size());
  return collecting.states();
}

std::map<spec::State, int> enumerate(const YardstickSize& size) {
  return spec::enumerate({static_cast<int>(size.acceptors), static_cast<int>(size.ballots),
                          static_cast<int>(size.values)});
}

/// How many states have each depth.
Levels levels(const std::map<spec::State, int>& states) {
  std::map<int, std::uint64_t> counts;
  for (const auto& [state, depth] : states) ++counts[depth];
  Levels levels;
  for (const auto& [depth, count] : counts) levels.push_back(count);
  return levels;
}

bool same(const std::set<spec::State>& found, const std::map<spec::State, int>& enumerated) {
  return std::ranges::equal(found, std::views::keys(enumerated));
}

TEST(Lamport, SearchFindsAsManyStatesAsTlc) {
  for (const unsigned threads : {1, 2}) {
    const Result result = count({3, 2, 2}, threads);
    EXPECT_EQ(result.distinct, states_3_2_2);
    EXPECT_EQ(result.levels, levels_3_2_2);
    EXPECT_EQ(result.bound, std::nullopt);
    EXPECT_FALSE(result.counterexample);
  }
}

TEST(Lamport, SearchFindsAsManyStatesAsTlcWithThreeBallots) {
  for (const unsigned threads : {1, 2}) {
    const Result result = count({3, 3, 2}, threads);
    EXPECT_EQ(result.distinct, states_3_3_2);
    EXPECT_EQ(result.levels.size(), depth_3_3_2);
  }
}

TEST(Lamport, EnumerationFindsAsManyStatesAsTlc) {
  EXPECT_EQ(levels(enumerate({3, 2, 2})), levels_3_2_2);
}

TEST(Lamport, EnumerationFindsAsManyStatesAsTlcWithThreeBallots) {
  const auto enumerated = enumerate({3, 3, 2});
  EXPECT_EQ(enumerated.size(), states_3_3_2);
  EXPECT_EQ(levels(enumerated).size(), depth_3_3_2);
  EXPECT_TRUE(same(states_by_search({3, 3, 2}), enumerated));
}

TEST(Lamport, SearchFindsTheStatesThatTheEnumerationFinds) {
  const YardstickSize settings[] = {{3, 2, 2}, {3, 3, 1}, {4, 2, 1}, {2, 2, 3}, {1, 3, 2}};
  for (const auto& size : settings) {
    SCOPED_TRACE(testing::Message() << size.acceptors << " acceptors, " << size.ballots
                                    << " ballots, " << size.values << " values");
    const auto enumerated = enumerate(size);
    // Not EXPECT_EQ, which would print the sets.
    EXPECT_TRUE(same(states_by_search(size), enumerated));
  }
}

bool changes_the_count(const std::string& mutant, const YardstickSize& size) {
  return count(size).levels != count(size, 1, mutant).levels;
}

TEST(Lamport, CountsTheRightRolesAsNoMutant) {
  EXPECT_FALSE(changes_the_count("", {3, 2, 2}));
}

TEST(Lamport, CountsOtherStatesIfAnAcceptorIsWrong) {
  for (const char* mutant : {"B03", "B07", "B26", "A3"}) {
    EXPECT_TRUE(changes_the_count(mutant, {3, 2, 2})) << mutant;
  }
}

TEST(Lamport, CountsOtherStatesIfTheChoiceOfAValueIsWrong) {
  for (const char* mutant : {"B04", "A1"}) {
    EXPECT_TRUE(changes_the_count(mutant, {3, 2, 2})) << mutant;
  }
  // Of the values that are reported, the wrong one: it takes three ballots to have two.
  EXPECT_TRUE(changes_the_count("B05", {3, 3, 2}));
}

// What an acceptor remembers besides the variables of the specification is none of its states.
TEST(Lamport, CountsTheVariablesOfTheSpecificationOnly) {
  EXPECT_FALSE(changes_the_count("B32", {3, 2, 2}));
}

// How often a value is reported makes no difference among the two promises of a quorum of three,
// and what an acceptor stores none where none crashes.
TEST(Lamport, CountsTheSameIfTheSettingDoesNotShowWhatIsWrong) {
  for (const char* mutant : {"B01", "B02", "B06"}) {
    EXPECT_FALSE(changes_the_count(mutant, {3, 3, 2})) << mutant;
  }
}

}  // namespace
}  // namespace net::explore::test
