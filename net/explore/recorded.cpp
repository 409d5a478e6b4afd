#include "net/explore/recorded.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "net/command_line.hpp"
#include "net/trace/event_name.hpp"
#include "net/trace/lines.hpp"

namespace net::explore {

Recorded::Recorded(const std::vector<std::filesystem::path>& files,
                   const std::optional<trace::EventId>& at)
    : trace_(trace::read_traces(trace::trace_files(files))),
      at_(at),
      replayed_(trace::replay<System>(trace_, at)) {}

std::uint64_t Recorded::highest_round() const {
  std::uint64_t highest = 0;
  for (const auto& [node, process] : replayed_.proposers) {
    highest = std::max(highest, System::rounds_begun(process.durable));
  }
  return highest;
}

bool Recorded::runs(paxos::NodeId node) const {
  const auto in = [node](const auto& processes) {
    const auto found = processes.find(node);
    return found != processes.end() && found->second.role;
  };
  return in(replayed_.acceptors) || in(replayed_.proposers) || in(replayed_.learners);
}

/// Whether an event is up to the cut, or done because of one that is.
bool Recorded::belongs(const trace::Event& event) const {
  const auto is_before = [this](const trace::EventId& id) {
    return !at_ || id == *at_ || trace::comes_before(id, *at_);
  };
  if (is_before(event.id())) return true;
  const bool is_effect = event.kind == trace::Kind::persist || event.kind == trace::Kind::send ||
                         event.kind == trace::Kind::promised ||
                         event.kind == trace::Kind::accepted || event.kind == trace::Kind::chosen ||
                         event.kind == trace::Kind::learned;
  return is_effect && event.cause && is_before(*event.cause);
}

void Recorded::retell(const std::filesystem::path& folder, Telling& telling) const {
  std::map<paxos::NodeId, std::ofstream> files;
  for (const auto& event : trace_.events) {
    if (!belongs(event)) continue;
    auto [file, is_new] = files.try_emplace(event.node);
    if (is_new) {
      file->second.open(trace::trace_file(folder, event.node));
      for (const auto& [digest, value] : trace_.values) {
        file->second << trace::line_of(trace::NamedValue{digest, value});
      }
    }
    file->second << trace::line_of(event);
    if (event.kind != trace::Kind::send) continue;
    telling.was_sent(event.id(), *event.peer,
                     trace::from_json<System::Message>(event.detail, trace_.values));
  }
}

std::string Recorded::report() const {
  std::ostringstream out;
  for (const auto& note : replayed_.notes) out << "Note: " << note << '\n';
  for (const auto& [event, what] : replayed_.findings) {
    out << "Difference at " << trace::to_string(event) << ": " << what << '\n';
  }
  if (replayed_.violation) {
    const auto& [event, violation] = *replayed_.violation;
    out << violation.invariant << " is violated at " << trace::to_string(event) << ": "
        << violation.why << '\n';
  }
  out << "Replayed " << counted(replayed_.steps, "step") << " of the trace"
      << (at_ ? " up to " + trace::to_string(*at_) : "") << ": ";
  if (is_as_it_should_be()) {
    out << "each is what the roles do, and the invariants hold along it\n";
  } else {
    out << counted(replayed_.findings.size(), "difference") << ", "
        << (replayed_.violation ? "an invariant is violated" : "no invariant is violated") << '\n';
  }
  return out.str();
}

}  // namespace net::explore
