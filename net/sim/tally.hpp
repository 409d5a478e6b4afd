// What really happened in a run, or in many: a run in which nothing happened proves nothing.
#pragma once

#include <cstdint>
#include <string>

#include <boost/describe.hpp>

namespace net::sim {

struct Tally {
  std::uint64_t runs = 0;
  std::uint64_t microseconds = 0;  // of virtual time
  std::uint64_t steps = 0;
  // What happened to roles.
  std::uint64_t deliveries = 0, time_outs = 0, requests = 0, starts = 0;
  // What happened to messages.
  std::uint64_t sent = 0, dropped = 0, cut_off = 0, to_the_dead = 0, duplicated = 0, held = 0,
                overtaken = 0;
  std::uint64_t corrupted = 0, refused_frames = 0, delivered_altered = 0;
  // What happened to processes.
  std::uint64_t commits = 0, acceptor_crashes = 0, proposer_crashes = 0, learner_crashes = 0;
  std::uint64_t commits_lost = 0, commits_unanswered = 0, restarts = 0, partitions = 0;
  std::uint64_t rounds_used_up = 0;
  std::uint64_t snapshots = 0, snapshots_received = 0, forgot = 0;
  std::uint64_t points = 0;            // where a crash could strike: Process::crash_here()
  std::uint64_t without_liveness = 0;  // runs in which no proposer was left
  // What came of it.
  std::uint64_t ballots = 0, refusals = 0, answers = 0, learned = 0;
  std::uint64_t decided_by_one_ballot = 0, decided_by_several = 0;
  std::uint64_t asked_again = 0, unknown = 0;  // by clients of the store

  Tally& operator+=(const Tally& other);
  bool operator==(const Tally&) const = default;

  /// Everything that a role was told of.
  [[nodiscard]] std::uint64_t role_events() const {
    return deliveries + time_outs + requests + starts;
  }
};
BOOST_DESCRIBE_STRUCT(Tally, (),
                      (runs, microseconds, steps, deliveries, time_outs, requests, starts, sent,
                       dropped, cut_off, to_the_dead, duplicated, held, overtaken, corrupted,
                       refused_frames, delivered_altered, commits, acceptor_crashes,
                       proposer_crashes, learner_crashes, commits_lost, commits_unanswered,
                       restarts, partitions, rounds_used_up, snapshots, snapshots_received, forgot,
                       points, without_liveness, ballots, refusals, answers, learned,
                       decided_by_one_ballot, decided_by_several, asked_again, unknown))

/// A few lines for a human.
std::string summary(const Tally& tally);

/// 1,234,567
std::string with_commas(std::uint64_t number);

}  // namespace net::sim
