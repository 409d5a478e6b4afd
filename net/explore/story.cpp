#include "net/explore/story.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <vector>

#include "net/explore/telling.hpp"
#include "net/trace/diagram.hpp"
#include "net/trace/reader.hpp"
#include "paxos/assert.hpp"

namespace net::explore {
namespace {

constexpr std::size_t diagram_width = 100;

/// What is known of a process after a step of it, and its last event by then.
struct Mark {
  HistoryId history;
  trace::EventId event;
};

/// The marks of each place.
using Marks = std::vector<std::vector<Mark>>;

class StoryTeller {
 public:
  StoryTeller(Cast& cast, NetworkModel& model, const std::filesystem::path& folder)
      : cast_(cast), walk_(model), telling_(folder), marks_(cast.nodes().size()) {}

  void begin(const Recorded* from, const std::filesystem::path& folder) {
    if (from) from->retell(folder, telling_);
    for (std::uint32_t place = 0; place < marks_.size(); ++place) {
      if (!from || !from->runs(cast_.nodes()[place])) cast_.tell_start(place, telling_);
      mark(place);
    }
  }

  void take(const Action& action) {
    cast_.tell(walk_.state().locals[action.place], action, telling_);
    walk_.take(action);
    mark(action.place);
  }

  [[nodiscard]] paxos::Violation violation() {
    const auto violation = walk_.violated();
    PAXOS_ASSERT(violation.has_value());
    return *violation;
  }

  /// The last event of a process so far.
  [[nodiscard]] trace::EventId last(std::uint32_t place) const {
    return marks_[place].back().event;
  }

  /// The last event of each process that the violation needs: without it, there would be none.
  std::vector<trace::EventId> needed(const paxos::Violation& violation) {
    for (std::uint32_t place = 0; place < marks_.size(); ++place) {
      if (cast_.broken(walk_.state().locals[place])) return {marks_[place].back().event};
    }
    std::vector<HistoryId> histories;
    for (const auto& marks : marks_) histories.push_back(marks.back().history);
    std::vector<trace::EventId> events;
    for (std::uint32_t place = 0; place < marks_.size(); ++place) {
      auto& marks = marks_[place];
      while (marks.size() > 1) {
        histories[place] = marks[marks.size() - 2].history;
        const auto still = cast_.violated(histories);
        if (!still || still->invariant != violation.invariant) break;
        marks.pop_back();
      }
      histories[place] = marks.back().history;
      if (marks.size() > 1) events.push_back(marks.back().event);
    }
    return events;
  }

 private:
  void mark(std::uint32_t place) {
    const HistoryId history = cast_.history(walk_.state().locals[place]);
    marks_[place].push_back({history, telling_.last(cast_.nodes()[place])});
  }

  Cast& cast_;
  Walk walk_;
  Telling telling_;
  Marks marks_;
};

/// What happened before the events by *Time, Clocks*, §1, and they themselves, but for messages
/// that nobody received, except what is issued in the last step, which began after `rest`: by a
/// proposer, and by an acceptor if what it `told` is what the violation is about.
trace::Trace causal_past(trace::Trace trace, const std::vector<trace::EventId>& events,
                         const trace::EventId& rest, bool told) {
  std::map<paxos::NodeId, std::uint64_t> last;
  const auto reach_back = [&last](const trace::EventId& id) {
    auto& time = last[id.node];
    time = std::max(time, id.time);
  };
  for (const auto& event : events) reach_back(event);
  // Later events come later in a trace, so that one pass is enough.
  std::set<trace::EventId> received;
  for (const auto& event : std::views::reverse(trace.events)) {
    const auto end = last.find(event.node);
    if (end == last.end() || event.time > end->second || !event.cause) continue;
    reach_back(*event.cause);
    if (event.kind == trace::Kind::receive) received.insert(*event.cause);
  }
  std::erase_if(trace.events, [&](const trace::Event& event) {
    const auto end = last.find(event.node);
    if (end == last.end() || event.time > end->second) return true;
    const bool is_of_last_step = event.node == rest.node && event.time > rest.time &&
                                 (told || event.node.role == paxos::Role::proposer);
    return event.kind == trace::Kind::send && !received.contains(event.id()) && !is_of_last_step;
  });
  return trace;
}

}  // namespace

Story tell(Cast& cast, NetworkModel& model, const Run& run, const Recorded* from,
           const std::filesystem::path& folder) {
  Story story{.violation = {}, .steps = run.size(), .diagram = {}};
  std::vector<trace::EventId> needed;
  trace::EventId rest;
  {
    StoryTeller teller(cast, model, folder);  // Its traces are complete when it has gone.
    teller.begin(from, folder);
    for (const Action& action : run) {
      rest = teller.last(action.place);
      teller.take(action);
    }
    story.violation = teller.violation();
    needed = teller.needed(story.violation);
  }
  const auto trace = causal_past(trace::read_traces(trace::trace_files({folder})), needed, rest,
                                 story.violation.invariant == "remembers");
  story.diagram = trace::as_text(trace::make_diagram(trace, trace::Everything{}), diagram_width);
  return story;
}

}  // namespace net::explore
