#include "net/sim/arguments.hpp"

#include <algorithm>
#include <limits>
#include <sstream>
#include <string_view>
#include <thread>

#include <boost/program_options.hpp>

#include "net/command_line.hpp"
#include "paxos/ballot.hpp"
#include "paxos/usage_error.hpp"

namespace net::sim {
namespace {

namespace po = boost::program_options;
using paxos::UsageError;

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t most_jobs = 1024;

po::options_description visible_options() {
  po::options_description visible("Options");
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  auto add = visible.add_options();
  add("seeds", text("A..B"), "the runs of a campaign; 1..1000 unless given");
  add("seed", text("N"), "this run alone, told in words and traced");
  add("protocol", text("NAME"), "single, single-decree Paxos");
  add("acceptors", text("N"), "how many; 3 unless given");
  add("proposers", text("N"), "how many; 2 unless given");
  add("learners", text("N"), "how many; 2 unless given");
  add("phase1", text("N"), "acceptors in a quorum of phase 1; a majority unless given");
  add("phase2", text("N"), "acceptors in a quorum of phase 2; a majority unless given");
  add("faults", text("NAME[,KNOB=N...]"), "a profile, and changes to it; all unless given");
  add("mutant", text("ID"), "wrong roles instead of the right ones");
  add("first-round", text("N"), "the proposers believe all rounds up to N to be used up");
  add("jobs", text("N"), "runs at a time; as many as there are cores unless given");
  add("shrink", "make the first failing run smaller");
  add("keep", text("I,J..."), "with --seed: only these entries of its plan, or none");
  add("trace", text("DIR"), "the folder for the trace; build/simulate/seed-N unless given");
  add("help", "show this help");
  return visible;
}

using Given = po::variables_map;

const std::string& text(const Given& given, const char* option) {
  return given[option].as<std::string>();
}

paxos::Configuration read_configuration(const Given& given) {
  constexpr std::uint32_t most = paxos::AcceptorSet::max_acceptors;
  const auto number = [&](const char* option, std::uint32_t otherwise, std::uint32_t limit) {
    return static_cast<std::uint32_t>(number_given(given, option, otherwise, 1, limit));
  };
  paxos::Configuration configuration = Options{}.configuration;
  auto& quorums = configuration.quorums;
  quorums = paxos::QuorumSystem::majority(number("acceptors", quorums.acceptors, most));
  configuration.proposers = number("proposers", configuration.proposers, most);
  configuration.learners = number("learners", configuration.learners, most);
  quorums.phase1 = number("phase1", quorums.phase1, quorums.acceptors);
  quorums.phase2 = number("phase2", quorums.phase2, quorums.acceptors);
  if (!quorums.intersects()) {
    throw UsageError("quorums of " + std::to_string(quorums.phase1) + " and " +
                     std::to_string(quorums.phase2) + " of " + std::to_string(quorums.acceptors) +
                     " acceptors need not meet; --phase1 and --phase2 must add up to more than " +
                     std::to_string(quorums.acceptors));
  }
  return configuration;
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

std::vector<std::uint32_t> read_kept(const std::string& given) {
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

}  // namespace

Arguments read_arguments(const std::vector<std::string>& arguments) {
  const Given given = parse(arguments);
  Arguments read;
  read.help = given.contains("help");
  read.shrink = given.contains("shrink");
  if (given.contains("protocol")) read.options.protocol = text(given, "protocol");
  if (given.contains("mutant")) read.options.mutant = text(given, "mutant");
  read.options.configuration = read_configuration(given);
  if (given.contains("faults")) read.options.faults = read_faults(text(given, "faults"));
  read.options.first_round = number_given(given, "first-round", 0, 0, paxos::Ballot::max_round);
  if (given.contains("trace")) read.trace = text(given, "trace");
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  read.jobs = static_cast<unsigned>(number_given(given, "jobs", cores, 1, most_jobs));

  if (given.contains("seeds")) read.seeds = read_seeds(text(given, "seeds"));
  if (given.contains("seed")) read.seed = number_given(given, "seed", 0, 0, any_number);
  if (read.seed && given.contains("seeds")) throw UsageError("give --seed or --seeds, not both");
  if (!given.contains("keep")) return read;
  if (!read.seed) throw UsageError("--keep needs --seed: it names entries of the plan of one run");
  read.options.keep = read_kept(text(given, "keep"));
  return read;
}

std::string help() {
  std::ostringstream out;
  out << "Usage: simulate [OPTION]...\n"
         "Runs the roles of a protocol in a simulated network, with simulated disks and clocks. "
         "Each seed is\none run, the same on every machine.\n\n"
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
         "mille,\nlength and bound milliseconds.\n";
  return out.str();
}

}  // namespace net::sim
