#include "net/sim/command.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "net/command_line.hpp"
#include "net/sim/arguments.hpp"
#include "net/sim/campaign.hpp"
#include "net/sim/plan.hpp"
#include "net/sim/shrink.hpp"
#include "net/trace/output_folder.hpp"
#include "paxos/usage_error.hpp"

namespace net::sim {
namespace {

enum ExitStatus { all_held = 0, violated = 1, misused = 2, stopped = 130 };

std::string command_line(const Options& options, std::uint64_t seed) {
  return "build/bin/simulate --seed " + std::to_string(seed) + to_string(options);
}

/// Counts a second of real time.
class Speed {
 public:
  [[nodiscard]] std::string of(std::uint64_t count) const {
    using std::chrono::microseconds;
    const auto elapsed = std::chrono::steady_clock::now() - start_;
    const auto time = std::chrono::duration_cast<microseconds>(elapsed).count();
    constexpr std::uint64_t second = 1'000'000;
    return with_commas(count * second /
                       std::max<std::uint64_t>(1, static_cast<std::uint64_t>(time)));
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class Command {
 public:
  Command(const Arguments& arguments, const Console& console, const std::atomic<bool>& interrupted)
      : arguments_(arguments),
        options_(arguments.options),
        out_(console.out),
        console_(console),
        interrupted_(interrupted),
        simulate_(simulate_with(options_)) {}

  int run() {
    if (arguments_.trace) trace::check_output_folder(*arguments_.trace);
    return arguments_.seed ? run_one(*arguments_.seed) : run_many();
  }

 private:
  int run_many() {
    const Seeds seeds = arguments_.seeds;
    const CampaignResult result = campaign();
    out_ << summary(result.tally);
    if (result.failure) return failed(result.failure->first, result.failure->second);
    if (result.interrupted) {
      out_ << "interrupted: no violation in the first " << with_commas(result.tally.runs)
           << " runs from seed " << seeds.first << " on\n";
      return stopped;
    }
    out_ << "no violation in seeds " << seeds.first << " to " << seeds.last
         << ": the invariants held after every step, and " << what_else_held()
         << exceptions(result.tally) << '\n';
    if (arguments_.shrink) out_ << "no seed failed, so there is nothing to shrink\n";
    return all_held;
  }

  [[nodiscard]] std::string what_else_held() const {
    if (options_.protocol == "single") return "all was learned once the faults had ceased";
    return "once the faults had ceased, every client was answered, all had executed the same slots "
           "and were in the same state; and what clients were told is linearizable";
  }

  /// Where liveness was not asked.
  static std::string exceptions(const Tally& tally) {
    if (tally.without_liveness == 0) return "";
    return ", but nobody was asked to learn anything in " + counted(tally.without_liveness, "run") +
           ", in which every proposer had used up its rounds";
  }

  CampaignResult campaign() {
    const Speed speed;
    CampaignOptions campaign{arguments_.seeds, arguments_.jobs, {}};
    if (console_.progress) {
      campaign.progress = [&](std::uint64_t done) {
        console_.err << "\r" << with_commas(done) << " seeds, " << speed.of(done) << " seeds/s "
                     << std::flush;
      };
    }
    CampaignResult result = run_campaign(simulate_, options_, campaign, interrupted_);
    if (console_.progress) console_.err << "\r\033[K";
    console_.err << speed.of(result.tally.runs) << " seeds/s, "
                 << speed.of(result.tally.role_events()) << " role events/s, with "
                 << arguments_.jobs << (arguments_.jobs == 1 ? " job\n" : " jobs\n");
    return result;
  }

  int run_one(std::uint64_t seed) {
    std::ostringstream narrative;
    const Outcome outcome = trace(options_, seed, narrative);
    out_ << narrative.str() << '\n' << summary(outcome.tally);
    if (outcome.failure) return failed(seed, *outcome.failure);
    if (outcome.interrupted) {
      out_ << "interrupted: no violation in seed " << seed << " until "
           << to_seconds(static_cast<Time>(outcome.tally.microseconds)) << " of virtual time\n";
      return stopped;
    }
    out_ << "no violation in seed " << seed << exceptions(outcome.tally) << '\n';
    if (arguments_.shrink) out_ << "it did not fail, so there is nothing to shrink\n";
    return tell_trace(seed, all_held);
  }

  int failed(std::uint64_t seed, const Failure& failure) {
    tell_failure(seed, failure);
    if (arguments_.shrink) return shrink_it(seed);
    std::ostringstream narrative;
    if (!arguments_.seed) trace(options_, seed, narrative);
    out_ << "replay:  " << command_line(options_, seed) << '\n'
         << "smaller: " << command_line(options_, seed) << " --shrink\n";
    return tell_trace(seed, violated);
  }

  int shrink_it(std::uint64_t seed) {
    const Shrunk shrunk = shrink(simulate_, options_, seed, interrupted_);
    std::ostringstream narrative;
    trace(shrunk.options, seed, narrative);
    out_ << "\nsmaller: " << shrunk.kept << " of " << shrunk.planned
         << " requests and faults in its plan; " << with_commas(shrunk.fewer)
         << " role events where the given run has " << with_commas(shrunk.events) << "; after "
         << shrunk.tried << " runs\n"
         << narrative.str() << '\n';
    tell_failure(seed, shrunk.failure);
    out_ << "replay:  " << command_line(shrunk.options, seed) << '\n';
    return tell_trace(seed, interrupted_ ? stopped : violated);
  }

  void tell_failure(std::uint64_t seed, const Failure& failure) {
    out_ << (failure.liveness ? "LIVENESS FAILS" : "SAFETY IS VIOLATED") << " in seed " << seed
         << ", step " << failure.step << ", at " << to_seconds(failure.at)
         << " of virtual time: " << failure.violation.invariant << "\n  " << failure.violation.why
         << '\n';
  }

  /// Returns the status of the program, which would be `status` with the trace.
  ExitStatus tell_trace(std::uint64_t seed, ExitStatus status) {
    if (untraced_) {
      out_ << "trace:   none, for it could not be written\n";
      console_.err << "simulate: " << *untraced_ << '\n';
      return misused;
    }
    out_ << "trace:   build/bin/trace " << trace_folder(seed).string() << '\n';
    return status;
  }

  /// Runs it once more, if it ran before, and records it. What it comes to can be told without a
  /// trace, too.
  Outcome trace(const Options& options, std::uint64_t seed, std::ostringstream& narrative) {
    const auto folder = trace_folder(seed);
    untraced_.reset();
    try {
      trace::prepare_output_folder(folder);
      Outcome outcome = simulate_(options, seed, {folder, &narrative, &interrupted_});
      trace::describe_output(folder, command_line(options, seed) + "\n\n" + narrative.str());
      return outcome;
    } catch (const std::runtime_error& error) {
      untraced_ = error.what();
      narrative.str("");
      return simulate_(options, seed, {{}, &narrative, &interrupted_});
    }
  }

  [[nodiscard]] std::filesystem::path trace_folder(std::uint64_t seed) const {
    if (arguments_.trace) return *arguments_.trace;
    return std::filesystem::path("build/simulate") / ("seed-" + std::to_string(seed));
  }

  const Arguments& arguments_;
  Options options_;
  std::ostream& out_;
  const Console& console_;
  const std::atomic<bool>& interrupted_;
  Simulate simulate_;
  std::optional<std::string> untraced_;  // why there is no trace of the run that was traced last
};

}  // namespace

int simulate_command(const std::vector<std::string>& arguments, const Console& console,
                     const std::atomic<bool>& interrupted) {
  try {
    const Arguments read = read_arguments(arguments);
    if (read.help) {
      console.out << help();
      return all_held;
    }
    return Command(read, console, interrupted).run();
  } catch (const paxos::UsageError& error) {
    console.err << "simulate: " << error.what() << '\n';
    return misused;
  }
}

}  // namespace net::sim
