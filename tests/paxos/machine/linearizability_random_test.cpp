// Random histories: those of a store that really is atomic, and small ones that are damaged, whose
// verdict is compared with that of a search through all permutations.

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "paxos/machine/linearizability.hpp"

namespace paxos::machine::test {
namespace {

using History = std::vector<Operation>;
using Text = std::optional<std::string>;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  template <class T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// A store that shares nothing with the models of the checker.
class AtomicStore {
 public:
  /// Fills in what a client is answered.
  void execute(Operation& o) {
    o.ok = true;
    const auto found = entries_.find(o.key);
    const bool is_there = found != entries_.end();
    switch (o.op) {
      case OperationKind::put:
        entries_[o.key] = *o.value;
        break;
      case OperationKind::get:
        o.output = held(o.key);
        break;
      case OperationKind::append:
        o.output = std::to_string((entries_[o.key] += *o.value).size());
        break;
      case OperationKind::cas:
        o.ok = held(o.key) == o.expect;
        if (*o.ok) entries_[o.key] = *o.value;
        break;
      case OperationKind::erase:
        o.output = std::to_string(erase(o));
        break;
      case OperationKind::incr: {
        const std::string text = is_there ? found->second : "0";
        // The numbers here are small; all other text begins with a letter or has a leading zero.
        o.ok = text == "0" || (text[0] >= '1' && text[0] <= '9' &&
                               text.find_first_not_of("0123456789") == std::string::npos);
        if (*o.ok) o.output = entries_[o.key] = std::to_string(std::stoll(text) + 1);
        break;
      }
      case OperationKind::mget:
        o.values.clear();
        for (const auto& key : o.keys) o.values.push_back(held(key));
        break;
      case OperationKind::mset:
        for (std::size_t i = 0; i < o.keys.size(); ++i) entries_[o.keys[i]] = *o.values[i];
        break;
    }
  }

 private:
  [[nodiscard]] Text held(const std::string& key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? std::nullopt : Text(found->second);
  }
  std::size_t erase(const Operation& o) {
    if (o.keys.empty()) return entries_.erase(o.key);
    std::size_t removed = 0;
    for (const auto& key : o.keys) removed += entries_.erase(key);
    return removed;
  }

  std::map<std::string, std::string> entries_;
};

struct Shape {
  std::size_t operations = 0, clients = 3;
  std::vector<std::string> keys = {"x", "y"};
  bool several_keys = false;
  std::size_t lost_of_a_hundred = 10;
};

Operation invent(Dice& dice, const Shape& shape) {
  using enum OperationKind;
  static const std::vector<OperationKind> of_one_key{put,    put,   get,  get,  get,
                                                     append, erase, incr, incr, cas};
  static const std::vector<OperationKind> of_several{mget, mget, mset, erase};
  static const std::vector<std::string> values{"0", "1", "2", "a"};
  const bool is_of_several = shape.several_keys && dice.below(3) == 0;
  Operation o{.op = dice.one_of(is_of_several ? of_several : of_one_key)};
  o.key = dice.one_of(shape.keys);
  if (is_of_several) o.keys = shape.keys;
  if (o.op == mset) {
    for (std::size_t i = 0; i < o.keys.size(); ++i) o.values.emplace_back(dice.one_of(values));
  }
  if (o.op == put || o.op == append || o.op == cas) o.value = dice.one_of(values);
  if (o.op == cas && dice.below(4) > 0) o.expect = dice.one_of(values);
  return o;
}

/// Clients of an atomic store. Each step of one is a call, then its execution, then its return; it
/// may give up at any time, and then the execution may come at any time later, or never.
class Clients {
 public:
  Clients(std::uint64_t seed, const Shape& shape)
      : dice_(seed), shape_(shape), busy_(shape.clients) {}

  History run() {
    while (history_.size() < shape_.operations || any_busy()) {
      now_ += static_cast<std::int64_t>(dice_.below(3));
      if (!late_.empty() && dice_.below(10) == 0) execute_a_late_one();
      step(dice_.below(shape_.clients));
    }
    return history_;
  }

 private:
  struct Busy {
    std::size_t operation = 0;
    std::optional<Operation> answer = {};
  };

  [[nodiscard]] bool any_busy() const {
    return std::ranges::any_of(busy_, [](const auto& busy) { return busy.has_value(); });
  }

  void step(std::size_t client) {
    auto& busy = busy_[client];
    if (!busy) {
      if (history_.size() == shape_.operations) return;
      busy = Busy{history_.size()};
      history_.push_back(invent(dice_, shape_));
      history_.back().client = static_cast<std::uint32_t>(client);
      history_.back().call = now_;
    } else if (dice_.below(200) < shape_.lost_of_a_hundred) {
      if (!busy->answer) late_.push_back(busy->operation);
      busy.reset();
    } else if (!busy->answer) {
      busy->answer = history_[busy->operation];
      store_.execute(*busy->answer);
    } else {
      busy->answer->returned = now_;
      history_[busy->operation] = *busy->answer;
      busy.reset();
    }
  }

