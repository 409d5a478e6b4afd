#include "net/sim/arguments.hpp"

#include <algorithm>
#include <limits>
#include <sstream>
#include <string_view>
#include <thread>

#include <boost/program_options.hpp>

#include "net/command_line.hpp"
#include "net/number.hpp"
#include "net/sim/plan.hpp"
#include "paxos/ballot.hpp"
#include "paxos/usage_error.hpp"

namespace net::sim {
namespace {

namespace po = boost::program_options;
using paxos::UsageError;

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t most_jobs = 1024;

RoleCounts usual_counts() {
  const paxos::Configuration usual = Options{}.configuration;
  return {usual.quorums.acceptors, usual.proposers, usual.learners};
}

paxos::Configuration configuration_given(const po::variables_map& given) {
  constexpr std::uint32_t most = paxos::AcceptorSet::max_acceptors;
  return read_configuration(given, usual_counts(), {1, 1, 1}, {most, most, most});
}

po::options_description visible_options() {
  po::options_description visible("Options");
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  auto add = visible.add_options();
  add("seeds", text("A..B"), "the runs of a campaign; 1..1000 unless given");
  add("seed", text("N"), "this run alone, told in words and traced");
  add("protocol", text("NAME"), "single, single-decree Paxos (the default), or multi, Multi-Paxos");
  add_configuration(visible, usual_counts());
  add("faults", text("NAME[,KNOB=N...]"),
      "a profile, and changes to it; all unless given, with length=3000 for multi");
  add("mutant", text("ID"), "wrong roles instead of the right ones");
  add("first-round", text("N"), "the proposers believe all rounds up to N to be used up");
  add("jobs", text("N"), "with --seeds: runs at a time; as many as there are cores unless given");
  add("shrink", "make the first failing run smaller");
  add("keep", text("I,J..."), "with --seed: only these entries of its plan, or none");
  add("trace", text("DIR"),
      "the folder for the trace of the run that is told or that fails; build/simulate/seed-N "
      "unless given");
  add("help", "show this help");
  return visible;
}

using Given = po::variables_map;

/// What an option says, or `otherwise` if it is not given.
std::string text(const Given& given, const std::string& option, const std::string& otherwise) {
  if (!given.contains(option)) return otherwise;
  const auto& text = given[option].as<std::string>();
  if (text.empty()) throw UsageError("--" + option + " '': it must not be empty");
  return text;
}

Seeds read_seeds(const std::string& given) {
  const auto dots = given.find("..");
  const std::string_view numbers = given;
  const auto first = read_number(numbers.substr(0, dots));
  const auto last = dots == given.npos ? std::nullopt : read_number(numbers.substr(dots + 2));
  if (!first || !last || *first > *last) {
    throw UsageError("--seeds " + given +
                     ": the seeds are FIRST..LAST, for example 1..1000; one seed is --seed N");
  }
  return {*first, *last};
}

/// `planned` is how many entries there are.
std::vector<std::uint32_t> read_kept(const std::string& given, std::size_t planned) {
  std::vector<std::uint32_t> kept;
  if (given == "none") return kept;
  std::string_view rest = given;
  for (;;) {
    const auto item = rest.substr(0, rest.find(','));
    const auto number = read_number(item);
    if (!number || *number > std::numeric_limits<std::uint32_t>::max()) {
      throw UsageError("--keep " + given +
                       ": entries of a plan are numbers from 0, for example 0,3,4; or none");
    }
    kept.push_back(static_cast<std::uint32_t>(*number));
    if (item.size() == rest.size()) break;
    rest.remove_prefix(item.size() + 1);
  }
  std::ranges::sort(kept);
  if (kept.back() >= planned) {
    throw UsageError("--keep " + std::to_string(kept.back()) + ": the plan of this seed has " +
                     counted(planned, "entry", "entries") + ", numbered from 0");
  }
  const auto repeated = std::ranges::unique(kept);
  kept.erase(repeated.begin(), repeated.end());
  return kept;
}

Given parse(const std::vector<std::string>& arguments) {
  try {
    return parse_command_line(arguments, visible_options());
  } catch (const po::error& error) {
    throw UsageError(std::string(error.what()) + " (see --help)");
  }
}

/// What decides, with a seed, all that happens in a run.
Options read_options(const Given& given) {
  Options options;
  options.protocol = text(given, "protocol", options.protocol);
  options.mutant = text(given, "mutant", "");
  options.configuration = configuration_given(given);
  options.faults = given.contains("faults") ? read_faults(text(given, "faults", ""))
                                            : usual_faults(options.protocol);
  options.first_round = number_given(given, "first-round", 0, 0, paxos::Ballot::max_round);
  return options;
}

/// Options of one run. Whatever would be of no effect is refused.
void read_one_run(const Given& given, Arguments& read) {
  if (given.contains("seeds")) throw UsageError("give --seed or --seeds, not both");
  if (given.contains("jobs")) throw UsageError("--jobs goes with --seeds: --seed is one run");
  read.seed = number_given(given, "seed", 0, 0, any_number);
  if (!given.contains("keep")) return;
  Options& options = read.options;
  const Knobs knobs = strengths(options.faults.knobs, *read.seed);
  const auto plan = make_plan(options.configuration, knobs, *read.seed);
  options.keep = read_kept(text(given, "keep", ""), plan.size());
}

void read_campaign(const Given& given, Arguments& read) {
  if (given.contains("keep")) {
    throw UsageError("--keep needs --seed: it names entries of the plan of one run");
  }
  if (given.contains("seeds")) read.seeds = read_seeds(text(given, "seeds", ""));
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  read.jobs = static_cast<unsigned>(number_given(given, "jobs", cores, 1, most_jobs));
}

}  // namespace

Arguments read_arguments(const std::vector<std::string>& arguments) {
  const Given given = parse(arguments);
  Arguments read;
  read.help = given.contains("help");
  read.shrink = given.contains("shrink");
  if (given.contains("trace")) read.trace = text(given, "trace", "");
  read.options = read_options(given);
  given.contains("seed") ? read_one_run(given, read) : read_campaign(given, read);
  return read;
}

std::string help() {
  std::ostringstream out;
  out << "Usage: simulate [OPTION]...\n"
         "Runs the roles of a protocol in a simulated network, with simulated disks and clocks. "
         "Each seed is\none run, the same on every machine.\n"
         "Ends with status 0 if no violation was found, 1 if one was, 2 after a wrong option or if "
         "a trace\ncannot be written, 130 after Ctrl-C.\n\n"
      << visible_options() << "\nProfiles of faults:\n";
  for (const auto& profile : all_profiles()) {
    std::string name(profile.name);
    name.resize(12, ' ');
    out << "  " << name << profile.what << '\n';
  }
  out << "\nKnobs, each with its number in the profile all:\n ";
  for (const auto& knob : all_knobs()) {
    out << " " << knob.name << "=" << Options{}.faults.knobs.*(knob.value);
  }
  out << "\ndelay, jitter and disk are microseconds, drop, duplicate, hold, corrupt and clock per "
         "mille,"
         "\nlength and bound milliseconds. With vary=1 each run draws each fault anew, up to its "
         "number;\nlockstep=1 is what the profile of that name says. With point=N a process "
         "crashes "
         "at the Nth fault\npoint: before, within or after a change on the disk to its snapshot, "
         "to "
         "one that it receives, or\nto what it forgets.\n";
  return out.str();
}

}  // namespace net::sim
