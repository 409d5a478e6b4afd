#include "net/explore/arguments.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <sstream>
#include <thread>

#include <boost/program_options.hpp>

#include "net/command_line.hpp"
#include "net/explore/memory.hpp"
#include "net/explore/protocols.hpp"
#include "net/trace/event_name.hpp"
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

constexpr const char* default_protocol = "single";

using Given = options::variables_map;

options::typed_value<std::string>* number() {
  return options::value<std::string>()->value_name("N");
}

options::options_description setting_options() {
  options::options_description all("Who explores what");
  auto add = all.add_options();
  add("protocol", options::value<std::string>()->value_name("NAME"),
      "single, single-decree Paxos (the default), or multi, Multi-Paxos");
  add("mutant", options::value<std::string>()->value_name("ID"),
      "explore a wrong Paxos instead of the right one, for example B03");
  add_configuration(all, protocol_named(default_protocol).usual);
  add("window", number(),
      "of multi: the slots that a leader may propose in at once; as many as "
      "--slots unless given");
  add("invariant", options::value<std::string>()->value_name("NAME"),
      "look at this one only, for example agreement");
  add("yardstick", options::value<std::string>()->value_name("lamport"),
      "count the states of Lamport's specification instead, with --acceptors, --ballots, --values");
  add("from", options::value<std::vector<std::string>>()->multitoken()->value_name("TRACE..."),
      "replay the traces of a recorded run, and go on from there");
  add("at", options::value<std::string>()->value_name("EVENT"),
      "with --from: only up to this event, for example acceptor2@17");
  return all;
}

options::options_description bound_options() {
  options::options_description all("Within which bounds");
  auto add = all.add_options();
  add("ballots", number(), "rounds in which each proposer may begin a ballot; 1 unless given");
  add("requests", number(), "requests of clients to each proposer; 1 unless given");
  add("values", number(), "different values that they ask for; 2 at most unless given");
  add("inquiries", number(),
      "time-outs of each process that begin no ballot, as those of a learner; 0 unless given");
  add("slots", number(),
      "of multi: slots that a leader needs for what it proposed and what waits; 2 unless given");
  add("snapshots", number(),
      "of multi: snapshots that each proposer and each learner takes; 0 unless given");
  add("crashes", number(), "crashes and restarts of processes, together; 1 unless given");
  add("first-round", number(), "round that the proposers have tried before; 0 unless given");
  add("network", options::value<std::string>()->value_name("set|bag"),
      "set (the default): a message may arrive any number of times; bag: once");
  add("drops", number(), "of a bag: messages lost in a step of their own; 0 unless given");
  add("duplicates", number(), "of a bag: messages that arrive once more; 0 unless given");
  add("depth", number(), "end at this depth; the initial state has depth 1");
  add("states", number(), "end after so many distinct states");
  add("memory", number(), "end at so many MiB; 7 tenths of what is free unless given");
  return all;
}

options::options_description search_options() {
  options::options_description all("How");
  auto add = all.add_options();
  add("threads", number(), "as many as processors unless given");
  add("no-symmetry", "do without symmetry of acceptors");
  add("no-staleness", "keep messages that their receiver ignores for ever");
  add("no-partial-order", "do without partial-order reduction");
  add("trace", options::value<std::string>()->value_name("DIR"),
      "where the traces of a violation go; build/explore unless given");
  add("hotspots", "name the fields that blow the state space up; looks at 200000 states");
  add("help", "show this help");
  return all;
}

options::options_description described() {
  options::options_description all;
  all.add(setting_options()).add(bound_options()).add(search_options());
  return all;
}

std::uint32_t small(const Given& given, const std::string& option, std::uint32_t otherwise,
                    std::uint32_t least, std::uint32_t most) {
  return static_cast<std::uint32_t>(number_given(given, option, otherwise, least, most));
}

std::string text_given(const Given& given, const std::string& option,
                       const std::string& otherwise) {
  if (!given.contains(option)) return otherwise;
  const auto& text = given[option].as<std::string>();
  if (text.empty()) throw paxos::UsageError("--" + option + ": it says nothing");
  return text;
}