  void execute_a_late_one() {
    const auto chosen = late_.begin() + static_cast<std::ptrdiff_t>(dice_.below(late_.size()));
    Operation o = history_[*chosen];
    store_.execute(o);
    late_.erase(chosen);
  }

  Dice dice_;
  Shape shape_;
  AtomicStore store_;
  std::vector<std::optional<Busy>> busy_;
  std::vector<std::size_t> late_;
  History history_;
  std::int64_t now_ = 0;
};

bool answers_alike(const Operation& seen, const Operation& answer) {
  using enum OperationKind;
  if (seen.ok != answer.ok) return false;
  if (seen.op == get) return seen.output == answer.output;
  if (seen.op == mget) return seen.values == answer.values;
  const bool is_checked = seen.op == append || seen.op == erase || seen.op == incr;
  return !is_checked || !seen.output || seen.output == answer.output;
}

/// Whether what is left of the history can follow on what the store holds. The operations of a
/// client are in order in it.
bool some_permutation_fits(const History& left, const AtomicStore& store) {
  if (std::ranges::none_of(left, [](const auto& o) { return o.ok.has_value(); })) return true;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const bool must_wait = std::ranges::any_of(left, [&](const Operation& other) {
      return &other != &left[i] && other.returned &&
             (*other.returned < left[i].call ||
              (other.client == left[i].client && &other < &left[i]));
    });
    if (must_wait) continue;
    AtomicStore after = store;
    Operation answer = left[i];
    const bool may_fail_always =
        answer.op != OperationKind::cas && answer.op != OperationKind::incr;
    if (may_fail_always && answer.ok == false) {
      answer.output.reset();
    } else {
      after.execute(answer);
      if (left[i].ok && !answers_alike(left[i], answer)) continue;
    }
    History rest = left;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    if (some_permutation_fits(rest, after)) return true;
  }
  return false;
}

/// Damages one answer, or what was asked for.
void damage(Operation& o, Dice& dice) {
  static const std::vector<Text> texts{"0", "1", "2", "3", "a", "11", {}};
  const auto kind = dice.below(5);
  if (kind == 0 && o.ok && o.op != OperationKind::mget) {
    o.ok = !*o.ok;
  } else if (kind == 1) {
    o.ok.reset();
    o.returned.reset();
  } else if (kind == 2 && o.value) {
    o.value = dice.one_of(texts).value_or("b");
  } else if (o.op == OperationKind::mget && !o.values.empty()) {
    o.values[dice.below(o.values.size())] = dice.one_of(texts);
  } else {
    o.output = dice.one_of(texts);
  }
}

TEST(RandomHistories, OfAnAtomicStoreAreAllLinearizable) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Shape shape{.operations = 60, .clients = 2 + seed % 5};
    shape.several_keys = seed % 3 == 0;
    shape.lost_of_a_hundred = seed % 4 == 0 ? 0 : 10;
    const Verdict verdict = check_linearizable(Clients(seed, shape).run());
    ASSERT_TRUE(verdict.holds()) << "seed " << seed << ": " << verdict.why;
  }
}

TEST(RandomHistories, HaveTheVerdictOfASearchThroughAllPermutations) {
  int good = 0;
  int bad = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Shape shape{.operations = 3 + seed % 4, .clients = 2 + seed % 3, .keys = {"x"}};
    shape.several_keys = seed % 5 == 0;
    if (shape.several_keys) shape.keys = {"x", "y"};
    shape.lost_of_a_hundred = seed % 2 == 0 ? 10 : 50;
    History history = Clients(seed, shape).run();
    Dice dice(seed);
    damage(history[dice.below(history.size())], dice);
    const bool fits = some_permutation_fits(history, {});
    const Verdict verdict = check_linearizable(history);
    ASSERT_EQ(verdict.holds(), fits) << "seed " << seed << ": " << verdict.why;
    ++(fits ? good : bad);
  }
  EXPECT_GT(good, 4000);
  EXPECT_GT(bad, 4000);
}

TEST(RandomHistories, OfTenThousandOperationsOnAKeyTakeFewStatesEach) {
  for (const std::size_t lost : {0, 1}) {
    const Shape shape{.operations = 10'000, .clients = 8, .keys = {"x"}, .lost_of_a_hundred = lost};
    History history = Clients(1, shape).run();
    const Verdict verdict = check_linearizable(history);
    EXPECT_TRUE(verdict.holds()) << verdict.why;
    EXPECT_LT(verdict.states, 100'000);
  }
}

}  // namespace
}  // namespace paxos::machine::test
