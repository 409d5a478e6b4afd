#include "net/explore/exploration.hpp"

#include <utility>

#include "net/explore/network.hpp"
#include "net/explore/protocols.hpp"
#include "net/explore/run.hpp"
#include "net/trace/output_folder.hpp"
#include "paxos/assert.hpp"

namespace net::explore {
namespace {

/// The processes and the model of them.
struct World {
  std::unique_ptr<Cast> cast;
  std::vector<std::uint32_t> silent;  ///< places
  NetworkModel model;

  explicit World(const Question& question)
      : cast(question.from
                 ? question.from->make_cast(question.setting)
                 : protocol_named(question.protocol).make_cast(question.mutant, question.setting)),
        silent(silent_places(*cast, question.setting)),
        model(*cast, question.setting.bounds, silent, question.setting.reductions) {}

  /// Tells the run to a violation that the search has found.
  Story tell(const Question& question, const Counterexample& found) {
    NetworkModel plain(*cast, question.setting.bounds, {},
                       {.symmetry = false, .staleness = false, .partial_order = false});
    Run run = run_of(model, found.steps);
    if (question.setting.reductions.partial_order) run = with_all_steps(run, plain, silent);
    return explore::tell(*cast, plain, run, question.from.get(), question.folder);
  }

  /// Learners that never ask anybody, and have nothing to give, send nothing.
  static std::vector<std::uint32_t> silent_places(const Cast& cast, const Setting& setting) {
    std::vector<std::uint32_t> places;
    if (!setting.reductions.partial_order || !are_silent(setting.bounds)) return places;
    for (std::uint32_t place = 0; place < cast.nodes().size(); ++place) {
      if (cast.nodes()[place].role == paxos::Role::learner) places.push_back(place);
    }
    return places;
  }
};

/// Turns off the reduction that makes an assumption, and returns its name.
std::string give_up(Unsound::Assumption assumption, Reductions& reductions) {
  switch (assumption) {
    case Unsound::symmetry:
      reductions.symmetry = false;
      return "symmetry";
    case Unsound::staleness:
      reductions.staleness = false;
      return "forgetting stale messages";
    case Unsound::silence:
      reductions.partial_order = false;
      return "partial-order reduction";
  }
  PAXOS_ASSERT(!"an assumption without a reduction");
}

/// Searches until no reduction in force is found unsound.
std::unique_ptr<World> search_soundly(Question& question, Verdict& verdict,
                                      const std::atomic<bool>& interrupted, const Watch& watch) {
  for (;;) {
    try {
      auto world = std::make_unique<World>(question);
      if (question.hotspots) {
        HotspotModel model(world->model, *world->cast);
        verdict.result = search(model, question.limits, interrupted, watch);
        verdict.hotspots = model.hotspots();
      } else {
        verdict.result = search(world->model, question.limits, interrupted, watch);
      }
      verdict.reductions = question.setting.reductions;
      return world;
    } catch (const Unsound& unsound) {
      verdict.notes.push_back(std::string(unsound.what()) + ", so the search goes without " +
                              give_up(unsound.assumption, question.setting.reductions));
    }
  }
}

/// Searches once more for a shortest run, and tells it.
void tell(const Question& question, World& world, Verdict& verdict,
          const std::atomic<bool>& interrupted, const Watch& watch) {
  trace::prepare_output_folder(question.folder);

  // A run without partial-order reduction may need more steps, but the shortest is among them.
  Question unreduced = question;
  unreduced.setting.reductions.partial_order = false;
  unreduced.limits.depth = Limits{}.depth;
  unreduced.limits.threads = 1;
  unreduced.hotspots = false;
  Verdict shortest;
  const auto unreduced_world = search_soundly(unreduced, shortest, interrupted, watch);
  if (const auto& found = shortest.result.counterexample) {
    verdict.story = unreduced_world->tell(unreduced, *found);
  } else {
    PAXOS_ASSERT(shortest.result.bound.has_value());
    verdict.story = world.tell(question, *verdict.result.counterexample);
    verdict.story->is_shortest = false;
    verdict.notes.push_back("the search for a shortest run ended at its bound (" +
                            std::string(name_of(*shortest.result.bound)) + ")");
  }
  trace::describe_output(question.folder, verdict.story->violation.invariant + " is violated: " +
                                              verdict.story->violation.why + "\n");
}

}  // namespace

Verdict explore(const Question& asked, const std::atomic<bool>& interrupted, const Watch& watch) {
  Question question = asked;
  Verdict verdict;
  const auto world = search_soundly(question, verdict, interrupted, watch);
  if (!verdict.result.counterexample) return verdict;
  try {
    tell(question, *world, verdict, interrupted, watch);
  } catch (const std::runtime_error& error) {
    verdict.story.reset();
    verdict.untold = error.what();
  }
  return verdict;
}

}  // namespace net::explore