Limits read_limits(const Given& given) {
  constexpr std::size_t mebibyte = std::size_t{1} << 20;
  const std::size_t planned = available_memory() / 10 * tenths_of_memory / mebibyte;
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return {.depth = number_given(given, "depth", any, 1, any),
          .states = number_given(given, "states", any, 1, any),
          .memory = number_given(given, "memory", std::max<std::size_t>(planned, 1), 1, 1 << 24) *
                    mebibyte,
          .threads = small(given, "threads", cores, 1, 64)};
}

/// That none of the options is given, `because` they would do nothing.
void refuse(const Given& given, std::initializer_list<const char*> options,
            const std::string& because) {
  for (const char* option : options) {
    if (given.contains(option)) throw paxos::UsageError("--" + std::string(option) + because);
  }
}

Bounds read_bounds(const Given& given) {
  const std::string network = text_given(given, "network", "set");
  if (network != "set" && network != "bag") {
    throw paxos::UsageError("--network " + network + ": the networks are set and bag");
  }
  if (network == "set") {
    refuse(given, {"drops", "duplicates"},
           " is of --network bag; in a set every message may be lost or repeated");
  } else {
    refuse(given, {"no-staleness", "no-partial-order"},
           ": there is no such reduction with --network bag");
  }
  const Bounds usual;
  const std::uint32_t ballots = small(given, "ballots", usual.ballots, 0, 64);
  const std::uint64_t first_round =
      number_given(given, "first-round", usual.first_round, 0, paxos::Ballot::max_round);
  return {.ballots = ballots,
          .requests = small(given, "requests", usual.requests, 0, 8),
          .values = small(given, "values", usual.values, 1, 26),
          .inquiries = small(given, "inquiries", usual.inquiries, 0, 8),
          .slots = small(given, "slots", usual.slots, 1, 16),
          .snapshots = small(given, "snapshots", usual.snapshots, 0, 8),
          .crashes = small(given, "crashes", usual.crashes, 0, 16),
          .network = network == "set" ? Network::set : Network::bag,
          .drops = small(given, "drops", usual.drops, 0, 16),
          .duplicates = small(given, "duplicates", usual.duplicates, 0, 16),
          .first_round = first_round,
          .last_round = first_round + ballots};
}

std::vector<std::filesystem::path> files_given(const Given& given) {
  const auto& named = given["from"].as<std::vector<std::string>>();
  return {named.begin(), named.end()};
}

/// The recorded run that is to be gone on from, or null.
std::shared_ptr<const Recorded> read_recorded(const Given& given) {
  if (!given.contains("from")) {
    if (given.contains("at")) throw paxos::UsageError("--at goes with --from");
    return nullptr;
  }
  refuse(given,
         {"mutant", "acceptors", "proposers", "learners", "phase1", "phase2", "window",
          "first-round", "network"},
         ": the recorded run of --from decides this");
  std::optional<trace::EventId> at;
  if (given.contains("at")) at = trace::parse_event(given["at"].as<std::string>());
  return protocol_named(text_given(given, "protocol", default_protocol))
      .read_recorded(files_given(given), at);
}

Reductions read_reductions(const Given& given, const Setting& setting) {
  // What a process that stands still has received is worked out for a set of messages only.
  const bool is_set = setting.bounds.network == Network::set;
  const std::uint32_t acceptors = setting.configuration.quorums.acceptors;
  return {.symmetry = !given.contains("no-symmetry") && !given.contains("hotspots") &&
                      acceptors <= most_symmetric_acceptors,
          .staleness = !given.contains("no-staleness") && is_set,
          .partial_order = !given.contains("no-partial-order") && is_set};
}

std::string read_invariant(const Given& given, const std::string& protocol) {
  const std::string invariant = text_given(given, "invariant", "");
  const auto known = protocol_named(protocol).invariants;
  if (invariant.empty() || std::ranges::find(known, invariant) != known.end()) return invariant;
  std::string names;
  for (const auto name : known) names += (names.empty() ? "'" : ", '") + std::string(name) + "'";
  throw paxos::UsageError("--invariant '" + invariant + "': the invariants are " + names);
}

