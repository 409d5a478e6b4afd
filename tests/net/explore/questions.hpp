// Questions for the explorer that are small enough for a test.
#pragma once

#include <array>
#include <atomic>
#include <string>

#include <gtest/gtest.h>

#include "net/explore/exploration.hpp"

namespace net::explore::test {

constexpr Reductions no_reductions{.symmetry = false, .staleness = false, .partial_order = false};

/// Each proposer may begin a ballot in so many rounds, from the first on.
inline void set_ballots(Setting& setting, std::uint32_t ballots) {
  setting.bounds.ballots = ballots;
  setting.bounds.last_round = ballots;
}

/// Three acceptors and a learner; each proposer has a request, and ballots of one round. Nothing
/// crashes.
inline Question question(std::uint32_t proposers, const std::string& mutant = "") {
  Question question;
  question.mutant = mutant;
  question.setting.configuration = {proposers, 1, paxos::QuorumSystem::majority(3)};
  set_ballots(question.setting, 1);
  question.setting.bounds.crashes = 0;
  return question;
}

inline Verdict ask(const Question& question) {
  const std::atomic<bool> never = false;
  return explore(question, never, [](const Progress&) {});
}

/// What a verdict comes to: an invariant, a bound, or "exhausted".
inline std::string outcome(const Verdict& verdict) {
  const auto& result = verdict.result;
  const auto& story = verdict.story;
  if (story) return story->violation.invariant;
  if (result.counterexample) return "a violation without a story";
  return result.bound ? std::string(name_of(*result.bound)) : "exhausted";
}

/// All combinations of reductions.
inline std::array<Reductions, 8> all_reductions() {
  std::array<Reductions, 8> all;
  for (unsigned bits = 0; bits < 8; ++bits) {
    all[bits] = {.symmetry = (bits & 1) != 0,
                 .staleness = (bits & 2) != 0,
                 .partial_order = (bits & 4) != 0};
  }
  return all;
}

inline std::string to_string(const Reductions& reductions) {
  return "symmetry " + std::to_string(reductions.symmetry) + ", staleness " +
         std::to_string(reductions.staleness) + ", partial order " +
         std::to_string(reductions.partial_order);
}

}  // namespace net::explore::test
