#include "net/explore/command.hpp"

#include <ostream>
#include <system_error>
#include <thread>

#include <boost/program_options.hpp>

#include "net/command_line.hpp"
#include "net/explore/exploration.hpp"
#include "net/explore/lamport.hpp"
#include "net/explore/memory.hpp"
#include "net/explore/protocols.hpp"
#include "net/explore/report.hpp"
#include "net/trace/event_name.hpp"
#include "net/trace/lines.hpp"
#include "paxos/usage_error.hpp"

namespace net::explore {
namespace {

namespace options = boost::program_options;

constexpr std::uint64_t any = std::numeric_limits<std::uint64_t>::max();
/// Beyond this a state has more images than it is worth to compute.
constexpr std::uint32_t most_symmetric_acceptors = 5;
/// As many as show the proportions.
constexpr std::uint64_t hotspot_states = 200'000;
/// Of the memory that there is, the part that is planned with; the rest is for what is not counted.
constexpr std::size_t tenths_of_memory = 7;

options::options_description described() {
  options::options_description all("Options");
  const auto number = [] { return options::value<std::string>()->value_name("N"); };
  auto add = all.add_options();
  add("protocol", options::value<std::string>()->value_name("NAME"), "single (the default)");
  add("mutant", options::value<std::string>()->value_name("ID"),
      "explore a wrong Paxos instead of the right one, for example B03");
  add("acceptors", number(), "3 unless given");
  add("proposers", number(), "2 unless given");
  add("learners", number(), "1 unless given");
  add("phase1", number(), "acceptors in a quorum of phase 1; a majority unless given");
  add("phase2", number(), "acceptors in a quorum of phase 2; a majority unless given");
  add("ballots", number(), "rounds in which each proposer may begin a ballot; 1 unless given");
  add("requests", number(), "requests of clients to each proposer; 1 unless given");
  add("values", number(), "different values that they ask for; 2 unless given");
  add("inquiries", number(), "time-outs of each learner; 0 unless given");
  add("crashes", number(), "crashes and restarts of processes, together; 1 unless given");
  add("first-round", number(), "round that the proposers have tried before; 0 unless given");
  add("network", options::value<std::string>()->value_name("set|bag"),
      "set (the default): a message may arrive any number of times; bag: once");
  add("drops", number(), "of a bag: messages lost in a step of their own; 0 unless given");
  add("duplicates", number(), "of a bag: messages that arrive once more; 0 unless given");
  add("depth", number(), "end at this depth; the initial state has depth 1");
  add("states", number(), "end after so many distinct states");
  add("memory", number(), "end at so many MiB; 7 tenths of what is free unless given");
  add("threads", number(), "as many as processors unless given");
  add("no-symmetry", "do without symmetry of acceptors");
  add("no-staleness", "keep messages that their receiver ignores for ever");
  add("no-partial-order", "do without partial-order reduction");
  add("trace", options::value<std::string>()->value_name("DIR"),
      "where the traces of a violation go; build/explore unless given");
  add("invariant", options::value<std::string>()->value_name("NAME"),
      "look at this one only, for example agreement");
  add("hotspots", "name the fields that blow the state space up; looks at 200000 states");
  add("yardstick", options::value<std::string>()->value_name("lamport"),
      "count the states of Lamport's specification instead, with --acceptors, --ballots, --values");
  add("from", options::value<std::vector<std::string>>()->multitoken()->value_name("TRACE..."),
      "replay the traces of a recorded run, and go on from there");
  add("at", options::value<std::string>()->value_name("EVENT"),
      "with --from: only up to this event, for example acceptor2@17");
  add("help", "show this help");
  return all;
}

std::uint32_t small(const options::variables_map& given, const std::string& option,
                    std::uint32_t otherwise, std::uint32_t least, std::uint32_t most) {
  return static_cast<std::uint32_t>(number_given(given, option, otherwise, least, most));
}

std::string text_given(const options::variables_map& given, const std::string& option,
                       const std::string& otherwise) {
  return given.contains(option) ? given[option].as<std::string>() : otherwise;
}

Limits read_limits(const options::variables_map& given) {
  constexpr std::size_t mebibyte = std::size_t{1} << 20;
  const std::size_t planned = available_memory() / 10 * tenths_of_memory / mebibyte;
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return {.depth = number_given(given, "depth", any, 1, any),
          .states = number_given(given, "states", any, 1, any),
          .memory = number_given(given, "memory", std::max<std::size_t>(planned, 1), 1, 1 << 24) *
                    mebibyte,
          .threads = small(given, "threads", cores, 1, 64)};
}

paxos::Configuration read_configuration(const options::variables_map& given) {
  const std::uint32_t acceptors = small(given, "acceptors", 3, 1, 7);
  paxos::QuorumSystem quorums = paxos::QuorumSystem::majority(acceptors);
  quorums.phase1 = small(given, "phase1", quorums.phase1, 1, acceptors);
  quorums.phase2 = small(given, "phase2", quorums.phase2, 1, acceptors);
  if (!quorums.intersects()) {
    throw paxos::UsageError("--phase1 " + std::to_string(quorums.phase1) + " --phase2 " +
                            std::to_string(quorums.phase2) + ": two such quorums of " +
                            std::to_string(acceptors) + " acceptors need not meet");
  }
  return {small(given, "proposers", 2, 1, 4), small(given, "learners", 1, 0, 4), quorums};
}

Bounds read_bounds(const options::variables_map& given) {
  const std::string network = text_given(given, "network", "set");
  if (network != "set" && network != "bag") {
    throw paxos::UsageError("--network " + network + ": the networks are set and bag");
  }
  if (network == "set" && (given.contains("drops") || given.contains("duplicates"))) {
    throw paxos::UsageError(
        "--drops and --duplicates are of --network bag; in a set every message "
        "may be lost or repeated");
  }
  const std::uint64_t first_round =
      number_given(given, "first-round", 0, 0, paxos::Ballot::max_round);
  const std::uint32_t ballots = small(given, "ballots", 1, 0, 64);
  return {.ballots = ballots,
          .requests = small(given, "requests", 1, 0, 8),
          .values = small(given, "values", 2, 1, 26),
          .inquiries = small(given, "inquiries", 0, 0, 8),
          .crashes = small(given, "crashes", 1, 0, 16),
          .network = network == "set" ? Network::set : Network::bag,
          .drops = small(given, "drops", 0, 0, 16),
          .duplicates = small(given, "duplicates", 0, 0, 16),
          .first_round = first_round,
          .last_round = first_round + ballots};
}

/// The recorded run that is to be gone on from, or null.
std::shared_ptr<const Recorded> read_recorded(const options::variables_map& given) {
  if (!given.contains("from")) {
    if (given.contains("at")) throw paxos::UsageError("--at goes with --from");
    return nullptr;
  }
  for (const char* option : {"protocol", "mutant", "acceptors", "proposers", "learners", "phase1",
                             "phase2", "first-round", "network", "yardstick"}) {
    if (!given.contains(option)) continue;
    throw paxos::UsageError("--" + std::string(option) +
                            ": the recorded run of --from decides this");
  }
  std::optional<trace::EventId> at;
  if (given.contains("at")) at = trace::parse_event(given["at"].as<std::string>());
  const auto& named = given["from"].as<std::vector<std::string>>();
  return std::make_shared<Recorded>(std::vector<std::filesystem::path>(named.begin(), named.end()),
                                    at);
}

Question read_question(const options::variables_map& given) {
  Question question{.protocol = text_given(given, "protocol", "single"),
                    .mutant = text_given(given, "mutant", ""),
                    .from = read_recorded(given),
                    .setting = {read_configuration(given), read_bounds(given), {}, {}},
                    .limits = read_limits(given),
                    .folder = text_given(given, "trace", "build/explore")};
  auto& [configuration, bounds, reductions, invariant] = question.setting;
  if (question.from) {
    configuration = question.from->replayed().configuration;
    bounds.last_round = question.from->highest_round() + bounds.ballots;
  }
  reductions.symmetry =
      !given.contains("no-symmetry") && configuration.quorums.acceptors <= most_symmetric_acceptors;
  reductions.staleness = !given.contains("no-staleness") && bounds.network == Network::set;
  // What a process that stands still has received is worked out for a set of messages only.
  reductions.partial_order = !given.contains("no-partial-order") && bounds.network == Network::set;
  if (given.contains("hotspots")) {
    question.hotspots = true;
    reductions.symmetry = false;
    question.limits.states = number_given(given, "states", hotspot_states, 1, any);
  }
  invariant = text_given(given, "invariant", "");
  const auto known = invariants_of(question.protocol);
  if (!invariant.empty() && std::ranges::find(known, invariant) == known.end()) {
    std::string names;
    for (const auto name : known) names += (names.empty() ? "'" : ", '") + std::string(name) + "'";
    throw paxos::UsageError("--invariant '" + invariant + "': the invariants are " + names);
  }
  return question;
}

class Teller {
 public:
  Teller(std::ostream& err, bool show) : err_(err), show_(show) {}
  ~Teller() { clear(); }
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  void tell(const Progress& progress) {
    if (!show_) return;
    err_ << "\r\x1b[K" << report(progress) << std::flush;
    shown_ = true;
  }
  void clear() {
    if (shown_) err_ << "\r\x1b[K" << std::flush;
    shown_ = false;
  }

