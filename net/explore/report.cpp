#include "net/explore/report.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

#include "net/command_line.hpp"
#include "net/explore/protocols.hpp"

namespace net::explore {
namespace {

constexpr double mebibyte = 1024.0 * 1024.0;

/// At least the chance, as a power of ten: one that is easy to compare.
std::string power_of_ten_above(double chance) {
  if (chance <= 0) return "0";
  return "1e" + std::to_string(static_cast<int>(std::ceil(std::log10(chance))));
}

std::uint64_t whole(double number) {
  return static_cast<std::uint64_t>(std::llround(number));
}

std::uint64_t rate(std::uint64_t count, double seconds) {
  return whole(static_cast<double>(count) / std::max(seconds, 1e-3));
}

/// The counts that belong to any verdict.
std::string counts(const Result& result) {
  std::ostringstream out;
  out << result.distinct << " distinct states, depth " << result.levels.size();
  return out.str();
}

std::string verdict_of(const Result& result) {
  if (result.counterexample) {
    return "VIOLATED " + result.counterexample->violation.invariant + " (" + counts(result) + ")";
  }
  if (result.bound) {
    return "BOUND REACHED (" + std::string(name_of(*result.bound)) + ") at depth " +
           std::to_string(result.levels.size()) + ", " + std::to_string(result.distinct) +
           " distinct, " + std::to_string(result.pending) + " pending";
  }
  return "EXHAUSTED " + counts(result) + ", collision chance < " +
         power_of_ten_above(collision_chance(result.distinct, result.images));
}

std::string effort(const Result& result) {
  std::ostringstream out;
  out.precision(1);
  out << std::fixed << result.generated << " steps taken in " << result.seconds << " s, "
      << rate(result.distinct, result.seconds) << " distinct states/s, ";
  // Of a few states, the room that tables begin with says nothing.
  constexpr std::uint64_t many = 100'000;
  if (result.distinct >= many) {
    out << static_cast<double>(result.bytes_for_seen) / static_cast<double>(result.distinct)
        << " bytes a state beyond the frontier, ";
  }
  out << "at most " << whole(static_cast<double>(result.bytes) / mebibyte) << " MiB in all\n";
  return out.str();
}

/// Fields without which nothing is lost are left out.
std::string report(const std::vector<Hotspot>& hotspots, std::uint64_t distinct) {
  std::ostringstream out;
  out.precision(2);
  out << std::fixed << "If a field were left out, so many of the " << distinct
      << " states would be told apart:\n";
  for (const auto& [field, states] : hotspots) {
    if (states == distinct) continue;
    const double factor = static_cast<double>(distinct) / static_cast<double>(states);
    out << std::setw(12) << states << "  (1/" << factor << ")  " << field << '\n';
  }
  return out.str();
}

/// The bounds that are another protocol's too, but go by another name there.
std::string within_slots(const Question& question) {
  const Bounds& bounds = question.setting.bounds;
  if (!protocol_named(question.protocol).has_slots) {
    return counted(bounds.inquiries, "inquiry", "inquiries") + " a learner";
  }
  return counted(bounds.slots, "slot") + ", a window of " +
         counted(question.setting.configuration.window, "slot") + ", " +
         counted(bounds.inquiries, "time-out") + " a process that " +
         (bounds.inquiries == 1 ? "begins" : "begin") + " no ballot, " +
         counted(bounds.snapshots, "snapshot") + " a process";
}

std::string reductions(const Reductions& reductions) {
  std::string text;
  const auto name = [&text](bool in_force, const char* reduction) {
    if (in_force) text += (text.empty() ? "" : ", ") + std::string(reduction);
  };
  name(reductions.symmetry, "symmetry of acceptors");
  name(reductions.staleness, "stale messages");
  name(reductions.partial_order, "partial order");
  return text.empty() ? "none" : text;
}

}  // namespace

std::string describe(const Question& question) {
  const paxos::Configuration& configuration = question.setting.configuration;
  const Bounds& bounds = question.setting.bounds;
  const auto& quorums = configuration.quorums;
  std::ostringstream out;
  if (question.from) out << "Going on from there with every process that was down restarted. ";
  out << "Protocol " << question.protocol;
  if (!question.mutant.empty()) out << ", mutant " << question.mutant;
  out << ": " << counted(configuration.proposers, "proposer") << ", "
      << counted(quorums.acceptors, "acceptor") << ", "
      << counted(configuration.learners, "learner") << "; quorums of " << quorums.phase1 << " and "
      << quorums.phase2 << "\n"
      << "Within: " << counted(bounds.ballots, "ballot") << " and "
      << counted(bounds.requests, "request") << " a proposer, " << counted(bounds.values, "value")
      << ", " << counted(bounds.crashes, "crash", "crashes") << ", " << within_slots(question)
      << "\n";
  if (bounds.network == Network::set) {
    out << "Network: a message may arrive at any later time, any number of times, or never\n";
  } else {
    out << "Network: a message arrives once, at any later time, or never; "
        << counted(bounds.drops, "explicit loss", "explicit losses") << ", "
        << counted(bounds.duplicates, "duplicate") << "\n";
  }
  if (question.setting.invariant.empty()) {
    out << "Checked in every state:";
    for (const auto name : protocol_named(question.protocol).invariants) out << ' ' << name << ',';
    out.seekp(-1, std::ios::end);
    out << '\n';
  } else {
    out << "Checked in every state: " << question.setting.invariant << " only\n";
  }
  return out.str();
}

std::string report(const Question& question, const Verdict& verdict) {
  std::ostringstream out;
  for (const auto& note : verdict.notes) out << "Note: " << note << '\n';
  if (verdict.story) {
    out << '\n' << verdict.story->diagram << '\n';
    out << verdict.story->violation.invariant << " is violated: " << verdict.story->violation.why
        << "\n"
        << (verdict.story->is_shortest ? "A shortest run to a violation, "
                                       : "A run to a violation, perhaps not a shortest, ")
        << counted(verdict.story->steps, "step") << ". Open it with: build/bin/trace "
        << question.folder.string() << "\n";
  }
  if (verdict.untold) {
    const auto& violation = verdict.result.counterexample->violation;
    out << violation.invariant << " is violated: " << violation.why << "\n";
  }
  if (!question.mutant.empty() && !verdict.result.counterexample) {
    out << "Nothing wrong within these bounds. "
        << (protocol_named(question.protocol).has_slots
                ? "The mutant may need more slots, requests or crashes.\n"
                : "Where the mutant goes wrong, build/bin/gallery --only " + question.mutant +
                      " shows.\n");
  }
  if (!verdict.hotspots.empty()) out << report(verdict.hotspots, verdict.result.distinct);
  out << "Reductions, under which states and depth are counted: " << reductions(verdict.reductions)
      << '\n';
  out << effort(verdict.result) << verdict_of(verdict.result) << '\n';
  return out.str();
}

std::string report(const YardstickSize& size, const std::string& mutant, const Result& result) {
  std::ostringstream out;
  if (!mutant.empty()) out << "Mutant " << mutant << " in the setting of\n";
  out << "Lamport's specification of Paxos with " << counted(size.acceptors, "acceptor") << ", "
      << counted(size.ballots, "ballot") << " (0 on) and " << counted(size.values, "value") << "\n"
      << "Exercised: Acceptor::handle(Prepare), Acceptor::handle(Accept), Proposer::propose,\n"
      << "           Proposer::handle(Promise), constrained_value\n"
      << "Not exercised: Nacks, time-outs, how a proposer or a learner counts Accepteds, "
         "inquiries,\n"
      << "               crashes and recovery\n"
      << "States a depth:";
  for (const auto level : result.levels) out << ' ' << level;
  out << '\n' << effort(result);
  if (!mutant.empty()) {
    out << "If the states are as many a depth as without --mutant, the mutant goes wrong in what "
           "is "
           "not exercised,\nor needs more ballots or values.\n";
  }
  out << (result.bound ? verdict_of(result) : counts(result)) << '\n';
  return out.str();
}

std::string report(const Progress& progress) {
  std::ostringstream out;
  out << "depth " << progress.depth << ", " << progress.distinct << " distinct, "
      << progress.distinct - progress.expanded << " in the frontier, "
      << rate(progress.distinct, progress.seconds) << " states/s, "
      << whole(static_cast<double>(progress.bytes) / mebibyte) << " MiB";
  return out.str();
}

}  // namespace net::explore
