#include "cmd/gallery/search.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <sstream>
#include <vector>

#include "net/explore/arguments.hpp"
#include "net/explore/exploration.hpp"
#include "net/explore/lamport.hpp"
#include "net/explore/protocols.hpp"
#include "net/sim/arguments.hpp"
#include "net/sim/campaign.hpp"
#include "net/trace/output_folder.hpp"
#include "net/wire/frame.hpp"
#include "paxos/single/messages.hpp"

namespace gallery {
namespace {

namespace explore = net::explore;
namespace sim = net::sim;
namespace wire = net::wire;
using Interrupted = std::atomic<bool>;

/// The same at each depth: as many in all, and as deep, as TLC finds on the published module.
constexpr std::array<std::uint64_t, 25> specified_levels{
    1,     3,     12,    28,    75,    192,   447,   960,  1845, 3312, 5682, 9075, 13297,
    17784, 21726, 24692, 26106, 24324, 18512, 10842, 4686, 1436, 294,  36,   2};
static_assert(std::accumulate(specified_levels.begin(), specified_levels.end(), std::uint64_t{0}) ==
              specified_states);

std::vector<std::string> arguments(std::string_view options, const Exhibit& exhibit) {
  std::istringstream in{std::string(options)};
  std::vector<std::string> arguments;
  if (exhibit.protocol != "single") arguments = {"--protocol", std::string(exhibit.protocol)};
  for (std::string word; in >> word;) arguments.push_back(word);
  const std::string_view id = exhibit.mutant.id;
  if (!id.empty()) arguments.insert(arguments.end(), {"--mutant", std::string(id)});
  return arguments;
}

Found nothing(const std::string& after) {
  return {.violated = {}, .after = after, .steps = {}};
}

/// A search that ends for want of memory has neither found nor excluded anything.
void require_memory(const Exhibit& exhibit, const explore::Result& result) {
  if (result.bound != explore::Bound::memory) return;
  throw paxos::UsageError("not enough memory for the searches of " +
                          (exhibit.mutant.id.empty() ? std::string("the right roles")
                                                     : std::string(exhibit.mutant.id)));
}

/// Writes beside the traces which command shows the same.
void describe(const std::filesystem::path& folder, std::string command,
              const std::vector<std::string>& arguments, const std::string& outcome) {
  for (const auto& argument : arguments) {
    const bool is_one_word = argument.find(' ') == argument.npos;
    command += is_one_word ? ' ' + argument : " '" + argument + "'";
  }
  std::filesystem::create_directories(folder);
  net::trace::describe_output(folder, command + "\n\n" + outcome + '\n');
}

Found explored(const Exhibit& exhibit, std::string_view invariant,
               const std::filesystem::path& folder, const Interrupted& interrupted) {
  auto given = arguments(exhibit.bounds.explore, exhibit);
  given.insert(given.end(), {"--trace", folder.string()});
  if (!invariant.empty()) given.insert(given.end(), {"--invariant", std::string(invariant)});
  const auto question = explore::read_arguments(given).question;
  const auto verdict = explore::explore(question, interrupted, [](const explore::Progress&) {});
  require_memory(exhibit, verdict.result);
  const std::string states = std::to_string(verdict.result.distinct);
  if (const auto& story = verdict.story) {
    const auto& [violated, why] = story->violation;
    describe(folder, "build/bin/explore", given, violated + " is violated: " + why);
    return {violated, states, (story->is_shortest ? "" : "<=") + std::to_string(story->steps)};
  }
  const bool is_all = !verdict.result.bound;
  describe(
      folder, "build/bin/explore", given,
      "nothing is violated in " + std::string(is_all ? "all " : "the first ") + states + " states");
  return nothing(is_all ? "none" : ">" + states);
}

Found simulated(const Exhibit& exhibit, const std::filesystem::path& folder,
                const Interrupted& interrupted) {
  const auto given = arguments(exhibit.bounds.simulate, exhibit);
  sim::Arguments read = sim::read_arguments(given);
  const sim::Simulate simulate = sim::simulate_with(read.options);
  const auto result = sim::run_campaign(simulate, read.options,
                                        {.seeds = read.seeds, .jobs = read.jobs}, interrupted);
  if (!result.failure) {
    describe(folder, "build/bin/simulate", given,
             "nothing is violated in seeds " + std::to_string(read.seeds.first) + " to " +
                 std::to_string(read.seeds.last));
    return nothing("none");
  }
  const auto& [seed, failure] = *result.failure;
  net::trace::prepare_output_folder(folder);
  simulate(read.options, seed, {.traces = folder});
  const auto& [violated, why] = failure.violation;
  describe(folder, "build/bin/simulate", given,
           violated + " is violated in seed " + std::to_string(seed) + ": " + why);
  return {violated, std::to_string(seed), {}};
}

/// Whether the states that were counted are not those of the specification. The last level of a
/// search that has reached a bound is not complete.
bool differs(const explore::Result& result) {
  if (!result.bound) return !std::ranges::equal(result.levels, specified_levels);
  const auto complete = result.levels.size() - 1;
  return result.distinct > specified_states || complete >= specified_levels.size() ||
         !std::equal(result.levels.begin(), result.levels.end() - 1, specified_levels.begin());
}

Found compared(const Exhibit& exhibit, const Interrupted& interrupted) {
  // Far more states than the specification has are different enough.
  const auto given = arguments("--yardstick lamport --ballots 3 --states 1000000", exhibit);
  const auto question = *explore::read_arguments(given).yardstick;
  const auto roles = explore::make_spec_roles(question.mutant, question.size.acceptors);
  explore::LamportModel model(*roles, question.size);
  const auto result =
      explore::search(model, question.limits, interrupted, [](const explore::Progress&) {});
  require_memory(exhibit, result);
  const std::string states = (result.bound ? ">" : "") + std::to_string(result.distinct);
  if (differs(result)) return {std::string(paxos::mutants::specification), states, {}};
  return nothing(result.bound ? states : "same");
}

/// What the tests of the wire do: changes a byte of a frame, and sees whether it is taken all the
/// same. The length, which comes first, says how many bytes to wait for, and is left as it is.
Found wired(bool checked) {
  using paxos::single::Message;
  using Sent = wire::Envelope<Message>;
  const Sent sent{1, paxos::single::Accept{{{1, 1}, paxos::Value("a")}}};
  const std::string good = *wire::make_frame(sent);
  for (std::size_t at = sizeof(std::uint32_t); at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    try {
      wire::FrameReader reader(wire::frame_overhead);
      const auto [space, size] = reader.space();
      reader.filled(bad.copy(space, size));
      const auto payload =
          checked ? reader.next() : std::string_view(bad).substr(wire::frame_header_size);
      if (!payload || wire::decode<Sent>(*payload).message == sent.message) continue;
      return {"validity", "byte " + std::to_string(at), {}};
    } catch (const wire::Malformed&) {
      continue;
    }
  }
  return nothing("none");
}

}  // namespace

bool Row::killed() const {
  return std::ranges::any_of(std::array{&explorer, &agreement, &simulator, &specification, &wire},
                             [](const auto* found) { return *found && (*found)->kills(); });
}

bool Row::killed_by(std::string_view violated) const {
  return std::ranges::any_of(
      std::array{&explorer, &simulator, &specification, &wire},
      [&](const auto* found) { return *found && (*found)->violated == violated; });
}

Row search(const Exhibit& exhibit, const std::filesystem::path& folder,
           const Interrupted& interrupted) {
  const auto start = std::chrono::steady_clock::now();
  const auto& [id, wrong, breaks, violates] = exhibit.mutant;
  Row row;
  if (exhibit.where == Exhibit::roles) {
    const auto invariants = explore::protocol_named(std::string(exhibit.protocol)).invariants;
    const bool is_invariant = std::ranges::find(invariants, violates) != invariants.end();
    row.explorer =
        explored(exhibit, is_invariant ? violates : "", folder / trace_folders[0], interrupted);
    if (row.explorer->kills()) {
      row.agreement = violates == "agreement"
                          ? row.explorer
                          : explored(exhibit, "agreement", folder / trace_folders[1], interrupted);
    }
    if (exhibit.protocol == "single") row.specification = compared(exhibit, interrupted);
  } else if (exhibit.where == Exhibit::wire) {
    row.wire = wired(id != paxos::single::mutants::unchecked_frames.id);
  }
  row.simulator = simulated(exhibit, folder / trace_folders[2], interrupted);
  row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return row;
}

}  // namespace gallery
