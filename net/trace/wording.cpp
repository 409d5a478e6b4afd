#include "net/trace/wording.hpp"

#include <algorithm>
#include <cctype>

#include "paxos/multi/protocol.hpp"
#include "paxos/multi/snapshot.hpp"

namespace net::trace {
namespace {

namespace json = boost::json;

/// Bytes of a value that are shown before it is cut.
constexpr std::size_t value_limit = 24;

/// `detail` as a T, or nothing if it is something else.
template <class T>
std::optional<T> as(const json::value& detail, const Values& values) {
  try {
    return from_json<T>(detail, values);
  } catch (const JsonError&) {
    return std::nullopt;
  }
}

std::string quoted(const paxos::Value& value) {
  return "'" + to_string(value, value_limit) + "'";
}

/// A name from the file, on one line whatever it is.
std::string spaced(std::string_view name) {
  std::string text = to_string(paxos::Value(std::string(name)));
  std::ranges::replace(text, '_', ' ');
  return text;
}

/// The words before a member. A member that says by itself what it is needs none.
std::string introduction(std::string_view name) {
  if (name == "ballot" || name == "proposal" || name == "value") return "";
  if (name == "accepted") return "has accepted ";
  if (name == "promised") return "has promised ";
  if (name == "highest_round") return "has tried rounds up to ";
  return spaced(name) + " ";
}

std::string members(const json::object& object, const Values& values) {
  std::string text;
  for (const auto& member : object) {
    if (member.key() == "type") continue;
    if (!text.empty()) text += ", ";
    text +=
        introduction({member.key().data(), member.key().size()}) + words(member.value(), values);
  }
  return text;
}

/// The values of a slot and of those that follow it: 'a' in slot 2, 'b' in slot 3.
std::string words_of_slots(const json::object& object, const Values& values) {
  const auto learned = as<paxos::multi::Learned>(object, values);
  if (!learned) return members(object, values);
  std::string text;
  for (std::size_t i = 0; i < learned->values.size(); ++i) {
    text += (i == 0 ? "" : ", ") + quoted(learned->values[i]) + " in slot " +
            to_string(learned->from.next(i));
  }
  return text;
}

std::string words_of_object(const json::object& object, const Values& values) {
  const json::value detail = object;
  if (object.contains("round")) {
    if (const auto ballot = as<paxos::Ballot>(detail, values)) return to_string(*ballot);
  }
  if (object.contains("digest")) {
    const auto value = as<paxos::Value>(detail, values);
    return value ? quoted(*value) : "a value of unknown bytes";
  }
  if (object.contains("role")) {
    if (const auto node = as<paxos::NodeId>(detail, values)) return letter_name(*node);
  }
  if (object.contains("received")) {
    if (const auto copy = as<paxos::multi::SnapshotCopy>(detail, values)) return print(*copy);
  }
  if (object.size() == 1 && object.contains("number")) return words(object.at("number"), values);
  if (object.size() == 2 && object.contains("from") && object.contains("values")) {
    return words_of_slots(object, values);
  }
  if (object.contains("value")) {
    const auto proposal = as<paxos::Proposal>(detail, values);
    if (proposal) return quoted(proposal->value) + " at " + to_string(proposal->ballot);
  }
  std::string text = members(object, values);
  if (const auto* type = object.if_contains("type")) {
    text = words(*type, values) + (text.empty() ? "" : " ") + text;
  }
  return text;
}

}  // namespace

std::string letter_name(paxos::NodeId node) {
  const auto initial = static_cast<unsigned char>(to_string(node.role).front());
  return static_cast<char>(std::toupper(initial)) + std::to_string(node.number);
}

std::string words(const json::value& detail, const Values& values) {
  if (detail.is_null()) return "nothing";
  if (const auto* object = detail.if_object()) return words_of_object(*object, values);
  if (const auto* text = detail.if_string()) return spaced({text->data(), text->size()});
  if (const auto* array = detail.if_array()) {
    std::string text;
    for (const auto& element : *array) {
      text += (text.empty() ? "" : ", ") + words(element, values);
    }
    return "[" + text + "]";
  }
  return json::serialize(detail);
}

std::string words(const Event& event, const Values& values, bool first) {
  const auto* members = event.detail.if_object();
  const auto* recovered = members ? members->if_contains("state") : nullptr;
  std::string detail = words(recovered ? *recovered : event.detail, values);
  const std::string peer = event.peer ? letter_name(*event.peer) : "nobody";
  switch (event.kind) {
    case Kind::restart:
      return (first ? "starts" : "restarts") + (detail.empty() ? "" : ", " + detail);
    case Kind::request:
      return "a client asks for " + detail;
    case Kind::receive:
      return "receives " + detail + " from " + peer;
    case Kind::timer:
      return "timer '" + detail + "' fires";
    case Kind::persist:
      return "stores that it " + detail;
    case Kind::send:
      return "sends " + detail + " to " + peer;
    case Kind::promised:
      return "promises " + detail;
    case Kind::accepted:
      return "accepts " + detail;
    case Kind::chosen:
      return "answers that " + detail + " is chosen";
    case Kind::learned:
      return "learns that " + detail + " is chosen";
    case Kind::snapshot:
      return "has a snapshot, " + detail;
    case Kind::crash:
      return "crashes";
  }
  return detail;
}

std::optional<paxos::Ballot> ballot_in(const json::value& detail) {
  const auto* object = detail.if_object();
  if (!object) return std::nullopt;
  if (object->contains("round")) return as<paxos::Ballot>(detail, {});
  for (const char* name : {"ballot", "proposal"}) {
    if (const auto* member = object->if_contains(name)) return ballot_in(*member);
  }
  return std::nullopt;
}

}  // namespace net::trace
