#include "net/explore/exploration.hpp"

#include <set>
#include <utility>

#include "net/explore/network.hpp"
#include "net/explore/network_expander.hpp"
#include "net/explore/protocols.hpp"
#include "net/explore/telling.hpp"
#include "net/trace/diagram.hpp"
#include "net/trace/reader.hpp"
#include "paxos/assert.hpp"
#include "paxos/usage_error.hpp"

namespace net::explore {
namespace {

constexpr std::size_t diagram_width = 100;

/// The processes and the model of them.
struct World {
  std::unique_ptr<Cast> cast;
  NetworkModel model;

  explicit World(const Question& question)
      : cast(question.from ? make_cast(*question.from, question.setting)
                           : make_cast(question.protocol, question.mutant, question.setting)),
        model(*cast, question.setting.bounds, silent(*cast, question.setting),
              question.setting.reductions) {}

  /// Learners that never ask anybody send nothing.
  static std::vector<std::uint32_t> silent(const Cast& cast, const Setting& setting) {
    std::vector<std::uint32_t> places;
    if (!setting.reductions.partial_order || setting.bounds.inquiries > 0) return places;
    for (std::uint32_t place = 0; place < cast.nodes().size(); ++place) {
      if (cast.nodes()[place].role == paxos::Role::learner) places.push_back(place);
    }
    return places;
  }
};

/// Follows one step of a state.
class Follower final : public StepSink {
 public:
  Follower(const NetworkExpander& expander, std::uint32_t wanted)
      : expander_(expander), wanted_(wanted) {}

  void take(const Step& step) override {
    if (taken_++ != wanted_) return;
    step_ = step;
    action_ = expander_.action();
  }
  [[nodiscard]] const Step& step() const { return step_; }
  [[nodiscard]] const Action& action() const { return action_; }

 private:
  const NetworkExpander& expander_;
  std::uint32_t wanted_;
  std::uint32_t taken_ = 0;
  Step step_;
  Action action_;
};

/// Makes a folder that holds no traces. Nothing but traces is removed.
void clear(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw paxos::UsageError("--trace " + folder.string() + ": " + error.message());
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".trace") std::filesystem::remove(entry.path());
  }
}

void write_traces(World& world, const Question& question, const std::vector<std::uint32_t>& steps) {
  clear(question.folder);
  Telling telling(question.folder);
  if (question.from) question.from->retell(question.folder, telling);
  for (std::uint32_t place = 0; place < world.cast->nodes().size(); ++place) {
    const bool runs = question.from && question.from->runs(world.cast->nodes()[place]);
    if (!runs) world.cast->tell_start(place, telling);
  }
  const auto expander = world.model.network_expander();
  State state = world.model.initial();
  for (const std::uint32_t step : steps) {
    Follower follower(*expander, step);
    expander->expand(state, follower);
    const Action& action = follower.action();
    world.cast->tell(state.locals[action.place], action, telling);
    State next;
    reach(state, follower.step(), next);
    state = std::move(next);
  }
}

/// The shortest run is all past of the violation, but for the messages that nobody received.
trace::Trace causal_past(trace::Trace trace) {
  std::set<trace::EventId> received;
  for (const auto& event : trace.events) {
    if (event.kind == trace::Kind::receive && event.cause) received.insert(*event.cause);
  }
  std::erase_if(trace.events, [&](const trace::Event& event) {
    return event.kind == trace::Kind::send && !received.contains(event.id());
  });
  return trace;
}

Story tell(World& world, const Question& question, const Counterexample& found) {
  write_traces(world, question, found.steps);
  const auto trace = causal_past(trace::read_traces(trace::trace_files({question.folder})));
  const auto diagram = trace::make_diagram(trace, trace::Everything{});
  return {.violation = found.violation,
          .steps = found.steps.size(),
          .diagram = trace::as_text(diagram, diagram_width)};
}

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

}  // namespace

Verdict explore(const Question& asked, const std::atomic<bool>& interrupted, const Watch& watch) {
  Question question = asked;
  Verdict verdict;
  auto world = search_soundly(question, verdict, interrupted, watch);
  if (!verdict.result.counterexample) return verdict;

  question.setting.reductions.partial_order = false;
  question.limits.threads = 1;
  Verdict shortest;
  world = search_soundly(question, shortest, interrupted, watch);
  if (shortest.result.counterexample) {
    verdict.story = tell(*world, question, *shortest.result.counterexample);
  } else {
    verdict.notes.emplace_back("the search for a shortest run has found none within the bounds");
  }
  return verdict;
}

}  // namespace net::explore