/// There are no more values than requests.
void fit_values(const Given& given, Setting& setting) {
  const std::uint32_t requests = setting.configuration.proposers * setting.bounds.requests;
  if (setting.bounds.values > requests && given.contains("values")) {
    throw paxos::UsageError("--values " + std::to_string(setting.bounds.values) + ": there " +
                            (requests == 1 ? "is only " : "are only ") +
                            counted(requests, "request"));
  }
  setting.bounds.values = std::min(setting.bounds.values, std::max(requests, 1U));
}

Question read_question(const Given& given) {
  Question question{.protocol = text_given(given, "protocol", default_protocol),
                    .mutant = text_given(given, "mutant", ""),
                    .from = read_recorded(given),
                    .setting = {{}, read_bounds(given), {}, {}},
                    .limits = read_limits(given),
                    .folder = text_given(given, "trace", "build/explore")};
  Setting& setting = question.setting;
  const Protocol& protocol = protocol_named(question.protocol);
  setting.configuration = read_configuration(given, protocol.usual, {1, 1, 0}, {7, 4, 4});
  if (protocol.has_slots) {
    setting.configuration.window = small(given, "window", setting.bounds.slots, 1, 16);
  } else {
    refuse(given, {"slots", "window", "snapshots"},
           ": there are no slots in " + std::string(protocol.what));
  }
  if (question.from) {
    setting.configuration = question.from->configuration();
    setting.bounds.last_round = question.from->highest_round() + setting.bounds.ballots;
    for (const auto& file : trace::trace_files(files_given(given))) {
      if (!std::filesystem::equivalent(file.parent_path() / ".", question.folder)) continue;
      throw paxos::UsageError("--trace " + question.folder.string() +
                              ": --from reads from there; name another folder");
    }
  }
  fit_values(given, setting);
  if (setting.configuration.learners == 0 && !protocol.has_slots) {
    refuse(given, {"inquiries"}, ": there is no learner that could inquire");
  }
  setting.reductions = read_reductions(given, setting);
  setting.invariant = read_invariant(given, question.protocol);
  if (given.contains("hotspots")) {
    question.hotspots = true;
    question.limits.states = number_given(given, "states", hotspot_states, 1, any);
  }
  return question;
}

YardstickQuestion read_yardstick(const Given& given) {
  const std::string name = given["yardstick"].as<std::string>();
  if (name != "lamport") {
    throw paxos::UsageError("--yardstick " + name + ": the only yardstick is lamport");
  }
  for (const auto& [option, value] : given) {
    constexpr std::array taken{"yardstick", "acceptors", "ballots", "values", "mutant",
                               "depth",     "states",    "memory",  "threads"};
    if (std::ranges::find(taken, option) != taken.end()) continue;
    throw paxos::UsageError("--" + option + ": there is no such thing in Lamport's specification");
  }
  return {.size = {small(given, "acceptors", 3, 1, 7), small(given, "ballots", 2, 1, 8),
                   small(given, "values", 2, 1, 26)},
          .mutant = text_given(given, "mutant", ""),
          .limits = read_limits(given)};
}

}  // namespace

Arguments read_arguments(const std::vector<std::string>& arguments) {
  const Given given = parse_command_line(arguments, described());
  Arguments read;
  if (given.contains("help")) {
    read.help = true;
  } else if (given.contains("yardstick")) {
    read.yardstick = read_yardstick(given);
  } else {
    read.question = read_question(given);
  }
  return read;
}

std::string help() {
  std::ostringstream out;
  out << "Usage: explore [OPTION]...\n"
         "Tries every order of events within bounds, on the real roles, and checks the "
         "invariants.\n"
         "Ends with status 0 if no violation was found within the bounds, 1 if one was, 2 after a "
         "wrong option,\nif the memory does not suffice, or if the traces of a violation cannot be "
         "written, 130 after Ctrl-C.\n\n"
      << described();
  return out.str();
}

}  // namespace net::explore