 private:
  std::ostream& err_;
  bool show_;
  bool shown_ = false;
};

struct Run {
  const options::variables_map& given;
  std::ostream& out;
  const std::atomic<bool>& interrupted;
  Teller& teller;

  [[nodiscard]] Watch watch() const {
    return [this](const Progress& progress) { teller.tell(progress); };
  }

  [[nodiscard]] int yardstick() const {
    const std::string name = given["yardstick"].as<std::string>();
    if (name != "lamport") {
      throw paxos::UsageError("--yardstick " + name + ": the only yardstick is lamport");
    }
    const YardstickSize size{small(given, "acceptors", 3, 1, 7), small(given, "ballots", 2, 1, 8),
                             small(given, "values", 2, 1, 26)};
    const auto roles = make_spec_roles(text_given(given, "mutant", ""), size.acceptors);
    LamportModel model(*roles, size);
    const Result result = search(model, read_limits(given), interrupted, watch());
    teller.clear();
    out << report(size, result);
    return 0;
  }

  [[nodiscard]] int exploration() const {
    const Question question = read_question(given);
    if (question.from) {
      out << question.from->report();
      if (!question.from->is_as_it_should_be()) return 1;
    }
    // Refuses a name that is unknown before anything is said.
    if (!question.from) make_cast(question.protocol, question.mutant, question.setting);
    out << describe(question) << std::flush;
    const Verdict verdict = explore(question, interrupted, watch());
    teller.clear();
    out << report(question, verdict);
    return verdict.result.counterexample ? 1 : 0;
  }
};

}  // namespace

Question read_question(const std::vector<std::string>& arguments) {
  return read_question(parse_command_line(arguments, described()));
}

int run_explore(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
                const std::atomic<bool>& interrupted, bool show_progress) {
  try {
    const auto given = parse_command_line(arguments, described());
    if (given.contains("help")) {
      out << "Usage: explore [OPTION]...\n"
             "Tries every order of events within bounds, on the real roles, and checks the "
             "invariants.\n\n"
          << described();
      return 0;
    }
    Teller teller(err, show_progress);
    const Run run{given, out, interrupted, teller};
    const int status = given.contains("yardstick") ? run.yardstick() : run.exploration();
    return interrupted ? 130 : status;
  } catch (const options::error& error) {
    err << "explore: " << error.what() << " (see --help)\n";
  } catch (const paxos::UsageError& error) {
    err << "explore: " << error.what() << '\n';
  } catch (const trace::TraceError& error) {
    err << "explore: " << error.what() << '\n';
  } catch (const std::system_error& error) {
    err << "explore: " << error.what() << '\n';
  }
  return 2;
}

}  // namespace net::explore
